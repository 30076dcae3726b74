package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brood.ChildProcess;
import dev.brood.ProcessPool;
import dev.brood.Retry;
import dev.brood.SharedQueue;
import dev.brood.TaskFailedException;
import dev.brood.TaskOptions;
import dev.brood.TaskSubmitter;
import dev.brood.TaskTimeoutException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How tasks of a pool are ended before their time, and pools: whatever a task does about it, only
/// that task is hurt, and nothing waits for ever.
public abstract class PoolEndingContract extends EngineContract {
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    /// For subclasses.
    protected PoolEndingContract() {}

    /// A task that listens to nothing.
    @SuppressWarnings("InfiniteLoopStatement")
    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static void sleepForHours() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
    }

    private static TaskTimeoutException timeout(CompletableFuture<?> future) {
        ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> get(future));
        assertThat(e).hasCauseInstanceOf(TaskTimeoutException.class);
        return (TaskTimeoutException) e.getCause();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static TaskSubmitter timed(ProcessPool pool) {
        return pool.with(TaskOptions.DEFAULTS.withTimeout(TIMEOUT).withName("slow"));
    }

    // ---- time-outs

    @Test
    void timeout_ofATaskThatListens_failsItWithItsStack_andKeepsTheWorker() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            get(pool.submit(() -> 1));
            TaskTimeoutException e = timeout(timed(pool).submit(() -> sleepForHours()));

            assertThat(e)
                    .hasMessageContaining("task 'slow'")
                    .hasMessageContaining("ran longer than its time-out of 0.300 s")
                    .hasMessageContaining("worker '");
            assertThat(e.timeout()).isEqualTo(TIMEOUT);
            assertThat(e.getCause().getStackTrace())
                    .as("where the task was")
                    .anyMatch(frame -> frame.getMethodName().equals("sleepForHours"));
            assertThat(get(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    @Test
    void timeout_ofATaskThatIgnoresInterruption_failsIt_andReplacesTheWorker() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            long first = get(pool.submit(() -> ChildProcess.current().pid()));
            CompletableFuture<?> endless = timed(pool).submit(() -> spin());
            CompletableFuture<Long> behind = pool.submit(() -> ChildProcess.current().pid());

            assertThat(timeout(endless).getCause().getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("spin"));
            assertThat(get(behind)).as("the worker was replaced").isNotEqualTo(first);
        }
    }

    @Test
    void timeout_countsFromTheBeginInTheWorker_notFromTheSubmission() throws Exception {
        Duration timeout = Duration.ofSeconds(2);
        try (ProcessPool pool = brood().pool(1);
                SharedQueue<String> gate = brood().queue(1)) {
            CompletableFuture<String> blocker = pool.submit(() -> gate.take());
            CompletableFuture<Integer> waiting =
                    pool.with(TaskOptions.DEFAULTS.withTimeout(timeout)).submit(() -> 1);
            assertThatThrownBy(() -> waiting.get(timeout.toMillis() + 100, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            gate.put("go");

            assertThat(get(blocker)).isEqualTo("go");
            assertThat(get(waiting)).isEqualTo(1);
        }
    }

    @Test
    void timeout_ofAPool_holdsForAllItsTasks() throws Exception {
        TaskOptions tasks = TaskOptions.DEFAULTS.withTimeout(TIMEOUT);
        try (ProcessPool pool = brood().newPool().workers(2).tasks(tasks).open()) {
            CompletableFuture<?> one = pool.submit(() -> sleepForHours());
            CompletableFuture<?> two = pool.submit(() -> sleepForHours());

            timeout(one);
            timeout(two);
        }
    }

    @Test
    void timeout_ofAnItemInABatch_costsThatItem() throws Exception {
        TaskOptions tasks = TaskOptions.DEFAULTS.withTimeout(Duration.ofSeconds(1)).withChunk(10);
        try (ProcessPool pool = brood().pool(1)) {
            SharedQueue<Integer> done = brood().queue(100);
            TaskFailedException e =
                    catchThrowableOfType(
                            TaskFailedException.class,
                            () ->
                                    pool.with(tasks)
                                            .map(
                                                    IntStream.range(0, 10).boxed().toList(),
                                                    x -> {
                                                        if (x == 3) {
                                                            sleepForHours();
                                                        }
                                                        done.put(x);
                                                        return x;
                                                    }));

            assertThat(e.index()).isEqualTo(3);
            assertThat(e).hasCauseInstanceOf(TaskTimeoutException.class);
            assertThat(e.getSuppressed()).isEmpty();
            assertThat(done).containsExactly(0, 1, 2, 4, 5, 6, 7, 8, 9);
            done.close();
        }
    }

    @Test
    void timeout_ofAnItemThatIgnoresInterruption_costsThatItem() throws Exception {
        TaskOptions tasks = TaskOptions.DEFAULTS.withTimeout(Duration.ofSeconds(1)).withChunk(6);
        try (ProcessPool pool = brood().pool(1)) {
            SharedQueue<Integer> done = brood().queue(100);
            TaskFailedException e =
                    catchThrowableOfType(
                            TaskFailedException.class,
                            () ->
                                    pool.with(tasks)
                                            .map(
                                                    List.of(0, 1, 2, 3, 4, 5),
                                                    x -> {
                                                        if (x == 2) {
                                                            spin();
                                                        }
                                                        done.put(x);
                                                        return x;
                                                    }));

            assertThat(e.index()).isEqualTo(2);
            assertThat(e).hasCauseInstanceOf(TaskTimeoutException.class);
            assertThat(e.getSuppressed()).isEmpty();
            assertThat(done).containsExactly(0, 1, 3, 4, 5);
            done.close();
        }
    }

    @Test
    @Covers("ExecutorTest.test_map_timeout")
    void timeout_ofAnItemOfAStream_keepsTheResultsBeforeIt() {
        TaskOptions tasks = TaskOptions.DEFAULTS.withTimeout(Duration.ofSeconds(1));
        List<Integer> given = new ArrayList<>();
        try (ProcessPool pool = brood().pool(1)) {
            assertThatThrownBy(
                            () -> {
                                try (Stream<Integer> results =
                                        pool.with(tasks).stream(
                                                List.of(0, 1, 2), x -> sleepAtTwo(x))) {
                                    results.forEach(given::add);
                                }
                            })
                    .isInstanceOf(TaskFailedException.class)
                    .hasCauseInstanceOf(TaskTimeoutException.class)
                    .hasMessageStartingWith("item 2 failed");
            assertThat(given).containsExactly(0, 1);
        }
    }

    private static int sleepAtTwo(int item) throws InterruptedException {
        if (item == 2) {
            sleepForHours();
        }
        return item;
    }

    // ---- cancelling

    @Test
    @Covers("E-07")
    void cancelFalse_leavesARunningTaskAlone() throws Exception {
        try (ProcessPool pool = brood().pool(1);
                SharedQueue<String> queue = brood().queue(1);
                SharedQueue<String> gate = brood().queue(1)) {
            CompletableFuture<?> future =
                    pool.submit(() -> {
                        queue.put("running");
                        queue.put(gate.take());
                    });
            assertThat(queue.poll(LONG)).isEqualTo("running");

            assertThat(future.cancel(false)).isTrue();
            gate.put("went on");
            assertThat(queue.poll(LONG)).isEqualTo("went on");
            assertThat(future).isCancelled();
        }
    }

    @Test
    @Covers("E-07")
    void cancel_ofATaskThatWasHandedAhead_dropsIt_andNobodyElse() throws Exception {
        try (ProcessPool pool = brood().pool(1);
                SharedQueue<Integer> ran = brood().queue(100);
                SharedQueue<String> gate = brood().queue(1)) {
            for (int i = 0; i < 500; i++) {
                get(pool.submit(() -> 1)); // teaches the pool to hand tasks ahead
            }
            CompletableFuture<String> blocker = pool.submit(() -> gate.take());
            CompletableFuture<?> dropped = pool.submit(() -> ran.put(1));
            CompletableFuture<?> kept = pool.submit(() -> ran.put(2));

            assertThat(dropped.cancel(true)).isTrue();
            gate.put("go");
            assertThat(get(blocker)).isEqualTo("go");
            get(kept);
            assertThat(ran).containsExactly(2);
        }
    }

    @Test
    @Covers("E-07")
    void cancel_ofATaskThatIsNotToBeStopped_costsItsWorker_andLetsThoseBehindRun()
            throws Exception {
        try (ProcessPool pool = brood().pool(1);
                SharedQueue<String> queue = brood().queue(1)) {
            CompletableFuture<?> endless =
                    pool.submit(() -> {
                        queue.put("running");
                        spin();
                    });
            assertThat(queue.poll(LONG)).isEqualTo("running");
            CompletableFuture<Integer> behind = pool.submit(() -> 1);

            assertThat(endless.cancel(true)).isTrue();
            assertThatThrownBy(() -> get(endless)).isInstanceOf(CancellationException.class);
            assertThat(get(behind)).isEqualTo(1);
        }
    }

    // ---- the end of a pool

    @Test
    @Covers({"O-11", "E-05", "ProcessPoolExecutorTest.test_force_shutdown_workers"})
    void shutdownNow_endsWithATaskThatIgnoresInterruption() throws Exception {
        try (SharedQueue<String> queue = brood().queue(1)) {
            ProcessPool pool = brood().pool(1);
            CompletableFuture<?> endless =
                    pool.submit(() -> {
                        queue.put("running");
                        spin();
                    });
            CompletableFuture<?> behind = pool.submit(() -> 1);
            assertThat(queue.poll(LONG)).isEqualTo("running");

            assertThat(pool.shutdownNow()).hasSize(1);
            assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(endless).isCompletedExceptionally();
            assertThat(behind).as("its caller has it").isNotDone();
        }
    }

    // ---- ends that meet further runs

    @Test
    void timeout_ofATaskThatRunsAgain_leavesItsSecondRunAlone() throws Exception {
        TaskOptions tasks =
                TaskOptions.DEFAULTS
                        .withTimeout(Duration.ofSeconds(6))
                        .withRetry(Retry.times(1).on(TaskTimeoutException.class));
        try (ProcessPool pool = brood().pool(1);
                SharedQueue<Integer> ran = brood().queue(10)) {
            CompletableFuture<Integer> future =
                    pool.with(tasks)
                            .submit(() -> {
                                ran.put(1);
                                if (ran.size() == 1) {
                                    sleepForHours();
                                }
                                TimeUnit.MILLISECONDS.sleep(2500); // past the grace of the first
                                return ran.size();
                            });

            assertThat(get(future)).isEqualTo(2);
        }
    }

    @Test
    void shutdownNow_whileAnItemRunsAgainBeforeOthers_endsThePool() throws Exception {
        TaskOptions tasks = TaskOptions.DEFAULTS.withChunk(2).withRetry(Retry.times(1));
        try (SharedQueue<Integer> ran = brood().queue(10);
                SharedQueue<Integer> secondRuns = brood().queue(10)) {
            ProcessPool pool = brood().pool(1);
            CompletableFuture<List<Integer>> future =
                    pool.with(tasks)
                            .mapAsync(
                                    List.of(0, 1),
                                    x -> {
                                        ran.put(x);
                                        if (ran.size() <= 2) {
                                            throw new IllegalStateException("first run");
                                        }
                                        secondRuns.put(x);
                                        try {
                                            sleepForHours();
                                        } catch (InterruptedException e) {
                                            return x;
                                        }
                                        return -1;
                                    });
            assertThat(secondRuns.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNull();
            assertThat(pool.shutdownNow()).isEmpty();

            assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> get(future)).isInstanceOf(ExecutionException.class);
        }
    }
}
