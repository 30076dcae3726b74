package dev.brood.cli.command;

import static dev.brood.cli.command.CopyProgram.LONG;
import static dev.brood.cli.command.CopyProgram.start;

import static org.assertj.core.api.Assertions.assertThat;

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

/// `kill -9` of the command itself, in the middle.
@Deadline(seconds = 180) // on a busy machine; alone, a few seconds
class ParentKilledTest {
    @TempDir private Path dir = Path.of("");

    @AfterEach
    void letItBeDeleted() throws IOException {
        Trees.openUp(dir);
    }

    @Test
    void copy_killed_leavesNothingHalfAndTheNextRunGoesOn() throws Exception {
        Path shared = Files.createDirectory(dir.resolve("shared"));
        Path from = CopyProgram.tree(dir.resolve("from"), 4, 3_500, 4);
        int files = CopyProgram.files(from);
        Path to = dir.resolve("to");
        List<Path> marks = CopyProgram.shuffled(from, 4);
        int left = 0;
        for (int attempt = 1; left == 0 || left == files; attempt++) {
            assertThat(attempt).as("attempts to hit it in the middle").isLessThan(20);
            if (Files.exists(to)) {
                Trees.delete(to);
            }
            killInTheMiddle(shared, from, to, marks);
            left = Files.exists(to) ? CopyProgram.files(to) : 0;
        }
        CopyProgram.assertNothingHalf(from, to);
        Jvm second = CopyProgram.run(shared, "-w2", from + "/.", to.toString());
        assertThat(second.stdout().getLast()).contains("skipped " + thousands(left) + ", failed 0");
        assertThat(Trees.differences(from, to)).isEmpty();
        assertThat(shared).as("shared memory of the killed run").isEmptyDirectory();
    }

    private static String thousands(int number) {
        return number < 1_000 ? "" + number : number / 1_000 + "," + ("" + number).substring(1);
    }

    private static void killInTheMiddle(Path shared, Path from, Path to, List<Path> marks)
            throws InterruptedException {
        List<ProcessHandle> below;
        try (Jvm jvm = start(shared, "-w2", from.toString(), to.toString())) {
            CopyProgram.awaitMiddle(jvm, to, marks);
            below = CopyProgram.workers(jvm);
            jvm.kill();
            jvm.awaitExit(LONG);
        }
        for (ProcessHandle process : below) {
            Await.until(LONG, "process " + process.pid() + " to end", () -> !process.isAlive());
        }
    }
}
