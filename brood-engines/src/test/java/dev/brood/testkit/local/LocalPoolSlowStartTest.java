package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.SharedEvent;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Workers whose JVMs take long to boot: here, until a file is deleted that says so.
class LocalPoolSlowStartTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path dir = Path.of("");

    private Path pause(long pid) {
        return dir.resolve("vm.paused." + pid);
    }

    private void letBoot(ProcessPool pool, int which) throws Exception {
        Await.until(PATIENCE, "worker " + which, () -> pool.workers().size() > which);
        Path file = pause(pool.workers().get(which).pid());
        Await.until(PATIENCE, "a JVM that waits", () -> Files.exists(file));
        Files.delete(file);
    }

    @Test
    void taskOfAWorkerThatBoots_isRunByOneThatHasNothingToDo() throws Exception {
        try (Brood brood = Brood.local();
                SharedEvent go = brood.event();
                ProcessPool pool =
                        brood.newPool()
                                .workers(2)
                                .process(
                                        ProcessOptions.DEFAULTS
                                                .withDirectory(dir)
                                                .withJvmFlags("-XX:+PauseAtStartup"))
                                .open()) {
            CompletableFuture<Long> first = pool.submit(() -> ProcessHandle.current().pid());
            letBoot(pool, 0);
            long pid = first.get(60, TimeUnit.SECONDS);
            CompletableFuture<?> busy =
                    pool.submit(() -> {
                        go.await();
                    });
            CompletableFuture<Long> second = pool.submit(() -> ProcessHandle.current().pid());
            Await.until(PATIENCE, "another worker", () -> pool.workers().size() == 2);
            go.set();
            busy.get(60, TimeUnit.SECONDS);
            assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo(pid);
            letBoot(pool, 1);
        }
    }
}
