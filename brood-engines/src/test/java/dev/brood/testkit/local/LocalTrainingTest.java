package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.junit.Await;
import dev.brood.junit.Jvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What a program leaves in the cache directory, and what of the making of the cache outlives it.
class LocalTrainingTest {
    private static final Duration LONG = Duration.ofSeconds(100);

    @TempDir Path cache;

    /// Starts a child, and ends or stays.
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            Brood.local().start(() -> System.out.println("child done")).join();
            if (args[0].equals("nests")) {
                Brood.local().start(Program::parent).join();
            }
            if (args[0].equals("stays")) {
                TimeUnit.HOURS.sleep(1);
            }
        }

        private static void parent() throws InterruptedException {
            Brood.local().start(() -> System.out.println("grandchild done")).join();
        }
    }

    private Jvm run(String what, String... flags) throws Exception {
        return Jvm.running(Program.class)
                .flags("-Dbrood.cache=" + cache)
                .flags(flags)
                .args(what)
                .start();
    }

    private List<String> kinds() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> name.substring(name.lastIndexOf('.') + 1))
                    .sorted()
                    .toList();
        }
    }

    private boolean isTraining() {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .anyMatch(command -> command.contains("AOTMode=") && command.contains(cache + "/"));
    }

    private boolean hasBegun() {
        try {
            return isTraining() && kinds().contains("new");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void end_waiting_leavesTheCache_forGrandchildrenToo() throws Exception {
        for (String what : List.of("ends", "nests")) {
            try (Jvm program = run(what, "-Dbrood.training=wait")) {
                assertThat(program.awaitExit(LONG)).isZero();
                assertThat(program.stderr()).isEmpty();
            }
            assertThat(kinds()).containsExactly("aot", "jar", "lock");
            assertThat(isTraining()).isFalse();
        }
    }

    @Test
    void end_usually_takesTheTrainingAlong() throws Exception {
        for (int run = 0; run < 3; run++) {
            try (Jvm program = run("ends")) {
                assertThat(program.awaitExit(LONG)).isZero();
            }
            Await.until(LONG, "no training is left", () -> !isTraining());
        }
        // One workshop at most, however many programs began in vain: the next one clears it away.
        assertThat(kinds()).filteredOn("new"::equals).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void kill_programThatTrains_leavesNoProcess_andTheNextMakesTheCache() throws Exception {
        try (Jvm program = run("stays")) {
            Await.until(LONG, "the training has begun", this::hasBegun);
            program.process().destroyForcibly();
            assertThat(program.awaitExit(LONG)).isEqualTo(137);
        }
        Await.until(LONG, "no training is left", () -> !isTraining());
        assertThat(kinds()).contains("new").doesNotContain("aot");

        try (Jvm program = run("ends", "-Dbrood.training=wait")) {
            assertThat(program.awaitExit(LONG)).isZero();
        }
        assertThat(kinds()).containsExactly("aot", "jar", "lock");
    }
}
