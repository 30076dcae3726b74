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
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// `kill -9` of workers, again and again, while they copy: it costs nothing.
@Deadline(seconds = 180) // on a busy machine; alone, a few seconds
class WorkersKilledTest {
    @TempDir private Path dir = Path.of("");

    @AfterEach
    void letItBeDeleted() throws IOException {
        Trees.openUp(dir);
    }

    @Test
    void copy_workersKilledAgainAndAgain_isIdentical() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        Path from = CopyProgram.tree(dir.resolve("from"), 3, 3_000, 6);
        int killed = 0;
        // One copy may be done before a second worker has come to be killed.
        for (int round = 0; killed < 5; round++) {
            killed += copyAndKill(from, Files.createDirectory(dir.resolve("copy" + round)), random);
        }
    }

    /// @return how many were killed
    private static int copyAndKill(Path from, Path place, RandomGenerator random) throws Exception {
        Path shared = Files.createDirectory(place.resolve("shared"));
        Path to = place.resolve("to");
        int killed = 0;
        try (Jvm jvm = start(shared, "-w2", from.toString(), to.toString())) {
            for (Path file : CopyProgram.shuffled(from, 3)) {
                // Some work between two kills: a file whose workers die ten times is given up.
                if (!Files.exists(to.resolve(file))) {
                    killed += kill(random, jvm) ? 1 : 0;
                    CopyProgram.awaitFile(jvm, to.resolve(file));
                }
            }
            assertThat(jvm.awaitExit(LONG)).as("exit code; %s", jvm.stderr()).isZero();
            CopyProgram.assertOnlyProgress(jvm);
            assertThat(jvm.stdout().getLast()).contains("failed 0");
        }
        assertThat(Trees.differences(from, to)).isEmpty();
        assertThat(shared).isEmptyDirectory();
        return killed;
    }

    private static boolean kill(RandomGenerator random, Jvm jvm) throws InterruptedException {
        Await.until(
                LONG,
                "a worker to kill, or the end",
                () -> !CopyProgram.workers(jvm).isEmpty() || !jvm.process().isAlive());
        List<ProcessHandle> workers = CopyProgram.workers(jvm);
        return !workers.isEmpty() && workers.get(random.nextInt(workers.size())).destroyForcibly();
    }
}
