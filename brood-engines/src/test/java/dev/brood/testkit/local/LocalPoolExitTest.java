package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.SharedEvent;
import dev.brood.junit.Await;
import dev.brood.junit.Jvm;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Programs that end while a pool of theirs is open, or has work.
class LocalPoolExitTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    /// The programs.
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "leaky" -> leaky();
                case "shut" -> beginSleeper().shutdown();
                case "late" -> late();
                default -> throw new IllegalArgumentException(args[0]);
            }
            System.out.println("main done");
        }

        /// A pool that idles, one that has a task that runs and one that waits.
        private static void leaky() throws Exception {
            ProcessPool idle = Brood.local().pool(1);
            System.out.println("worker " + idle.submit(() -> ProcessHandle.current().pid()).get());
            var _ = beginSleeper().submit(() -> System.out.println("never"));
        }

        /// Returns when the task has begun.
        private static ProcessPool beginSleeper() throws InterruptedException {
            SharedEvent begun = Brood.local().event();
            ProcessPool pool = Brood.local().pool(1);
            var _ =
                    pool.submit(() -> {
                        System.out.println("worker " + ProcessHandle.current().pid());
                        begun.set();
                        TimeUnit.HOURS.sleep(1);
                    });
            begun.await();
            return pool;
        }

        /// Hooks run in no order: until Brood's own has closed the pool, it may take tasks.
        private static void late() throws Exception {
            ProcessPool pool = Brood.local().pool(1);
            pool.submit(() -> 1).get();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> submitUntilRejected(pool)));
        }

        private static void submitUntilRejected(ProcessPool pool) {
            try {
                Await.until(LONG, "the rejection of a task", () -> isRejected(pool));
                System.out.println("rejected");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static boolean isRejected(ProcessPool pool) {
            try {
                var _ = pool.submit(() -> 1);
                return false;
            } catch (RejectedExecutionException _) {
                return true;
            }
        }
    }

    private static Jvm run(String what) throws Exception {
        return Jvm.running(Program.class)
                .flags("-Dbrood.cache=" + System.getProperty("brood.cache"), "-Dbrood.spares=0")
                .args(what)
                .start();
    }

    private static void assertEnds(String what, int workers) throws Exception {
        try (Jvm jvm = run(what)) {
            assertThat(jvm.awaitExit(LONG)).isZero();
            assertThat(jvm.stdout()).contains("main done").doesNotContain("never");
            assertThat(jvm.stderr()).isEmpty();
            List<Long> pids =
                    jvm.stdout().stream()
                            .filter(line -> line.startsWith("worker "))
                            .map(line -> Long.valueOf(line.substring("worker ".length())))
                            .toList();
            assertThat(pids).hasSize(workers);
            for (long pid : pids) {
                Await.until(LONG, "the end of " + pid, () -> !isRunning(pid));
            }
        }
    }

    /// A zombie that nobody reaps counts as ended.
    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    @Test
    @Covers({
        "W-13",
        "_TestPoolWorkerLifetime.test_worker_finalization_via_atexit_handler_of_multiprocessing"
    })
    void program_thatLeavesPoolsOpen_ends_andItsWorkersWithIt() throws Exception {
        assertEnds("leaky", 2);
    }

    @Test
    @Covers("ExecutorShutdownTest.test_hang_gh83386")
    void program_thatHasShutAPoolDown_withATaskThatRuns_ends() throws Exception {
        assertEnds("shut", 1);
    }

    @Test
    @Covers("ExecutorShutdownTest.test_submit_after_interpreter_shutdown")
    void submit_inAShutdownHook_isRejected_onceThePoolIsClosed() throws Exception {
        try (Jvm jvm = run("late")) {
            assertThat(jvm.awaitExit(LONG)).isZero();
            assertThat(jvm.stdout()).containsExactly("main done", "rejected");
            assertThat(jvm.stderr()).isEmpty();
        }
    }
}
