package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.InitializerFailedException;
import dev.brood.PoolStats;
import dev.brood.ProcessPool;
import dev.brood.Progress;
import dev.brood.RemoteFailureException;
import dev.brood.SharedEvent;
import dev.brood.SharedInt;
import dev.brood.SharedQueue;
import dev.brood.TaskFailedException;
import dev.brood.TaskOptions;
import dev.brood.TaskTimeoutException;
import dev.brood.WorkerDiedException;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What users of process pools elsewhere have complained about for years. Each test is named after
/// the complaint, and shows that it has no place here.
public abstract class PoolPainContract extends EngineContract {
    private static final long MOST_BYTES = 200L << 20;

    /// What a worker keeps for ever.
    private static final List<byte[]> KEPT = new ArrayList<>();

    /// For subclasses.
    protected PoolPainContract() {}

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /// An exception that can be sent but not made again.
    static final class NotForUnpickling extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotForUnpickling(String message) {
            super(message);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("not again");
        }
    }

    @Test
    @Covers({"O-15", "E-14"})
    void pain1_poolHangsForEverWhenAWorkerDies_and_pain2_oneDeathBreaksThePool() throws Exception {
        try (ProcessPool pool = brood().pool(2)) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                futures.add(
                        pool.submit(() -> {
                            TimeUnit.MILLISECONDS.sleep(20);
                            if (number == 5) {
                                ChildProcess.current().kill();
                            }
                            return number;
                        }));
            }
            int results = 0;
            for (int i = 0; i < 20; i++) {
                CompletableFuture<Integer> future = futures.get(i);
                if (i == 5) {
                    assertThatThrownBy(() -> get(future))
                            .hasCauseInstanceOf(WorkerDiedException.class)
                            .hasMessageContaining("was killed by signal 9 (SIGKILL)");
                } else {
                    assertThat(get(future)).isEqualTo(i);
                    results++;
                }
            }
            assertThat(results).isEqualTo(19);
            assertThat(pool.map(List.of(1, 2, 3), x -> 2 * x))
                    .as("usable afterwards")
                    .containsExactly(2, 4, 6);
        }
    }

    @Test
    void pain3_noTimeoutForATask() throws Exception {
        TaskOptions second = TaskOptions.DEFAULTS.withTimeout(Duration.ofSeconds(1));
        try (ProcessPool pool = brood().pool(1)) {
            CompletableFuture<?> slow =
                    pool.with(second).submit(() -> TimeUnit.SECONDS.sleep(3600));
            assertThatThrownBy(() -> get(slow)).hasCauseInstanceOf(TaskTimeoutException.class);
            assertThat(get(pool.submit(() -> "next"))).isEqualTo("next");
        }
    }

    @Test
    @Covers("E-07")
    void pain3_noCancelOfARunningTask() throws Exception {
        try (ProcessPool pool = brood().pool(1);
                SharedQueue<String> queue = brood().queue(1)) {
            CompletableFuture<?> running =
                    pool.submit(() -> {
                        queue.put("running");
                        TimeUnit.HOURS.sleep(1);
                    });
            assertThat(queue.poll(LONG)).isEqualTo("running");

            assertThat(running.cancel(true)).isTrue();
            assertThatThrownBy(() -> get(running)).isInstanceOf(CancellationException.class);
            assertThat(get(pool.submit(() -> "next"))).isEqualTo("next");
        }
    }

    @Test
    @Covers("O-19")
    void pain6_exceptionsThatCannotBeUnpickledKillThePool() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            CompletableFuture<?> failing =
                    pool.submit(() -> {
                        throw new NotForUnpickling("as said");
                    });
            assertThatThrownBy(() -> get(failing))
                    .hasCauseInstanceOf(RemoteFailureException.class)
                    .hasMessageContaining("as said");
            assertThat(get(pool.submit(() -> "next"))).isEqualTo("next");
        }
    }

    @Test
    void pain10_lambdasAndClosuresDoNotTravel() throws Exception {
        int factor = 3;
        List<String> names = List.of("a", "b");
        try (ProcessPool pool = brood().pool(1)) {
            assertThat(pool.map(List.of(1, 2), x -> names.get(x - 1) + x * factor))
                    .containsExactly("a3", "b6");
        }
    }

    @Test
    @Covers("O-07")
    void pain11_noBackPressure() {
        AtomicInteger pulled = new AtomicInteger();
        Iterable<Integer> endless = () -> Stream.generate(pulled::incrementAndGet).iterator();
        try (ProcessPool pool = brood().pool(2);
                Stream<Integer> results = pool.streamUnordered(endless, x -> x)) {
            assertThat(results.limit(1)).hasSize(1);
        }
        assertThat(pulled.get()).as("inputs pulled for one result").isLessThan(200);
    }

    @Test
    void pain12_noProgress_noInsightIntoWorkers() throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Progress progress =
                Progress.lines("squares").to(new PrintStream(shown, true, StandardCharsets.UTF_8));
        try (ProcessPool pool = brood().pool(1);
                SharedEvent begun = brood().event();
                SharedEvent gate = brood().event()) {
            assertThat(progress.map(pool, List.of(1, 2, 3), x -> x * x)).containsExactly(1, 4, 9);
            assertThat(shown.toString(StandardCharsets.UTF_8)).contains("squares", "3");

            CompletableFuture<?> slow =
                    pool.with(TaskOptions.DEFAULTS.withName("slow one"))
                            .submit(() -> {
                                begun.set();
                                gate.await();
                            });
            begun.await();
            PoolStats stats = pool.stats();
            assertThat(stats.tasks().running()).isEqualTo(1);
            assertThat(stats.workers())
                    .singleElement()
                    .satisfies(worker -> {
                        assertThat(worker.pid()).isEqualTo(pool.workers().getFirst().pid());
                        assertThat(worker.current()).isNotNull();
                        assertThat(worker.current().name()).isEqualTo("slow one");
                    });
            gate.set();
            get(slow);
        }
    }

    @Test
    @Covers("O-14")
    void pain13_noPoolInsideATask() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            CompletableFuture<List<Integer>> nested =
                    pool.submit(() -> {
                        try (ProcessPool inner = Brood.current().pool(1)) {
                            return inner.map(List.of(1, 2), x -> x + 1);
                        }
                    });
            assertThat(get(nested)).containsExactly(2, 3);
        }
    }

    @Test
    @Covers("O-03")
    void pain17_aRaisingCallbackKillsThePool() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            CompletableFuture<Integer> task = pool.submit(() -> 1);
            CompletableFuture<Integer> callback =
                    task.thenApply(_ -> {
                        throw new IllegalStateException("callback");
                    });
            assertThatThrownBy(() -> get(callback)).hasMessageContaining("callback");
            assertThat(get(task)).as("its result is delivered").isEqualTo(1);
            assertThat(get(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    @Test
    @Covers({"O-16", "E-15"})
    void pain18_aFailingInitializerRespawnsWorkersForEver() throws Exception {
        try (SharedInt started = brood().sharedInt(0);
                ProcessPool pool =
                        brood().newPool()
                                .workers(1)
                                .initializer(() -> {
                                    started.incrementAndGet();
                                    throw new IOException("no licence");
                                })
                                .open()) {
            assertThatThrownBy(() -> get(pool.submit(() -> 1)))
                    .hasCauseInstanceOf(InitializerFailedException.class)
                    .hasMessageContaining("no licence");
            Await.until(LONG, "the end of the worker", () -> pool.workers().isEmpty());
            assertThat(started.get()).as("workers that were started").isEqualTo(1);
        }
    }

    @Test
    @Covers("O-21")
    void pain19_workersMemoryGrows() throws Exception {
        try (ProcessPool pool = brood().newPool().workers(1).recycleAbove(MOST_BYTES).open()) {
            long fat = get(pool.submit(() -> keep((int) MOST_BYTES)));
            Await.until(
                    LONG,
                    "a worker that has kept nothing",
                    () ->
                            pool.submit(() -> ChildProcess.current().pid())
                                    .thenApply(pid -> pid != fat)
                                    .join());
            assertThat(get(pool.submit(() -> KEPT.size()))).isZero();
        }
    }

    private static long keep(int bytes) {
        KEPT.add(new byte[bytes]);
        return ChildProcess.current().pid();
    }

    @Test
    void pain20_asManyWorkersAsTheHostHasProcessors_notTheContainer() {
        try (ProcessPool pool = brood().newPool().open()) {
            assertThat(pool.toString())
                    .contains(" of " + Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    @Covers("O-04")
    void pain22_oneFailureLosesAllResults() throws Exception {
        List<Integer> items = IntStream.range(0, 20).boxed().toList();
        try (ProcessPool pool = brood().pool(2);
                SharedQueue<Integer> done = brood().queue(100)) {
            assertThatThrownBy(() ->
                            pool.map(
                                    items,
                                    x -> {
                                        if (x == 3) {
                                            throw new IOException("three");
                                        }
                                        done.put(x);
                                        return x;
                                    }))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("item 3");
            assertThat(done).as("the others ran to their end").hasSize(19);
        }
    }

    @Test
    @Covers("O-13")
    void pain22_leavingTheBlockThrowsAwayWhatIsPending() {
        List<CompletableFuture<Integer>> pending = new ArrayList<>();
        try (ProcessPool pool = brood().pool(1)) {
            for (int i = 0; i < 30; i++) {
                int number = i;
                pending.add(pool.submit(() -> number));
            }
        }
        assertThat(pending).allSatisfy(future -> assertThat(future).isCompleted());
    }

    @Test
    @Covers("E-04")
    void pain23_shutdownDeadlocks_afterADeath() throws Exception {
        ProcessPool pool = brood().pool(2);
        List<CompletableFuture<?>> dying = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            dying.add(pool.submit(() -> ChildProcess.current().kill()));
        }
        pool.shutdown();

        assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(dying).allSatisfy(future -> assertThat(future).isCompletedExceptionally());
        assertThat(pool.workers()).isEmpty();
    }
}
