package dev.brood.cli.command;

import static dev.brood.cli.command.CopyProgram.LONG;
import static dev.brood.cli.command.CopyProgram.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.cli.Json;
import dev.brood.cli.copy.Trees;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.junit.Jvm;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Ctrl-C, and SIGTERM, in the middle.
@Deadline(seconds = 180) // on a busy machine; alone, a few seconds
class InterruptedTest {
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    @TempDir private Path dir = Path.of("");

    @AfterEach
    void letItBeDeleted() throws IOException {
        Trees.openUp(dir);
    }

    @Test
    void copy_sigint_endsWithSummaryAndNothingHalf() throws Exception {
        List<String> said = interrupted(SIGINT, 130, "-w2");
        assertThat(said).hasSize(1);
        assertThat(said.getFirst()).startsWith("interrupted: copied ").contains("failed 0");
    }

    @Test
    void copy_sigterm_endsWithSummaryAndNothingHalf() throws Exception {
        List<String> said = interrupted(SIGTERM, 143, "-w2");
        assertThat(said).hasSize(1);
        assertThat(said.getFirst()).startsWith("interrupted: copied ").contains("failed 0");
    }

    @Test
    void copy_sigintWithJson_endsWithSummaryThatSaysSo() throws Exception {
        List<String> said = interrupted(SIGINT, 130, "--json");
        assertThat(said.stream().map(Json::object).toList().getLast())
                .containsEntry("event", "summary")
                .containsEntry("interrupted", true)
                .containsEntry("failed", 0.0);
    }

    /// Returns what it said on standard output.
    private List<String> interrupted(int signal, int code, String option) throws Exception {
        CopyProgram.assumeHeard(signal);
        Path shared = Files.createDirectory(dir.resolve("shared"));
        Path from = CopyProgram.tree(dir.resolve("from"), 5, 3_500, 4);
        int files = CopyProgram.files(from);
        List<Path> marks = CopyProgram.shuffled(from, 5);
        for (int attempt = 1; ; attempt++) {
            assertThat(attempt).as("attempts to hit it in the middle").isLessThan(20);
            Path to = dir.resolve("to" + attempt);
            try (Jvm jvm = start(shared, option, from.toString(), to.toString())) {
                CopyProgram.awaitMiddle(jvm, to, marks);
                List<ProcessHandle> below = CopyProgram.workers(jvm);
                if (!jvm.process().isAlive()) {
                    continue;
                }
                jvm.signal(signal);
                int exit = jvm.awaitExit(LONG);
                for (ProcessHandle process : below) {
                    Await.until(LONG, process.pid() + " to end", () -> !process.isAlive());
                }
                assertThat(Trees.temporaries(to)).isEmpty();
                CopyProgram.assertNothingHalf(from, to);
                if (CopyProgram.files(to) == files) {
                    continue; // it was faster
                }
                CopyProgram.assertOnlyProgress(jvm);
                assertThat(exit).isEqualTo(code);
                assertThat(shared).isEmptyDirectory();
                return jvm.stdout();
            }
        }
    }
}
