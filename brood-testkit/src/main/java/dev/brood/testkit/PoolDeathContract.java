package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.ProcessPool;
import dev.brood.Retry;
import dev.brood.SharedQueue;
import dev.brood.TaskFailedException;
import dev.brood.TaskOptions;
import dev.brood.WorkerDiedException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// What a pool makes of the deaths of its workers and of other failures: one outcome for each task
/// and each item, told with all that is known, and tried again if that was asked for.
public abstract class PoolDeathContract extends EngineContract {
    /// For subclasses.
    protected PoolDeathContract() {}

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static WorkerDiedException death(CompletableFuture<?> future) {
        ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> get(future));
        assertThat(e).hasCauseInstanceOf(WorkerDiedException.class);
        return (WorkerDiedException) e.getCause();
    }

    private static int die() {
        ChildProcess.current().kill();
        return 0;
    }

    private static List<Integer> drain(SharedQueue<Integer> queue) {
        List<Integer> all = new ArrayList<>();
        queue.drainTo(all);
        return all;
    }

    // ---- batches

    @Test
    @Covers({"O-15", "E-14"})
    void deathInABatch_costsTheItemThatRan_andNoItemRunsTwice() throws Exception {
        List<Integer> items = IntStream.range(0, 400).boxed().toList();
        try (ProcessPool pool = brood().pool(2);
                SharedQueue<Integer> ran = brood().queue(1000)) {
            TaskFailedException e =
                    catchThrowableOfType(
                            TaskFailedException.class,
                            () ->
                                    pool.map(
                                            items,
                                            x -> {
                                                ran.put(x);
                                                return x % 100 == 55 ? die() : x;
                                            }));

            assertThat(e.index()).isEqualTo(55);
            assertThat(e).hasCauseInstanceOf(WorkerDiedException.class);
            assertThat(e.getSuppressed()).hasSize(3);
            assertThat(drain(ran)).containsExactlyInAnyOrderElementsOf(items);
        }
    }

    @Test
    void deathInABatch_afterResultsThatFilledTheJournal_losesNone() throws Exception {
        List<Integer> items = IntStream.range(0, 40).boxed().toList();
        byte[] large = new byte[30_000];
        try (ProcessPool pool = brood().pool(1);
                SharedQueue<Integer> ran = brood().queue(100)) {
            TaskFailedException e =
                    catchThrowableOfType(
                            TaskFailedException.class,
                            () ->
                                    pool.map(
                                            items,
                                            x -> {
                                                ran.put(x);
                                                return x == 37
                                                        ? (Object) die()
                                                        : large[x] + "x".repeat(9000);
                                            }));

            assertThat(e.index()).isEqualTo(37);
            assertThat(e.getSuppressed()).isEmpty();
            assertThat(drain(ran)).containsExactlyElementsOf(items);
        }
    }

    @Test
    void batch_ofValuesOfAllKinds_comesBackAsItWas() throws Exception {
        List<Object> values = new ArrayList<>();
        values.add(null);
        values.addAll(
                List.of(
                        true,
                        false,
                        1,
                        Long.MIN_VALUE,
                        2.5,
                        "text",
                        List.of("a", "b"),
                        (short) 3,
                        "y".repeat(200_000)));
        try (ProcessPool pool = brood().pool(1)) {
            assertThat(pool.map(values, x -> x)).isEqualTo(values);
            double[] array = new double[100_000];
            array[7] = 7;
            List<double[]> arrays = pool.map(List.of(1, 2, 3), _ -> array);
            assertThat(arrays).hasSize(3).allSatisfy(each -> assertThat(each).isEqualTo(array));
        }
    }

    @Test
    @Covers({"O-18", "E-17"})
    void itemWhoseResultCannotBeEncoded_failsAlone() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            TaskFailedException e =
                    catchThrowableOfType(
                            TaskFailedException.class,
                            () ->
                                    pool.map(
                                            IntStream.range(0, 20).boxed().toList(),
                                            x -> x == 4 ? new Object() : x));

            assertThat(e.index()).isEqualTo(4);
            assertThat(e.getSuppressed()).isEmpty();
        }
    }

    @Test
    void itemThatIsOutOfMemory_failsAlone_andTheRestRunsElsewhere() throws Exception {
        try (ProcessPool pool = brood().pool(1);
                SharedQueue<Integer> ran = brood().queue(100)) {
            TaskFailedException e =
                    catchThrowableOfType(
                            TaskFailedException.class,
                            () ->
                                    pool.map(
                                            IntStream.range(0, 12).boxed().toList(),
                                            x -> {
                                                ran.put(x);
                                                return x == 1
                                                        ? new byte[Integer.MAX_VALUE].length
                                                        : x;
                                            }));

            assertThat(e.index()).isEqualTo(1);
            assertThat(e).hasCauseInstanceOf(OutOfMemoryError.class);
            assertThat(e.getSuppressed()).isEmpty();
            assertThat(drain(ran)).hasSize(12);
        }
    }

    // ---- what is told

    @Test
    @Covers("E-14")
    void death_isToldWithLastWords_timeAndTask() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            CompletableFuture<Integer> future =
                    pool.with(TaskOptions.DEFAULTS.withName("doomed"))
                            .submit(() -> {
                                for (int i = 0; i < 30; i++) {
                                    System.err.println("line " + i);
                                }
                                Runtime.getRuntime().halt(3);
                                return 0;
                            });
            WorkerDiedException e = death(future);

            assertThat(e.lastWords()).hasSize(20).startsWith("line 10").endsWith("line 29");
            assertThat(e)
                    .hasMessageContaining("exited with code 3 after running task 'doomed'")
                    .hasMessageContaining("its last words:\n    line 10\n");
            assertThat(e.exitStatus()).isEqualTo(new ExitStatus.Exited(3));
            assertThat(Duration.between(e.time(), java.time.Instant.now())).isLessThan(LONG);
            assertThat(e.crashFile()).isEmpty();
        }
    }

    // ---- running again

    @Test
    void retry_afterADeath_runsTheTaskElsewhere() throws Exception {
        Retry retry = Retry.times(3).on(WorkerDiedException.class);
        try (ProcessPool pool = brood().pool(1);
                SharedQueue<Long> pids = brood().queue(10)) {
            CompletableFuture<String> future =
                    pool.with(TaskOptions.DEFAULTS.withRetry(retry))
                            .submit(() -> {
                                pids.put(ChildProcess.current().pid());
                                if (pids.size() < 3) {
                                    die();
                                }
                                return "done";
                            });

            assertThat(get(future)).isEqualTo("done");
            List<Long> all = new ArrayList<>();
            pids.drainTo(all);
            assertThat(all).hasSize(3).doesNotHaveDuplicates();
        }
    }

    @Test
    void retry_ofATaskThatKeepsKilling_isGivenUp_andThePoolIsUnhurt() throws Exception {
        TaskOptions tasks =
                TaskOptions.DEFAULTS
                        .withName("killer")
                        .withRetry(Retry.times(2).withDelay(Duration.ofMillis(1)));
        try (ProcessPool pool = brood().pool(2)) {
            CompletableFuture<Integer> killer = pool.with(tasks).submit(() -> die());
            List<CompletableFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                others.add(pool.submit(() -> number));
            }

            WorkerDiedException e = death(killer);
            assertThat(e).hasMessageContaining("task 'killer'");
            assertThat(e.getSuppressed())
                    .hasSize(2)
                    .allSatisfy(
                            before -> assertThat(before).isInstanceOf(WorkerDiedException.class));
            for (int i = 0; i < 50; i++) {
                assertThat(get(others.get(i))).isEqualTo(i);
            }
        }
    }

    @Test
    void retry_isForTheFailuresThatWereNamed_only() throws Exception {
        TaskOptions tasks = TaskOptions.DEFAULTS.withRetry(Retry.times(5).on(IOException.class));
        try (ProcessPool pool = brood().pool(1);
                SharedQueue<Integer> ran = brood().queue(10)) {
            CompletableFuture<Integer> other =
                    pool.with(tasks)
                            .submit(() -> {
                                ran.put(1);
                                throw new IllegalStateException("not that");
                            });
            CompletableFuture<Integer> named =
                    pool.with(tasks)
                            .submit(() -> {
                                ran.put(2);
                                if (ran.size() < 4) {
                                    throw new IOException("that");
                                }
                                return 2;
                            });

            assertThatThrownBy(() -> get(other)).hasMessageContaining("not that");
            assertThat(get(named)).isEqualTo(2);
            assertThat(drain(ran)).containsExactly(1, 2, 2, 2);
        }
    }

    @Test
    void retry_ofItemsOfAMap_runsThoseAgain_only() throws Exception {
        TaskOptions tasks = TaskOptions.DEFAULTS.withRetry(Retry.times(1));
        List<Integer> items = IntStream.range(0, 30).boxed().toList();
        try (ProcessPool pool = brood().pool(2);
                SharedQueue<Integer> ran = brood().queue(100);
                SharedQueue<Integer> seen = brood().queue(100)) {
            List<Integer> results =
                    pool.with(tasks)
                            .map(
                                    items,
                                    x -> {
                                        ran.put(x);
                                        if (x == 5 && !seen.contains(5)) {
                                            seen.put(5);
                                            throw new IOException("first time");
                                        }
                                        if (x == 17 && !seen.contains(17)) {
                                            seen.put(17);
                                            die();
                                        }
                                        return x;
                                    });

            assertThat(results).isEqualTo(items);
            List<Integer> expected = new ArrayList<>(items);
            expected.addAll(List.of(5, 17));
            assertThat(drain(ran)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void retry_waitingForItsDelay_isEndedByShutdownNow_withItsFailure() throws Exception {
        TaskOptions tasks =
                TaskOptions.DEFAULTS.withRetry(Retry.times(1).withDelay(Duration.ofHours(1)));
        try (SharedQueue<Integer> ran = brood().queue(10)) {
            ProcessPool pool = brood().pool(1);
            CompletableFuture<?> future =
                    pool.with(tasks)
                            .submit(
                                    (Action)
                                            () -> {
                                                ran.put(1);
                                                throw new IOException("once");
                                            });
            assertThat(ran.poll(LONG)).isEqualTo(1);
            get(pool.submit(() -> 1)); // behind it on the one worker: so it has ended

            assertThat(pool.shutdownNow()).isEmpty();
            assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> get(future)).hasCauseInstanceOf(IOException.class);
        }
    }
}
