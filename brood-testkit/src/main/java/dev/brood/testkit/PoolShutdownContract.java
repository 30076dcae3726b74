package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.brood.ChildProcess;
import dev.brood.EncodingException;
import dev.brood.ProcessPool;
import dev.brood.SharedEvent;
import dev.brood.SharedLatch;
import dev.brood.WorkerDiedException;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// The end of a pool while all kinds of things go on in it: it comes, and no future is forgotten.
public abstract class PoolShutdownContract extends EngineContract {
    /// For subclasses.
    protected PoolShutdownContract() {}

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static void awaitEnd(ProcessPool pool) throws InterruptedException {
        assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(pool.workers()).isEmpty();
    }

    private static void assertRejectsAll(ProcessPool pool) {
        assertThatThrownBy(() -> pool.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.map(List.of(1), x -> x))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.mapAsync(List.of(1), x -> x))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.stream(List.of(1), x -> x).toList())
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(pool::prestart).isInstanceOf(RejectedExecutionException.class);
    }

    // ---- in order

    @Test
    @Covers({
        "_TestPool.test_context",
        "ExecutorShutdownTest.test_run_after_shutdown",
        "ProcessPoolShutdownTest.test_context_manager_shutdown",
        "ProcessPoolShutdownTest.test_processes_terminate"
    })
    void close_leavesNoWorker_andWhatComesLaterIsRejected() throws Exception {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        List<ChildProcess> workers;
        ProcessPool pool = brood().pool(3);
        try (SharedLatch met = brood().latch(3);
                pool) {
            assertThat(pool.workers()).as("none before they are needed").isEmpty();
            for (int i = 0; i < 3; i++) {
                int number = i;
                futures.add(
                        pool.submit(() -> {
                            met.countDown();
                            met.await();
                            return number;
                        }));
            }
            met.await();
            workers = pool.workers();
        }
        assertThat(workers).hasSize(3).allMatch(worker -> !worker.isAlive());
        for (int i = 0; i < 3; i++) {
            assertThat(futures.get(i)).isCompletedWithValue(i);
        }
        assertRejectsAll(pool);
    }

    @Test
    @Covers("ProcessPoolShutdownTest.test_shutdown_no_wait")
    void shutdown_waitsForNothing_butTheWorkIsDone_andTheWorkersEnd() throws Exception {
        try (SharedEvent gate = brood().event()) {
            ProcessPool pool = brood().pool(2);
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                futures.add(
                        pool.submit(() -> {
                            gate.await();
                            return number;
                        }));
            }
            pool.shutdown();
            assertThat(futures).noneMatch(CompletableFuture::isDone);
            gate.set();
            for (int i = 0; i < 6; i++) {
                assertThat(get(futures.get(i))).isEqualTo(i);
            }
            awaitEnd(pool);
        }
    }

    @Test
    @Covers("ProcessPoolExecutorTest.test_shutdown_no_wait_max_tasks_gh119592")
    void shutdown_stillReplacesWorkers_forWhatIsQueued() throws Exception {
        try (SharedEvent gate = brood().event()) {
            ProcessPool pool = brood().newPool().workers(1).recycleAfter(1).open();
            List<CompletableFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                futures.add(
                        pool.submit(() -> {
                            gate.await();
                            return ChildProcess.current().pid();
                        }));
            }
            pool.shutdown();
            gate.set();
            Set<Long> pids = new HashSet<>();
            for (CompletableFuture<Long> future : futures) {
                pids.add(get(future));
            }
            assertThat(pids).hasSize(4);
            awaitEnd(pool);
        }
    }

    @Test
    @Covers("ExecutorShutdownTest.test_cancel_futures")
    void shutdown_andACancelOfWhatWaits_letsWhatRunsFinish() throws Exception {
        try (SharedLatch running = brood().latch(2);
                SharedEvent gate = brood().event()) {
            ProcessPool pool = brood().pool(2);
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int number = i;
                futures.add(
                        pool.submit(() -> {
                            running.countDown();
                            gate.await();
                            return number;
                        }));
            }
            running.await();
            for (int i = 2; i < 50; i++) {
                int number = i;
                futures.add(pool.submit(() -> number));
            }
            pool.shutdown();
            futures.subList(2, 50).forEach(future -> assertThat(future.cancel(false)).isTrue());
            gate.set();
            awaitEnd(pool);
            assertThat(futures.get(0)).isCompletedWithValue(0);
            assertThat(futures.get(1)).isCompletedWithValue(1);
        }
    }

    @Test
    @Covers("ExecutorShutdownTest.test_hang_gh94440")
    void close_rightAfterASubmitAndItsCancel_returns() {
        for (int i = 0; i < 5; i++) {
            ProcessPool pool = brood().pool(1);
            CompletableFuture<Integer> future = pool.submit(() -> 1);
            future.cancel(true);
            pool.close();

            assertThat(pool.isTerminated()).isTrue();
            assertThat(future).isDone();
        }
    }

    @Test
    @Covers("ExecutorDeadlockTest.test_shutdown_deadlock")
    void close_duringWhichAWorkerDies_returns() throws Exception {
        try (SharedEvent gate = brood().event()) {
            ProcessPool pool = brood().pool(1);
            CompletableFuture<?> dying =
                    pool.submit(() -> {
                        gate.await();
                        ChildProcess.current().kill();
                    });
            CompletableFuture<Integer> behind = pool.submit(() -> 1);
            Thread closer = Thread.ofPlatform().start(pool::close);
            Await.until(LONG, "the beginning of the end", pool::isShutdown);
            gate.set();

            assertThat(closer.join(LONG)).as("close returned").isTrue();
            assertThatThrownBy(() -> get(dying)).hasCauseInstanceOf(WorkerDiedException.class);
            assertThat(behind).isCompletedWithValue(1);
            assertThat(pool.isTerminated()).isTrue();
        }
    }

    @Test
    @Covers("ExecutorDeadlockTest.test_shutdown_deadlock_pickle")
    void shutdown_withATaskThatCannotBeEncoded_ends() throws Exception {
        Object local = new Object();
        ProcessPool pool = brood().pool(1);
        CompletableFuture<?> failing = pool.submit(() -> local.hashCode());
        CompletableFuture<?> unsendable = pool.submit(() -> new Object());
        pool.shutdown();

        assertThatThrownBy(() -> get(failing)).hasCauseInstanceOf(EncodingException.class);
        assertThatThrownBy(() -> get(unsendable)).hasCauseInstanceOf(EncodingException.class);
        awaitEnd(pool);
    }

    // ---- at once

    @Test
    @Covers({
        "ProcessPoolExecutorTest.test_force_shutdown_workers_not_started_yet",
        "ProcessPoolExecutorTest.test_force_shutdown_workers_stops_pool"
    })
    void shutdownNow_beforeAnyWorker_isTheEndAllTheSame() throws Exception {
        ProcessPool pool = brood().pool(2);

        assertThat(pool.shutdownNow()).isEmpty();
        awaitEnd(pool);
        assertRejectsAll(pool);
    }

    @Test
    @Covers("ProcessPoolExecutorTest.test_force_shutdown_workers_dead_workers")
    void shutdownNow_whenTheWorkersAreDead_isNoError() throws Exception {
        try (SharedLatch running = brood().latch(2)) {
            ProcessPool pool = brood().pool(2);
            List<CompletableFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(
                        pool.submit(() -> {
                            running.countDown();
                            TimeUnit.HOURS.sleep(1);
                        }));
            }
            running.await();
            pool.workers().forEach(ChildProcess::kill);
            assertThat(pool.shutdownNow()).isEmpty();
            awaitEnd(pool);
            assertThat(futures).allSatisfy(future -> assertThat(future).isCompletedExceptionally());
            assertRejectsAll(pool);
        }
    }

    @Test
    @Covers("ProcessPoolExecutorTest.test_force_shutdown_during_max_tasks_worker_exit")
    void shutdownNow_whileWorkersAreReplaced_startsNoMore_andForgetsNone() throws Exception {
        try (SharedLatch begun = brood().latch(1)) {
            ProcessPool pool = brood().newPool().workers(1).recycleAfter(1).open();
            List<CompletableFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(
                        pool.submit(() -> {
                            begun.countDown();
                            TimeUnit.HOURS.sleep(1);
                        }));
            }
            begun.await(); // in a worker that is to be replaced after it
            List<Runnable> never = pool.shutdownNow();
            awaitEnd(pool);

            long open = futures.stream().filter(future -> !future.isDone()).count();
            assertThat(never).as("those whose futures are not done").hasSize((int) open);
            // One began; what its worker, and one that was just started, had been handed ahead of
            // time may be told instead of returned.
            assertThat(open).as("of 20").isBetween(1L, 19L);
        }
    }

    // ---- what else must not stop it

    @Test
    @Covers("ExecutorDeadlockTest.test_gh105829_should_not_deadlock_if_wakeup_pipe_full")
    void submit_ofThousandsThatNoWorkerTakes_isNotHeldUp() throws Exception {
        int tasks = 10_000; // for more than 16,384 it would wait on purpose
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        try (SharedEvent gate = brood().event();
                ProcessPool pool = brood().pool(1)) {
            CompletableFuture<Void> first = pool.submit(() -> gate.await());
            for (int i = 0; i < tasks; i++) {
                int number = i;
                futures.add(pool.submit(() -> number));
            }
            assertThat(first).isNotDone();
            gate.set();
        }
        assertThat(futures).hasSize(tasks).allMatch(future -> !future.isCompletedExceptionally());
        assertThat(futures.getLast()).isCompletedWithValue(tasks - 1);
    }

    @Test
    @Covers({
        "ProcessPoolExecutorTest.test_broken_process_pool_traceback",
        "ProcessPoolExecutorTest.test_traceback_when_child_process_terminates_abruptly"
    })
    void deaths_areToldToEachFuture_inAnExceptionOfItsOwn() {
        List<Throwable> told = new ArrayList<>();
        try (ProcessPool pool = brood().pool(2)) {
            List<CompletableFuture<?>> dying = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                dying.add(pool.submit(() -> ChildProcess.current().kill()));
            }
            for (CompletableFuture<?> each : dying) {
                told.add(catchThrowable(() -> get(each)).getCause());
            }
        }
        assertThat(told)
                .allSatisfy(each ->
                        assertThat(each)
                                .isInstanceOf(WorkerDiedException.class)
                                .hasMessageContaining("was killed by signal 9 (SIGKILL)"))
                .extracting(System::identityHashCode)
                .doesNotHaveDuplicates();
    }
}
