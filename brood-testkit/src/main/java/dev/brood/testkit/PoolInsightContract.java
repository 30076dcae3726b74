package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.PoolListener;
import dev.brood.PoolStats;
import dev.brood.ProcessPool;
import dev.brood.SharedLatch;
import dev.brood.TaskOptions;
import dev.brood.WorkerDiedException;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// What every engine's [ProcessPool] tells about itself: its statistics, and its listeners.
public abstract class PoolInsightContract extends EngineContract {
    /// For subclasses.
    protected PoolInsightContract() {}

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    // ---- statistics

    @Test
    void stats_tellWhatRunsAndWhatWaits() throws Exception {
        try (SharedLatch begun = brood().latch(1);
                SharedLatch release = brood().latch(1);
                ProcessPool pool = brood().newPool().workers(1).name("told").open()) {
            CompletableFuture<?> held =
                    pool.with(TaskOptions.DEFAULTS.withName("held"))
                            .submit(() -> {
                                begun.countDown();
                                release.await();
                            });
            assertThat(begun.await(LONG)).isTrue();
            List<CompletableFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                others.add(pool.submit(() -> 1));
            }

            PoolStats during = pool.stats();
            assertThat(during.pool()).isEqualTo("told");
            assertThat(during.tasks().submitted()).isEqualTo(6);
            assertThat(during.tasks().running()).isEqualTo(1);
            assertThat(during.tasks().ready() + during.tasks().handed()).isEqualTo(5);
            assertThat(during.tasks().ended()).isZero();
            PoolStats.Worker worker = during.workers().getFirst();
            assertThat(worker.pid()).isEqualTo(pool.workers().getFirst().pid());
            assertThat(worker.name()).isEqualTo(pool.workers().getFirst().name());
            assertThat(worker.current()).isNotNull();
            assertThat(worker.current().name()).isEqualTo("held");
            assertThat(worker.current().id()).isPositive();
            assertThat(during.toString())
                    .contains("pool 'told'", "1 running", "runs held for", "(pid " + worker.pid());

            release.countDown();
            get(held);
            for (CompletableFuture<Integer> other : others) {
                get(other);
            }
        }
    }

    @Test
    void stats_tellHowTasksEnded_andHowLongTheyTook() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            long pid = get(pool.submit(() -> ChildProcess.current().pid()));
            TaskOptions slow = TaskOptions.DEFAULTS.withName("slow");
            get(pool.with(slow).submit(() -> TimeUnit.MILLISECONDS.sleep(60)));
            CompletableFuture<Object> failing =
                    pool.submit(() -> {
                        throw new IllegalStateException("expected");
                    });
            assertThatThrownBy(() -> get(failing)).hasRootCauseMessage("expected");
            Object unable = new Object();
            assertThatThrownBy(() -> get(pool.submit(() -> unable.hashCode()))).isNotNull();
            CompletableFuture<Integer> cancelled = pool.submit(() -> 1);
            boolean wasCancelled = cancelled.cancel(true); // it may be done already
            assertThat(cancelled.cancel(true)).as("counted once").isEqualTo(wasCancelled);
            get(pool.submit(() -> 2));

            PoolStats stats = pool.stats();
            PoolStats.Tasks tasks = stats.tasks();
            assertThat(tasks.submitted()).isEqualTo(6);
            assertThat(tasks.done()).isEqualTo(wasCancelled ? 3 : 4);
            assertThat(tasks.failed()).as("one threw, one could not travel").isEqualTo(2);
            assertThat(tasks.cancelled()).isEqualTo(wasCancelled ? 1 : 0);
            assertThat(tasks.ended()).isEqualTo(6);
            assertThat(tasks.timedOut()).isZero();
            assertThat(stats.slowest())
                    .isSortedAccordingTo(Comparator.comparing(PoolStats.SlowTask::ran).reversed())
                    .filteredOn(task -> task.name().equals("slow")) // the first may be slower yet
                    .singleElement()
                    .satisfies(task ->
                            assertThat(task.ran()).isGreaterThanOrEqualTo(Duration.ofMillis(60)));
            assertThat(stats.queueWait().tasks()).isBetween(4L, 5L);
            assertThat(stats.queueWait().median()).isPositive();
            assertThat(stats.queueWait().p99()).isGreaterThanOrEqualTo(stats.queueWait().median());
            PoolStats.Worker worker = stats.workers().getFirst();
            assertThat(worker.pid()).isEqualTo(pid);
            assertThat(worker.current()).isNull();
            assertThat(worker.done()).isBetween(4L, 5L);
            assertThat(worker.bytesIn()).isPositive();
            assertThat(worker.bytesOut()).isPositive();
            assertThat(worker.busy()).isPositive();
            assertThat(worker.busy() + worker.waiting() + worker.idle()).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void stats_tellOfWorkersThatDied() throws Exception {
        ProcessPool pool = brood().pool(1);
        try (pool) {
            CompletableFuture<Object> fatal =
                    pool.submit(() -> {
                        ChildProcess.current().kill();
                        return null;
                    });
            assertThatThrownBy(() -> get(fatal)).hasCauseInstanceOf(WorkerDiedException.class);
            get(pool.submit(() -> 1));

            PoolStats stats = pool.stats();
            assertThat(stats.workersStarted()).isEqualTo(2);
            assertThat(stats.workersLost()).isEqualTo(1);
            assertThat(stats.workers()).hasSize(1);
            assertThat(stats.tasks().failed()).isEqualTo(1);
            assertThat(stats.tasks().done()).isEqualTo(1);
        }
        assertThat(pool.stats().workers()).as("after the end").isEmpty();
        assertThat(pool.stats().workersLost()).isEqualTo(1);
        assertThat(pool.stats().tasks().ended()).isEqualTo(2);
    }

    // ---- listeners

    /// Writes down what it is told.
    private static class Log implements PoolListener {
        private final Queue<TaskEnd> ends = new ConcurrentLinkedQueue<>();
        private final Queue<String> workers = new ConcurrentLinkedQueue<>();
        private final AtomicReference<List<Long>> progress = new AtomicReference<>(List.of(0L, 0L));
        private final AtomicLong missed = new AtomicLong();

        @Override
        public void taskEnded(TaskEnd end) {
            ends.add(end);
        }

        @Override
        public void workerStarted(String name, long pid) {
            workers.add("started " + pid);
        }

        @Override
        public void workerEnded(String name, long pid, ExitStatus status, boolean expected) {
            workers.add((expected ? "ended " : "lost ") + pid);
        }

        @Override
        public void progress(long submitted, long ended) {
            progress.set(List.of(submitted, ended));
        }

        @Override
        public void missed(long events) {
            missed.addAndGet(events);
        }

        private void awaitProgress(long submitted, long ended) throws InterruptedException {
            Await.until(
                    LONG,
                    "progress of %d tasks of %d".formatted(ended, submitted),
                    () -> progress.get().equals(List.of(submitted, ended)));
        }
    }

    @Test
    void listener_isToldOfEachTaskOnce_andOfWorkers() throws Exception {
        Log log = new Log();
        long first;
        long second;
        try (ProcessPool pool = brood().newPool().workers(1).listener(log).open()) {
            TaskOptions named = TaskOptions.DEFAULTS.withName("named");
            first = get(pool.with(named).submit(() -> ChildProcess.current().pid()));
            log.awaitProgress(1, 1);
            CompletableFuture<Object> fatal =
                    pool.submit(() -> {
                        ChildProcess.current().kill();
                        return null;
                    });
            assertThatThrownBy(() -> get(fatal)).hasCauseInstanceOf(WorkerDiedException.class);
            second = get(pool.submit(() -> ChildProcess.current().pid()));
        }
        Await.until(LONG, "the worker's end", () -> log.workers.contains("ended " + second));

        assertThat(log.workers)
                .containsExactly(
                        "started " + first,
                        "lost " + first,
                        "started " + second,
                        "ended " + second);
        assertThat(log.ends)
                .extracting(PoolListener.TaskEnd::outcome)
                .containsExactly(
                        PoolListener.Outcome.DONE,
                        PoolListener.Outcome.FAILED,
                        PoolListener.Outcome.DONE);
        PoolListener.TaskEnd end = log.ends.element();
        assertThat(end.name()).isEqualTo("named");
        assertThat(end.worker()).isNotNull();
        assertThat(end.waited()).isPositive();
        log.awaitProgress(3, 3);
        assertThat(log.missed).hasValue(0);
    }

    @Test
    void listener_thatBlocks_doesNotHoldUpThePool_andIsToldHowMuchItMissed() throws Exception {
        int tasks = 9000;
        CountDownLatch release = new CountDownLatch(1);
        Log log =
                new Log() {
                    @Override
                    public void workerStarted(String name, long pid) {
                        awaitQuietly(release);
                    }
                };
        try (ProcessPool pool = brood().newPool().workers(1).listener(log).open()) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                futures.add(pool.submit(() -> 1));
            }
            for (CompletableFuture<Integer> future : futures) {
                get(future);
            }
        }
        release.countDown();
        log.awaitProgress(tasks, tasks);
        Await.until(LONG, "all events", () -> log.ends.size() + log.missed.get() >= tasks);
        assertThat(log.missed.get()).isPositive();
        assertThat(log.ends).doesNotHaveDuplicates();
    }

    @Test
    void listener_isToldOfATaskWhoseCallbackOutlivesThePool() throws Exception {
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Thread> teller = new AtomicReference<>();
        Log log =
                new Log() {
                    @Override
                    public void workerStarted(String name, long pid) {
                        teller.set(Thread.currentThread());
                    }
                };
        CompletableFuture<Void> callback;
        try (SharedLatch attached = brood().latch(1);
                ProcessPool pool = brood().newPool().workers(1).listener(log).open()) {
            CompletableFuture<Integer> task =
                    pool.submit(() -> {
                        attached.await();
                        return 1;
                    });
            callback =
                    task.thenRun(() -> {
                        inCallback.countDown();
                        awaitQuietly(release);
                    });
            attached.countDown();
            assertThat(inCallback.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        teller.get().join(LONG.toMillis());
        assertThat(teller.get().isAlive()).as("all else is told").isFalse();
        assertThat(log.ends).as("its callback still runs").isEmpty();

        release.countDown();
        get(callback);
        Await.until(LONG, "word of the task", () -> !log.ends.isEmpty());
        assertThat(log.ends)
                .extracting(PoolListener.TaskEnd::outcome)
                .containsExactly(PoolListener.Outcome.DONE);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void listener_thatThrows_isReportedOnce_andHurtsNoOne() throws Exception {
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        Log log = new Log();
        PoolListener clumsy =
                new PoolListener() {
                    @Override
                    public void taskEnded(TaskEnd end) {
                        throw new IllegalStateException("clumsy");
                    }
                };
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> uncaught.add(e));
        try (ProcessPool pool =
                brood().newPool().workers(1).listener(clumsy).listener(log).open()) {
            for (int i = 0; i < 10; i++) {
                get(pool.submit(() -> 1));
            }
            log.awaitProgress(10, 10);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(log.ends).hasSize(10);
        assertThat(uncaught).extracting(Throwable::getMessage).containsExactly("clumsy");
    }

    @Test
    void listener_thatIsNone_isRefused() {
        assertThatThrownBy(() -> brood().newPool().listener(none()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("listener");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as a caller may
    private static <T> T none() {
        return null;
    }
}
