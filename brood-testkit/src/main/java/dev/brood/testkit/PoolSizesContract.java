package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.brood.ChildProcess;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.ProcessStartException;
import dev.brood.SharedEvent;
import dev.brood.SharedInt;
import dev.brood.SharedLatch;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// How many workers a pool has, and for how long each.
public abstract class PoolSizesContract extends EngineContract {
    private static final long LEAK_BYTES = 250L << 20;
    private static final long MOST_BYTES = 200L << 20;
    private static final int BLOCK = 1 << 20;

    /// What a leaky library keeps, in its worker.
    private static final List<byte[]> LEAKED = new ArrayList<>();

    /// For subclasses.
    protected PoolSizesContract() {}

    /// Returns how a worker is started that is one of many on a small machine.
    ///
    /// @return options that the engine under test can give to a process
    protected ProcessOptions oneOfMany() {
        return ProcessOptions.DEFAULTS.withMaxHeap("24m");
    }

    // ---- recycling

    @Test
    @Covers({
        "O-21",
        "E-21",
        "_TestPoolWorkerLifetime.test_pool_worker_lifetime",
        "ProcessPoolExecutorTest.test_max_tasks_per_child",
        "ProcessPoolExecutorTest.test_max_tasks_per_child_pending_tasks_gh115634"
    })
    void recycleAfterTasks_replacesEachWorker_andLosesNone() throws Exception {
        try (ProcessPool pool = brood().newPool().workers(1).recycleAfter(10).open()) {
            List<CompletableFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                futures.add(pool.submit(() -> ChildProcess.current().pid()));
            }
            Map<Long, Integer> tasks = new HashMap<>();
            for (CompletableFuture<Long> future : futures) {
                tasks.merge(get(future), 1, Integer::sum);
            }
            assertThat(tasks.values())
                    .as("tasks of each worker")
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allMatch(number -> number <= 10);
            assertThat(tasks.values().stream().mapToInt(n -> n).sum()).isEqualTo(30);
        }
    }

    @Test
    @Covers("O-21")
    void recycleAfterTasks_countsTheItemsOfAMap() throws Exception {
        try (ProcessPool pool = brood().newPool().workers(1).recycleAfter(5).open()) {
            List<Integer> items = IntStream.range(0, 20).boxed().toList(); // in four messages
            List<Long> pids = pool.map(items, _ -> ChildProcess.current().pid());
            assertThat(pids.stream().distinct()).hasSizeGreaterThanOrEqualTo(4);
        }
    }

    @Test
    @Covers({
        "E-21",
        "_TestPoolWorkerLifetime.test_pool_worker_lifetime_early_close",
        "ProcessPoolExecutorTest.test_max_tasks_early_shutdown"
    })
    void recycleAfterEveryTask_andAnEarlyClose_loseNoResult() throws Exception {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        try (ProcessPool pool = brood().newPool().workers(2).recycleAfter(1).open()) {
            for (int i = 0; i < 5; i++) {
                int number = i;
                futures.add(pool.submit(() -> number));
            }
        }
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i)).isCompletedWithValue(i);
        }
    }

    @Test
    @Covers("O-21")
    void recycleAfterEveryTask_hasNoMoreAtWorkThanThereAreWorkers() throws Exception {
        int tasks = 4;
        try (SharedInt ready = brood().sharedInt(0);
                SharedInt running = brood().sharedInt(0);
                SharedInt most = brood().sharedInt(0);
                ProcessPool pool =
                        brood().newPool()
                                .workers(1)
                                .recycleAfter(1)
                                .initializer(ready::incrementAndGet)
                                .open()) {
            List<CompletableFuture<Void>> futures = new ArrayList<>();
            for (int i = 1; i <= tasks; i++) {
                int number = i;
                futures.add(
                        pool.submit(() -> {
                            running.incrementAndGet();
                            Await.until(
                                    LONG,
                                    "its successor",
                                    () -> number == tasks || ready.get() > number);
                            for (int looks = 0; looks < 50; looks++) { // it would have begun by now
                                most.set(Math.max(most.get(), running.get()));
                                LockSupport.parkNanos(1_000_000);
                            }
                            running.decrementAndGet();
                        }));
            }
            for (CompletableFuture<Void> future : futures) {
                get(future);
            }
            assertThat(most.get()).isOne();
        }
    }

    @Test
    @Covers("_TestPoolWorkerLifetime.test_pool_maxtasksperchild_invalid")
    void limitsOfNoUse_areRefused() {
        ProcessPool.Builder builder = brood().newPool();
        assertThatThrownBy(() -> builder.recycleAfter(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a worker can be recycled after 1 task or more, was 0");
        assertThatThrownBy(() -> builder.recycleAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the age of a worker to be recycled must be more than 0, was PT0S");
        assertThatThrownBy(() -> builder.recycleAbove(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be at least 1 byte, was 0");
        assertThatThrownBy(() -> builder.idleTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the idle time-out must be more than 0, was PT-1S");
        assertThatThrownBy(() -> builder.minWorkers(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the least number of workers must be at least 0, was -1");
        assertThatThrownBy(() -> builder.workers(2).minWorkers(3).open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the least number of workers must be from 0 to the largest, 2, was 3");
    }

    @Test
    void recycleAfterAge_startsTheSuccessor_beforeTheOldWorkerHasEndedItsTask() throws Exception {
        try (SharedEvent gate = brood().event();
                ProcessPool pool =
                        brood().newPool().workers(1).recycleAfter(Duration.ofMillis(200)).open()) {
            CompletableFuture<Long> old =
                    pool.submit(() -> {
                        gate.await();
                        return ChildProcess.current().pid();
                    });
            CompletableFuture<Long> next = pool.submit(() -> ChildProcess.current().pid());

            long successor = get(next);
            assertThat(old).as("the task of the old worker").isNotDone();
            gate.set();
            assertThat(get(old)).isNotEqualTo(successor);
        }
    }

    @Test
    void leakyLibrary_isRecycled_andNoTaskIsLost() throws Exception {
        try (ProcessPool pool = brood().newPool().workers(1).recycleAbove(MOST_BYTES).open()) {
            long leaky = get(pool.submit(() -> leak(LEAK_BYTES)));
            assertThat(leaky).isPositive();
            Await.until(
                    LONG,
                    "another worker",
                    () ->
                            pool.submit(() -> ChildProcess.current().pid())
                                    .thenApply(pid -> pid != leaky)
                                    .join());
            assertThat(get(pool.submit(() -> LEAKED.size()))).isZero();
        }
    }

    private static long leak(long bytes) {
        for (long leaked = 0; leaked < bytes; leaked += BLOCK) {
            LEAKED.add(new byte[BLOCK]);
        }
        return ChildProcess.current().pid();
    }

    /// A successor that finds no JVM options where the first worker has found them. The options are
    /// in a file, as they can't be changed once the pool is open.
    @Test
    @Covers("ProcessPoolExecutorTest.test_failed_worker_replacement_breaks_pool")
    void successorThatCannotStart_failsWhatWaits_untilOneCan() throws Exception {
        Path options = Files.createTempFile("brood-jvm-options", ".txt");
        ProcessOptions process =
                ProcessOptions.DEFAULTS.withJvmFlags("-XX:VMOptionsFile=" + options);
        try (ProcessPool pool =
                brood().newPool().workers(1).process(process).recycleAfter(1).open()) {
            assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
            Files.delete(options);
            Await.until(LONG, "a start that fails", () -> cannotStart(pool));
            Files.createFile(options);
            Await.until(LONG, "the pool heals", () -> runs(pool));
        } finally {
            Files.deleteIfExists(options);
        }
    }

    /// A worker that looked for the file before it was there may fail one task more.
    private static boolean runs(ProcessPool pool) {
        CompletableFuture<Integer> future = pool.submit(() -> 2);
        if (catchThrowable(() -> get(future)) instanceof ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(ProcessStartException.class);
            return false;
        }
        assertThat(future).isCompletedWithValue(2);
        return true;
    }

    /// One that was started before the file was deleted may still run a task.
    private static boolean cannotStart(ProcessPool pool) {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            futures.add(pool.submit(() -> 1));
        }
        for (CompletableFuture<Integer> future : futures) {
            if (catchThrowable(() -> get(future)) instanceof ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(ProcessStartException.class);
                return true;
            }
        }
        return false;
    }

    // ---- numbers

    @Test
    @Covers("ProcessPoolExecutorTest.test_idle_process_reuse_multiple")
    void idleWorkers_areReused_byPairsOfTasks() throws Exception {
        Set<Long> pids = new HashSet<>();
        try (ProcessPool pool = brood().pool(6)) {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Long> one = pool.submit(() -> ChildProcess.current().pid());
                CompletableFuture<Long> other = pool.submit(() -> ChildProcess.current().pid());
                pids.add(get(one));
                pids.add(get(other));
            }
            assertThat(pids).hasSizeBetween(1, 3);
            assertThat(pool.workers()).hasSizeBetween(1, 3);
        }
    }

    /// CPython's test has 200 processes, which are far smaller than JVMs.
    @Test
    @Covers("MiscTestCase.test_large_pool")
    void largePool_hasAllItsWorkersAtWorkAtOnce() throws Exception {
        int workers = 32;
        try (SharedLatch all = brood().latch(workers);
                ProcessPool pool = brood().newPool().workers(workers).process(oneOfMany()).open()) {
            List<CompletableFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                futures.add(
                        pool.submit(() -> {
                            all.countDown();
                            all.await(); // until all have arrived
                            return ChildProcess.current().pid();
                        }));
            }
            Set<Long> pids = new HashSet<>();
            for (CompletableFuture<Long> future : futures) {
                pids.add(future.get(2 * LONG.toSeconds(), TimeUnit.SECONDS));
            }
            assertThat(pids).hasSize(workers);
        }
    }

    @Test
    @Covers("O-01")
    void idleWorkers_end_butTheLeastNumberStays() throws Exception {
        try (SharedLatch both = brood().latch(2);
                ProcessPool pool =
                        brood().newPool()
                                .workers(2)
                                .minWorkers(1)
                                .idleTimeout(Duration.ofMillis(300))
                                .open()) {
            assertThat(pool.workers()).isEmpty();
            pool.prestart();
            Await.until(LONG, "the least number", () -> pool.workers().size() == 1);

            List<CompletableFuture<Void>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(
                        pool.submit(() -> {
                            both.countDown();
                            both.await();
                        }));
            }
            for (CompletableFuture<Void> future : futures) {
                get(future); // they met, so there were two workers
            }
            Await.until(LONG, "the end of the idle one", () -> pool.workers().size() == 1);
            assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
            pool.resize(0, 2);
            Await.until(LONG, "the end of the last one", () -> pool.workers().isEmpty());
            assertThat(get(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    @Test
    void resize_letsRunningTasksEnd_andHoldsForWhatFollows() throws Exception {
        try (SharedLatch two = brood().latch(2);
                SharedEvent gate = brood().event();
                SharedLatch three = brood().latch(3);
                ProcessPool pool = brood().pool(2)) {
            List<CompletableFuture<Integer>> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int number = i;
                running.add(
                        pool.submit(() -> {
                            two.countDown();
                            gate.await();
                            return number;
                        }));
            }
            two.await();
            pool.resize(0, 1);
            CompletableFuture<Integer> behind = pool.submit(() -> 2);
            assertThat(pool.workers()).as("both still run").hasSize(2);
            gate.set();
            assertThat(get(running.get(0)) + get(running.get(1)) + get(behind)).isEqualTo(3);
            Await.until(LONG, "one worker", () -> pool.workers().size() == 1);

            pool.resize(1, 3);
            for (int i = 0; i < 3; i++) {
                running.add(
                        pool.submit(() -> {
                            three.countDown();
                            three.await(); // only three workers together get past this
                            return 1;
                        }));
            }
            for (CompletableFuture<Integer> future : running) {
                get(future);
            }
            assertThatThrownBy(() -> pool.resize(2, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the least number of workers must be from 0 to the largest, 1, was 2");
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }
}
