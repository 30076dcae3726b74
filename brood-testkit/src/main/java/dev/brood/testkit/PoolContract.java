package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.Output;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.ProcessStartException;
import dev.brood.SharedQueue;
import dev.brood.WorkerDiedException;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/// What every engine's [ProcessPool] does: an executor of worker processes, of which any may die.
public abstract class PoolContract extends EngineContract {
    /// For subclasses.
    protected PoolContract() {}

    // ---- workers

    @Test
    @Covers({"O-01", "ProcessPoolExecutorTest.test_idle_process_reuse_one"})
    void workers_startOnDemand_andAreReused() throws Exception {
        try (ProcessPool pool = brood().pool(3)) {
            assertThat(pool.workers()).isEmpty();
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 6; i++) {
                pids.add(get(pool.submit(() -> ChildProcess.current().pid())));
            }
            assertThat(pids).as("one after the other needs one worker").hasSize(1);
            assertThat(pool.workers()).hasSize(1);
            assertThat(pool.workers().getFirst().pid()).isEqualTo(pids.iterator().next());
        }
    }

    @Test
    @Covers("ProcessPoolExecutorTest.test_saturation")
    void workers_areNeverMoreThanTheLimit() throws Exception {
        SharedQueue<Long> arrived = brood().queue(100);
        SharedQueue<Integer> gate = brood().queue(100);
        try (ProcessPool pool = brood().pool(2)) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                futures.add(
                        pool.submit(() -> {
                            arrived.put(ChildProcess.current().pid());
                            return gate.take();
                        }));
            }
            long first = arrived.take();
            assertThat(arrived.take()).isNotEqualTo(first);
            assertThat(arrived.poll(SHORT)).as("a third at the same time").isNull();
            assertThat(pool.workers()).hasSize(2);
            for (int i = 0; i < 30; i++) {
                gate.put(i);
            }
            for (CompletableFuture<Integer> future : futures) {
                get(future);
            }
        }
        arrived.close();
        gate.close();
    }

    @Test
    void longTask_doesNotHoldUpThoseBehindIt() throws Exception {
        SharedQueue<String> gate = brood().queue(1);
        try (ProcessPool pool = brood().pool(2)) {
            for (int i = 0; i < 2000; i++) {
                get(pool.submit(() -> 1)); // teaches the pool that tasks are short
            }
            CompletableFuture<String> stuck = pool.submit(() -> gate.take());
            List<CompletableFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int number = i;
                others.add(pool.submit(() -> number));
            }
            for (CompletableFuture<Integer> other : others) {
                get(other);
            }
            assertThat(stuck).isNotDone();
            gate.put("go");
            assertThat(get(stuck)).isEqualTo("go");
        }
    }

    @Test
    @Covers({"O-12", "O-01"})
    void oneWorker_keepsTheOrder() throws Exception {
        SharedQueue<Integer> order = brood().queue(1000);
        try (ProcessPool pool = brood().pool(1)) {
            for (int i = 0; i < 1000; i++) {
                int number = i;
                CompletableFuture<?> unused = pool.submit(() -> order.put(number));
                assertThat(unused).isNotNull();
            }
        }
        List<Integer> seen = new ArrayList<>();
        order.drainTo(seen);
        assertThat(seen).isEqualTo(IntStream.range(0, 1000).boxed().toList());
        order.close();
    }

    @Test
    @Covers({"O-14", "TestStdinBadfiledescriptor.test_pool_in_process"})
    void pool_inATaskOfAPool_works() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            assertThat(
                            get(
                                    pool.submit(() -> {
                                        try (ProcessPool inner = Brood.current().pool(2)) {
                                            return inner.map(List.of(1, 2, 3), x -> x * 10);
                                        }
                                    })))
                    .containsExactly(10, 20, 30);
        }
    }

    @Test
    void processOptions_holdForWorkers() throws Exception {
        ProcessOptions small =
                ProcessOptions.DEFAULTS
                        .withMaxHeap("48m")
                        .withEnvironment("BROOD_TEST_COLOUR", "green")
                        .withSystemProperty("brood.test.shape", "round");
        try (ProcessPool pool = brood().newPool().name("small").process(small).open()) {
            assertThat(get(pool.submit(() -> Runtime.getRuntime().maxMemory() >> 20)))
                    .isBetween(40L, 48L);
            assertThat(get(pool.submit(() -> System.getenv("BROOD_TEST_COLOUR"))))
                    .isEqualTo("green");
            assertThat(get(pool.submit(() -> System.getProperty("brood.test.shape"))))
                    .isEqualTo("round");
            assertThatThrownBy(() -> get(pool.submit(() -> new byte[64 << 20].length)))
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void workers_areNamedAfterTheirPool() throws Exception {
        try (ProcessPool pool = brood().newPool().name("ocr").workers(1).open()) {
            String name = get(pool.submit(() -> String.valueOf(ChildProcess.current().name())));
            assertThat(withoutNodes(name)).isEqualTo("ocr-worker-1");
        }
    }

    @Test
    @Covers({"_TestPool.test_make_pool", "ExecutorTest.test_max_workers_negative"})
    void pool_ofNoWorkers_isRefused() {
        assertThatThrownBy(() -> brood().pool(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 worker, was 0");
        assertThatThrownBy(() -> brood().pool(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 worker, was -1");
    }

    // ---- deaths

    @Test
    @Covers({
        "O-15",
        "O-26",
        "E-14",
        "ProcessPoolExecutorTest.test_killed_child",
        "ExecutorDeadlockTest.test_exit_during_func_exec_on_worker"
    })
    void deathOfAWorker_costsTheOneTask() throws Exception {
        try (ProcessPool pool = brood().pool(2)) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                futures.add(
                        pool.submit(() -> {
                            if (number == 5) {
                                ChildProcess.current().kill();
                            }
                            return number;
                        }));
            }
            for (int i = 0; i < 20; i++) {
                CompletableFuture<Integer> future = futures.get(i);
                if (i == 5) {
                    assertThatThrownBy(() -> get(future))
                            .hasCauseInstanceOf(WorkerDiedException.class)
                            .hasMessageContaining("was killed by signal 9 (SIGKILL)");
                } else {
                    assertThat(get(future)).isEqualTo(i);
                }
            }
        }
    }

    @Test
    @Covers({"E-14", "ExecutorDeadlockTest.test_crash_during_func_exec_on_worker"})
    void deathOfAWorker_saysWhoAndHow() throws Exception {
        SharedQueue<Long> pids = brood().queue(1);
        try (ProcessPool pool = brood().newPool().name("mill").workers(1).open()) {
            CompletableFuture<?> future =
                    pool.submit(() -> {
                        pids.put(ChildProcess.current().pid());
                        TimeUnit.HOURS.sleep(1);
                    });
            long pid = pids.take();
            pool.workers().getFirst().kill();

            WorkerDiedException e =
                    (WorkerDiedException)
                            catchThrowableOfType(ExecutionException.class, () -> get(future))
                                    .getCause();
            assertThat(e.pid()).isEqualTo(pid);
            assertThat(withoutNodes(e.worker())).isEqualTo("mill-worker-1");
            assertThat(e.exitStatus()).isEqualTo(new ExitStatus.Signaled(9));
            assertThat(withoutNodes(e.getMessage()))
                    .contains("worker 'mill-worker-1' (pid " + pid + ")")
                    .contains("was killed by signal 9 (SIGKILL)");
            assertThat(get(pool.submit(() -> 1))).as("the pool heals").isEqualTo(1);
        }
        pids.close();
    }

    @Test
    @Covers({"O-26", "E-17"})
    void exitInATask_isADeathLikeAnyOther() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            for (int code : List.of(0, 7)) {
                assertThatThrownBy(() -> get(pool.submit(() -> System.exit(code))))
                        .hasCauseInstanceOf(WorkerDiedException.class)
                        .hasMessageContaining("exited with code " + code);
            }
            assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    @Test
    void outOfMemoryInATask_isItsFailure_andTheWorkerIsReplaced() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            long first = get(pool.submit(() -> ChildProcess.current().pid()));
            assertThatThrownBy(() -> get(pool.submit(() -> new byte[Integer.MAX_VALUE].length)))
                    .hasCauseInstanceOf(OutOfMemoryError.class);
            assertThat(get(pool.submit(() -> ChildProcess.current().pid()))).isNotEqualTo(first);
        }
    }

    @Test
    @Covers({"O-16", "E-15"})
    void workersThatCannotStart_failTheTask_withTheReason() {
        ProcessOptions broken = ProcessOptions.DEFAULTS.withJvmFlags("-XX:NoSuchFlag=1");
        try (ProcessPool pool = brood().newPool().workers(2).process(broken).open()) {
            CompletableFuture<Integer> future = pool.submit(() -> 1);

            assertThatThrownBy(() -> get(future))
                    .hasCauseInstanceOf(ProcessStartException.class)
                    .hasMessageContaining("-XX:NoSuchFlag=1");
        }
    }

    @Test
    @Covers({"O-16", "E-15"})
    void workersThatHaveNowhereToPrint_failTheTask_withTheReason() throws Exception {
        Path nowhere = Files.createTempDirectory("brood-nowhere");
        Files.delete(nowhere);
        Path file = nowhere.resolve("out.txt");
        ProcessOptions broken = ProcessOptions.DEFAULTS.withStdout(Output.toFile(file));
        try (ProcessPool pool = brood().newPool().workers(2).process(broken).open()) {
            CompletableFuture<Integer> future = pool.submit(() -> 1);

            assertThatThrownBy(() -> get(future))
                    .hasCauseInstanceOf(ProcessStartException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    // ---- giving up

    @Test
    @Covers("E-07")
    void cancel_ofARunningTask_interruptsIt() throws Exception {
        SharedQueue<String> queue = brood().queue(2);
        try (ProcessPool pool = brood().pool(1)) {
            long worker = get(pool.submit(() -> ChildProcess.current().pid()));
            CompletableFuture<?> future =
                    pool.submit(() -> {
                        queue.put("running");
                        try {
                            TimeUnit.HOURS.sleep(1);
                        } catch (InterruptedException e) {
                            queue.put("interrupted");
                            throw e;
                        }
                    });
            queue.take();

            assertThat(future.cancel(true)).isTrue();
            assertThatThrownBy(() -> get(future)).isInstanceOf(CancellationException.class);
            assertThat(queue.take()).isEqualTo("interrupted");
            assertThat(get(pool.submit(() -> ChildProcess.current().pid())))
                    .as("it listened, so its worker lives")
                    .isEqualTo(worker);
        }
        queue.close();
    }

    @Test
    @Covers("E-07")
    void cancel_ofATaskThatDoesNotListen_costsItsWorker_andNobodyElse() throws Exception {
        SharedQueue<String> queue = brood().queue(2);
        try (ProcessPool pool = brood().pool(1)) {
            CompletableFuture<?> future = pool.submit(() -> spin(queue));
            CompletableFuture<Integer> next = pool.submit(() -> 1);
            queue.take();
            assertThat(future.cancel(true)).isTrue();

            assertThat(get(next)).isEqualTo(1);
        }
        queue.close();
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void spin(SharedQueue<String> queue) throws InterruptedException {
        queue.put("running");
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Test
    @Covers({"O-22", "_TestPool.test_async_timeout"})
    void timeOutOfTheFuture_endsTheWork() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            CompletableFuture<?> future =
                    pool.submit(() -> TimeUnit.HOURS.sleep(1))
                            .orTimeout(200, TimeUnit.MILLISECONDS);

            assertThatThrownBy(() -> get(future)).hasCauseInstanceOf(TimeoutException.class);
            assertThat(get(pool.submit(() -> 1))).as("the worker is free again").isEqualTo(1);
        }
    }

    @Test
    @Covers({"E-07", "FutureTests.test_cancel"})
    void cancel_ofTasksThatHaveNotBegun_dropsThem() throws Exception {
        SharedQueue<Integer> ran = brood().queue(1000);
        SharedQueue<String> gate = brood().queue(1);
        try (ProcessPool pool = brood().pool(1)) {
            CompletableFuture<String> first = pool.submit(() -> gate.take());
            List<CompletableFuture<?>> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                others.add(pool.submit(() -> ran.put(number)));
            }
            others.subList(0, 99).forEach(other -> assertThat(other.cancel(true)).isTrue());
            gate.put("go");
            get(first);
            get(others.get(99));
        }
        assertThat(ran).containsExactly(99);
        ran.close();
        gate.close();
    }

    // ---- the end

    @Test
    @Covers({
        "O-10",
        "O-12",
        "O-13",
        "ExecutorTest.test_shutdown_race_issue12456",
        "ExecutorShutdownTest.test_hang_issue12364"
    })
    void close_letsAllFinish() {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        try (ProcessPool pool = brood().pool(2)) {
            for (int i = 0; i < 200; i++) {
                int number = i;
                futures.add(pool.submit(() -> number));
            }
        }
        assertThat(futures).allSatisfy(future -> assertThat(future).isCompleted());
    }

    @Test
    @Covers({"O-10", "E-04"})
    void afterShutdown_tasksAreRejected_andThePoolTerminates() throws Exception {
        ProcessPool pool = brood().pool(1);
        CompletableFuture<Integer> before = pool.submit(() -> 1);
        pool.shutdown();

        assertThat(pool.isShutdown()).isTrue();
        assertThatThrownBy(() -> pool.submit(() -> 2))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("is shut down");
        assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(get(before)).isEqualTo(1);
        assertThat(pool.workers()).isEmpty();
    }

    @Test
    @Covers({"O-11", "E-05", "_TestPool.test_terminate"})
    void shutdownNow_stopsWhatRuns_andReturnsWhatHasNotBegun() throws Exception {
        SharedQueue<String> queue = brood().queue(1);
        ProcessPool pool = brood().pool(1);
        CompletableFuture<?> running =
                pool.submit(() -> {
                    queue.put("running");
                    TimeUnit.HOURS.sleep(1);
                });
        for (int i = 0; i < 1000; i++) {
            assertThat(pool.submit(() -> TimeUnit.HOURS.sleep(1))).isNotDone();
        }
        queue.take();
        List<Runnable> never = pool.shutdownNow();

        assertThat(never).hasSize(1000);
        assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> get(running)).hasCauseInstanceOf(InterruptedException.class);
        queue.close();
    }

    @Test
    void poolThatWasNeverUsed_terminatesAtOnce() throws Exception {
        ProcessPool pool = brood().pool(1);
        pool.shutdown();

        assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void close_interrupted_stopsAtOnce_andStaysInterrupted() throws Exception {
        SharedQueue<String> queue = brood().queue(1);
        ProcessPool pool = brood().pool(1);
        CompletableFuture<?> running =
                pool.submit(() -> {
                    queue.put("running");
                    TimeUnit.HOURS.sleep(1);
                });
        queue.take();
        Thread.currentThread().interrupt();
        pool.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(running).isCompletedExceptionally();
        queue.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Duration.ofSeconds(60).toSeconds(), TimeUnit.SECONDS);
    }
}
