package dev.brood.cli.command;

import static dev.brood.cli.command.CopyProgram.LONG;
import static dev.brood.cli.command.CopyProgram.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.cli.copy.Trees;
import dev.brood.junit.Deadline;
import dev.brood.junit.Jvm;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What can't be copied: reported, and no harm to the rest.
@Deadline(seconds = 180) // on a busy machine; alone, a few seconds
class FailuresTest {
    @TempDir private Path dir = Path.of("");

    @AfterEach
    void letItBeDeleted() throws IOException {
        Trees.openUp(dir);
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void copy_destinationFull_isReportedAndWhatFitsIsWhole() throws Exception {
        Path shared = Files.createDirectory(dir.resolve("shared"));
        Path from = CopyProgram.tree(dir.resolve("from"), 6, 300, 4);
        Path disk = Files.createDirectory(dir.resolve("disk"));
        assumeTrue(
                succeeds("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString()),
                "a small file system can be mounted, as root");
        try {
            Path to = disk.resolve("to");
            try (Jvm jvm = start(shared, "-w2", from.toString(), to.toString())) {
                assertThat(jvm.awaitExit(LONG)).as("exit code").isEqualTo(1);
                List<String> reported =
                        jvm.stderr().stream().filter(CopyProgram::isNoProgress).toList();
                assertThat(reported)
                        .isNotEmpty()
                        .allSatisfy(line ->
                                assertThat(line)
                                        .startsWith("brood copy: '" + from)
                                        .contains("': no space left on device"));
                assertThat(jvm.stdout().getLast()).contains("failed " + reported.size() + ", in");
            }
            assertThat(Trees.temporaries(disk)).isEmpty();
            assertThat(CopyProgram.files(to)).isPositive();
            CopyProgram.assertNothingHalf(from, to);
        } finally {
            assertThat(succeeds("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void copy_filesVanish_isReportedAndTheRestCopied() throws Exception {
        Path shared = Files.createDirectory(dir.resolve("shared"));
        Path from = CopyProgram.tree(dir.resolve("from"), 7, 1_000, 3);
        for (int attempt = 1; ; attempt++) {
            assertThat(attempt).as("attempts to be faster than it").isLessThan(20);
            Path late = Files.createDirectories(from.resolve("late"));
            for (int i = 0; i < 500; i++) {
                Files.writeString(late.resolve("x" + i), "x");
            }
            Path to = dir.resolve("to" + attempt);
            try (Jvm jvm = start(shared, "-w2", from.toString(), to.toString())) {
                CopyProgram.awaitFile(
                        jvm, to.resolve("late")); // which is found, then, and not copied
                Trees.delete(late);
                int code = jvm.awaitExit(LONG);
                assertThat(Trees.temporaries(to)).isEmpty();
                CopyProgram.assertNothingHalf(from, to);
                if (code == 1) {
                    assertThat(jvm.stderr().stream().filter(CopyProgram::isNoProgress))
                            .isNotEmpty()
                            .allSatisfy(line ->
                                    assertThat(line)
                                            .startsWith("brood copy: '" + late)
                                            .contains("it vanished before it was copied"));
                    return;
                }
                assertThat(code).isZero();
            }
        }
    }
}
