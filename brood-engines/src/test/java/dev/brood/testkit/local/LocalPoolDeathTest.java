package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.InitializerFailedException;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.SharedQueue;
import dev.brood.TaskFailedException;
import dev.brood.TaskOptions;
import dev.brood.WorkerDiedException;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.junit.Pause;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/// Workers that die at named places and at random ones. Whatever they die of, every task has
/// exactly one outcome, a result once received is not lost, and no task runs twice.
class LocalPoolDeathTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    /// What became of tasks 0, 1, 2…
    ///
    /// @param results how many gave their own number
    /// @param deaths how many failed with the death of their worker
    private record Tally(int results, int deaths) {}

    private static Tally tally(List<CompletableFuture<Integer>> futures) throws Exception {
        int results = 0;
        int deaths = 0;
        for (int i = 0; i < futures.size(); i++) {
            try {
                assertThat(futures.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i);
                results++;
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(WorkerDiedException.class);
                deaths++;
            }
        }
        return new Tally(results, deaths);
    }

    private static List<Integer> drain(SharedQueue<Integer> queue) {
        List<Integer> all = new ArrayList<>();
        queue.drainTo(all);
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker.taken",
                "worker.ran",
                "ring.take.copied",
                "ring.take.committed",
                "ring.take.unlocked",
                "ring.put.locked",
                "ring.put.written",
                "ring.put.committed",
                "ring.put.unlocked",
                "worker.sent"
            })
    @Deadline(seconds = 120)
    void workersThatDieAtAPlace_costAtMostOneTaskEach(String place) throws Exception {
        int tasks = 24;
        ProcessOptions mortal =
                ProcessOptions.DEFAULTS.withSystemProperty("brood.crash", place + ":5");
        try (ProcessPool pool = brood.newPool().workers(2).process(mortal).open()) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                int number = i;
                futures.add(pool.submit(() -> number));
            }
            Tally tally = tally(futures);
            assertThat(tally.results() + tally.deaths()).isEqualTo(tasks);
            assertThat(tally.deaths()).isLessThanOrEqualTo(tasks / 4);
            if (place.equals("worker.sent") || place.equals("ring.put.unlocked")) {
                assertThat(tally.deaths()).as("the result was sent").isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "batch.ran:9",
                "journal.begun:2",
                "journal.cleared:3",
                "journal.written:9",
                "journal.committed:9",
                "journal.sent:2"
            })
    @Deadline(seconds = 180)
    void workersThatDieInABatch_costAtMostOneItemEach_andNoItemRunsTwice(String place)
            throws Exception {
        List<Integer> items = IntStream.range(0, 60).boxed().toList();
        ProcessOptions mortal = ProcessOptions.DEFAULTS.withSystemProperty("brood.crash", place);
        TaskOptions tasks = TaskOptions.DEFAULTS.withChunk(10);
        try (SharedQueue<Integer> ran = brood.queue(100);
                ProcessPool pool = brood.newPool().workers(2).process(mortal).open()) {
            int failures = 0;
            try {
                List<String> results =
                        pool.with(tasks)
                                .map(
                                        items,
                                        x -> {
                                            ran.put(x);
                                            return x + "x".repeat(9000); // fills the journal
                                        });
                assertThat(results).hasSize(60);
            } catch (TaskFailedException e) {
                assertThat(e).hasCauseInstanceOf(WorkerDiedException.class);
                failures = 1 + e.getSuppressed().length;
            }
            assertThat(failures).isLessThanOrEqualTo(20);
            if (place.startsWith("journal.committed")) {
                assertThat(failures).as("the outcome was in the journal").isZero();
            }
            List<Integer> began = drain(ran);
            assertThat(began).doesNotHaveDuplicates();
            assertThat(began.size()).isGreaterThanOrEqualTo(60 - failures);
        }
    }

    @Test
    void workerThatDiesAfterItHasToldWhyItIsNotReady_isUnderstood() {
        ProcessOptions mortal =
                ProcessOptions.DEFAULTS.withSystemProperty("brood.crash", "worker.notInitialized");
        try (ProcessPool pool =
                brood.newPool()
                        .workers(1)
                        .process(mortal)
                        .initializer(() -> {
                            throw new IOException("no model");
                        })
                        .open()) {
            CompletableFuture<Integer> future = pool.submit(() -> 1);
            assertThat(future)
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(InitializerFailedException.class)
                    .withRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    @Deadline(seconds = 180)
    void workersKilledAtRandom_costAtMostOneTaskEach_andNoTaskRunsTwice() throws Exception {
        int tasks = 4000;
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        int kills = 0;
        Tally tally;
        List<Integer> began;
        try (SharedQueue<Integer> log = brood.queue(2 * tasks);
                ProcessPool pool = brood.pool(2)) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                int number = i;
                futures.add(
                        pool.submit(() -> {
                            log.put(number);
                            return number;
                        }));
            }
            CompletableFuture<?> all =
                    CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
            long done = 0;
            while (!all.isDone()) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(20, 200)); // the rhythm of the killer
                List<ChildProcess> workers = pool.workers();
                long now = futures.stream().filter(CompletableFuture::isDone).count();
                if (!workers.isEmpty() && now >= done + tasks / 40) { // however slow it is
                    done = now;
                    workers.get(random.nextInt(workers.size())).kill();
                    kills++;
                }
            }
            tally = tally(futures);
            began = drain(log);
        }
        assertThat(tally.results() + tally.deaths()).as("seed %d", seed).isEqualTo(tasks);
        assertThat(tally.deaths()).as("seed %d", seed).isLessThanOrEqualTo(kills);
        assertThat(began).as("run twice; seed %d", seed).doesNotHaveDuplicates();
    }

    @Test
    @Deadline(seconds = 180)
    void workersKilledInLargePayloads_tearNothing() throws Exception {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        try (ProcessPool pool = brood.pool(2)) {
            for (int round = 0; round < 15; round++) {
                double[] data = new double[random.nextInt(1, 600_000)];
                Arrays.setAll(data, i -> i);
                List<CompletableFuture<double[]>> futures = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    futures.add(pool.submit(() -> data));
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(0, 15)); // somewhere in the transfer
                pool.workers().forEach(ChildProcess::kill);
                for (CompletableFuture<double[]> future : futures) {
                    try {
                        assertThat(future.get(60, TimeUnit.SECONDS))
                                .as("seed %d", seed)
                                .isEqualTo(data);
                    } catch (ExecutionException e) {
                        assertThat(e).hasCauseInstanceOf(WorkerDiedException.class);
                    }
                }
            }
        }
    }

    // ---- at a place in the process that has the pool

    /// What a program does, and what it hears and says meanwhile.
    private interface Talk extends Serializable {
        void with(SharedQueue<String> in, SharedQueue<String> out) throws Exception;
    }

    private interface Steps {
        void with(Pause pause, SharedQueue<String> in, SharedQueue<String> out) throws Exception;
    }

    /// Runs a program that is stopped at a place, and goes on when some steps were taken.
    ///
    /// @param outcome what the program is to say then
    private static void stopped(
            String place, Path directory, Talk program, Steps steps, String outcome)
            throws Exception {
        ChildProcess child;
        try (SharedQueue<String> in = brood.queue(1);
                SharedQueue<String> out = brood.queue(2)) {
            try (Pause pause = Pause.in(directory)) {
                child =
                        brood.process()
                                .systemProperty("brood.pause", pause.at(place))
                                .start(() -> program.with(in, out));
                steps.with(pause, in, out);
            }
            assertThat(out.take()).isEqualTo(outcome);
            assertThat(child.join(LONG)).isTrue();
            assertThat(child.failure()).isEmpty();
        }
    }

    private static void tell(SharedQueue<String> out, CompletableFuture<?> future)
            throws Exception {
        out.put(
                future.handle((result, death) ->
                                death == null ? String.valueOf(result) : death.toString())
                        .get(60, TimeUnit.SECONDS));
    }

    /// Prints past `System.err`, as native code does, and ends.
    private static void sayFarewell() throws IOException {
        try (OutputStream raw = new FileOutputStream(FileDescriptor.err)) {
            raw.write("farewell\n".getBytes(StandardCharsets.UTF_8));
        }
        Runtime.getRuntime().halt(3);
    }

    /// The results are out of the ring, and nobody but the thread that took them knows them yet.
    @Test
    void death_asAResultIsBeingTaken_isToldAfterThatResult(@TempDir Path directory)
            throws Exception {
        stopped(
                "collector.taken",
                directory,
                LocalPoolDeathTest::loseTheOneThatHasAnswered,
                (pause, in, out) -> {
                    pause.awaitReached(LONG);
                    in.put("taken");
                    assertThat(out.take()).isEqualTo("its end waits");
                },
                "the result");
    }

    private static void loseTheOneThatHasAnswered(
            SharedQueue<String> taken, SharedQueue<String> out) throws Exception {
        try (ProcessPool pool = Brood.local().pool(1)) {
            CompletableFuture<String> future = pool.submit(() -> "the result");
            assertThat(taken.take()).isEqualTo("taken");
            pool.workers().getFirst().kill();
            Await.until(
                    LONG,
                    "the worker's end",
                    () -> pool.workers().isEmpty() || isWaitingIn("collectLast"));
            out.put(pool.workers().isEmpty() ? "its end was told" : "its end waits");
            tell(out, future);
        }
    }

    /// What is taken is nothing to complete, but the pool's end waits until that is known.
    @Test
    void end_asTheAnswerToACancelledTaskIsTaken_comes(@TempDir Path directory) throws Exception {
        stopped(
                "collector.told",
                directory,
                LocalPoolDeathTest::endWithACancelledTask,
                (pause, in, out) -> {
                    assertThat(out.take()).isEqualTo("cancelled");
                    in.put("go on");
                    pause.awaitReached(LONG);
                    in.put("taken");
                    assertThat(out.take()).isEqualTo("its worker has gone");
                },
                "terminated: true");
    }

    private static void endWithACancelledTask(SharedQueue<String> in, SharedQueue<String> out)
            throws Exception {
        try (ProcessPool pool = Brood.local().pool(1);
                SharedQueue<String> begun = Brood.local().queue(1)) {
            CompletableFuture<String> future =
                    pool.submit(() -> {
                        begun.put("begun");
                        return in.take();
                    });
            assertThat(begun.take()).isEqualTo("begun");
            assertThat(future.cancel(false)).isTrue();
            out.put("cancelled");
            Await.until(LONG, "the answer to be taken", () -> pool.stats().tasks().handed() == 0);
            assertThat(in.take()).isEqualTo("taken");
            pool.shutdown();
            pool.workers().forEach(ChildProcess::kill);
            Await.until(LONG, "the worker's end", () -> pool.workers().isEmpty());
            out.put("its worker has gone");
            out.put("terminated: " + pool.awaitTermination(60, TimeUnit.SECONDS));
        }
    }

    /// It is still being hired: its first task lies in its ring, and the next one might be copied.
    @Test
    void death_asTheFirstTaskIsBeingHanded_isToldWithAllThatIsKnownOfIt(@TempDir Path directory)
            throws Exception {
        stopped(
                "ring.put.unlocked",
                directory,
                LocalPoolDeathTest::loseTheNewOne,
                (pause, in, out) -> {
                    pause.awaitReached(LONG);
                    in.put("handed");
                    assertThat(out.take()).isEqualTo("it has ended");
                },
                "last words: [farewell]");
    }

    private static void loseTheNewOne(SharedQueue<String> handed, SharedQueue<String> out)
            throws Exception {
        try (ProcessPool pool = Brood.local().pool(1)) {
            CompletableFuture<String> future =
                    pool.submit(() -> {
                        sayFarewell();
                        return "not dead";
                    });
            assertThat(handed.take()).isEqualTo("handed");
            pool.workers().getFirst().join();
            out.put("it has ended");
            tell(
                    out,
                    future.handle((result, death) ->
                            death instanceof WorkerDiedException died
                                    ? "last words: " + died.lastWords()
                                    : result + ", " + death));
        }
    }

    /// It was started, and the pool does not know it yet.
    @Test
    void death_asItIsBeingHired_isToldWithAllThatIsKnownOfIt(@TempDir Path directory)
            throws Exception {
        stopped(
                "pool.worker-started",
                directory,
                LocalPoolDeathTest::loseTheUnknownOne,
                (pause, in, out) -> {
                    pause.awaitReached(LONG);
                    in.put("started");
                    assertThat(out.take()).isEqualTo("it has ended");
                },
                "code 3: true, last words: true");
    }

    private static void loseTheUnknownOne(SharedQueue<String> started, SharedQueue<String> out)
            throws Exception {
        Brood brood = Brood.local();
        try (ProcessPool pool =
                brood.newPool().workers(1).initializer(LocalPoolDeathTest::sayFarewell).open()) {
            CompletableFuture<String> future = pool.submit(() -> "not dead");
            assertThat(started.take()).isEqualTo("started");
            Await.until(LONG, "the worker's end", () -> brood.activeChildren().isEmpty());
            out.put("it has ended");
            tell(
                    out,
                    future.handle((result, death) ->
                            death instanceof InitializerFailedException failed
                                    ? "code 3: %s, last words: %s"
                                            .formatted(
                                                    failed.getMessage().contains("code 3"),
                                                    failed.getMessage().contains("farewell"))
                                    : result + ", " + death));
        }
    }

    private static boolean isWaitingIn(String method) {
        return Thread.getAllStackTraces().entrySet().stream()
                .anyMatch(each ->
                        each.getKey().getState() == Thread.State.WAITING
                                && Arrays.stream(each.getValue())
                                        .anyMatch(frame -> frame.getMethodName().equals(method)));
    }
}
