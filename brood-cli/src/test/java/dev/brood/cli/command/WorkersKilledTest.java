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
        Path shared = Files.createDirectory(dir.resolve("shared"));
        Path from = CopyProgram.tree(dir.resolve("from"), 3, 3_000, 6);
        Path to = dir.resolve("to");
        try (Jvm jvm = start(shared, "-w2", from.toString(), to.toString())) {
            int killed = 0;
            for (Path file : CopyProgram.shuffled(from, 3)) {
                // Some work between two kills: a file whose workers die ten times is given up.
                if (!Files.exists(to.resolve(file))) {
                    killed += kill(random, jvm) ? 1 : 0;
                    CopyProgram.awaitFile(jvm, to.resolve(file));
                }
            }
            assertThat(jvm.awaitExit(LONG)).as("exit code; %s", jvm.stderr()).isZero();
            CopyProgram.assertOnlyProgress(jvm);
            assertThat(killed).as("workers killed").isGreaterThan(2);
            assertThat(jvm.stdout().getLast()).contains("failed 0");
        }
        assertThat(Trees.differences(from, to)).isEmpty();
        assertThat(shared).isEmptyDirectory();
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
