package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.SharedEvent;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;
import dev.brood.junit.Pause;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What becomes of workers that have not begun when their pool ends: they are killed then, and not
/// waited for. That they were shows in how they have ended, though all could go on right after.
class LocalPoolUnbegunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ExitStatus KILLED = new ExitStatus.Signaled(9);
    private static final ExitStatus IN_ORDER = new ExitStatus.Exited(0);

    @TempDir private Path dir = Path.of("");

    private static void awaitEnd(ProcessPool pool) throws InterruptedException {
        assertThat(pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private Path bootPause(ChildProcess worker) throws InterruptedException {
        Path file = dir.resolve("vm.paused." + worker.pid());
        Await.until(PATIENCE, "a JVM that waits", () -> Files.exists(file));
        return file;
    }

    private static ChildProcess worker(ProcessPool pool, int which) throws InterruptedException {
        Await.until(PATIENCE, "worker " + which, () -> pool.workers().size() > which);
        return pool.workers().get(which);
    }

    @Test
    void ofTwoWorkers_oneThatBootsIsKilled_andOneThatHasWorkedEndsInOrder() throws Exception {
        ProcessOptions slow =
                ProcessOptions.DEFAULTS.withDirectory(dir).withJvmFlags("-XX:+PauseAtStartup");
        try (Brood brood = Brood.local();
                SharedEvent go = brood.event();
                ProcessPool pool = brood.newPool().workers(2).process(slow).open()) {
            CompletableFuture<?> busy =
                    pool.submit(() -> {
                        go.await();
                    });
            ChildProcess first = worker(pool, 0);
            Files.delete(bootPause(first));
            CompletableFuture<Integer> next = pool.submit(() -> 2);
            ChildProcess second = worker(pool, 1);
            Path pause = bootPause(second);
            go.set();
            busy.get(60, TimeUnit.SECONDS);
            assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo(2);
            pool.shutdown();
            Files.delete(pause);
            awaitEnd(pool);
            assertThat(first.exitStatus()).contains(IN_ORDER);
            assertThat(second.exitStatus()).contains(KILLED);
        }
    }

    @Test
    void workerThatIsAboutToBegin_isKilled() throws Exception {
        assertThat(endWhilePausedAt("worker.ready")).isEqualTo(KILLED);
    }

    @Test
    void workerThatHasBegun_endsInOrder() throws Exception {
        assertThat(endWhilePausedAt("worker.begun")).isEqualTo(IN_ORDER);
    }

    @Test
    void workerThatMustNotBegin_ofAPoolThatDiesBeforeItKillsIt_ends() throws Exception {
        Pause pause = Pause.in(dir);
        String at = pause.at("worker.ready");
        try (Brood brood = Brood.local();
                SharedQueue<Long> worker = brood.queue(1)) {
            ChildProcess owner =
                    brood.process()
                            .systemProperty("brood.crash", "pool.forbade")
                            .start(() -> openAndShutDown(at, worker));
            long pid = worker.take();
            assertThat(owner.join(PATIENCE)).isTrue();
            assertThat(owner.exitStatus()).contains(KILLED);
            pause.close();
            Await.until(
                    PATIENCE,
                    "the end of the worker",
                    () -> ProcessHandle.of(pid).map(each -> !each.isAlive()).orElse(true));
        }
    }

    private static void openAndShutDown(String pause, SharedQueue<Long> told) throws Exception {
        ProcessOptions pausing = ProcessOptions.DEFAULTS.withSystemProperty("brood.pause", pause);
        try (ProcessPool pool =
                Brood.local().newPool().workers(1).minWorkers(1).process(pausing).open()) {
            pool.prestart();
            told.put(worker(pool, 0).pid());
            pool.shutdown();
        }
    }

    private ExitStatus endWhilePausedAt(String place) throws Exception {
        Pause pause = Pause.in(dir);
        ProcessOptions pausing =
                ProcessOptions.DEFAULTS.withSystemProperty("brood.pause", pause.at(place));
        try (Brood brood = Brood.local();
                ProcessPool pool =
                        brood.newPool().workers(1).minWorkers(1).process(pausing).open()) {
            pool.prestart();
            pause.awaitReached(PATIENCE);
            ChildProcess worker = worker(pool, 0);
            pool.shutdown();
            pause.close();
            awaitEnd(pool);
            return worker.exitStatus().orElseThrow();
        }
    }
}
