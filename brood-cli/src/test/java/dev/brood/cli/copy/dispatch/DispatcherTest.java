package dev.brood.cli.copy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.ProcessStartException;
import dev.brood.Task;
import dev.brood.cli.copy.Recorder;
import dev.brood.cli.copy.Trees;
import dev.brood.cli.copy.file.CopyMode;
import dev.brood.cli.copy.file.TempNames;
import dev.brood.cli.copy.tally.Failure;
import dev.brood.cli.copy.tally.Summary;
import dev.brood.cli.copy.tally.Tally;
import dev.brood.junit.Await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

class DispatcherTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long WORTH_WORKERS = 64L << 20;

    @TempDir private Path dir = Path.of("");
    private final Recorder log = new Recorder();
    private final Tally tally = new Tally(log);
    private final String token = TempNames.token();
    private final HandledWorkers workers = new HandledWorkers(1);

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectory(dir.resolve("from"));
        Files.createDirectory(dir.resolve("to"));
    }

    private Dispatcher dispatcher(IntFunction<Workers> opener) {
        return new Dispatcher(
                new CopyMode(false, false, false, true, token), tally, log, 1, opener);
    }

    /// Makes a batch of small files that are said to have some size.
    private Batch batch(long size, String... names) throws IOException {
        String[] sources = new String[names.length];
        String[] targets = new String[names.length];
        long[] sizes = new long[names.length];
        for (int i = 0; i < names.length; i++) {
            sources[i] = Files.writeString(dir.resolve("from/" + names[i]), names[i]).toString();
            targets[i] = dir.resolve("to/" + names[i]).toString();
            sizes[i] = size;
            tally.found(size);
        }
        return new Batch(false, sources, targets, sizes, 0);
    }

    private Path halfAFile(String name) throws IOException {
        return Files.writeString(TempNames.of(dir.resolve("to/" + name).toString(), token), "half");
    }

    private Summary summary(Dispatcher dispatcher) {
        return tally.summary(dispatcher.workersUsed(), false, false);
    }

    private void assertAllCopied() throws IOException {
        assertThat(Trees.temporaries(dir)).isEmpty();
        try (var sources = Files.newDirectoryStream(dir.resolve("from"))) {
            for (Path source : sources) {
                assertThat(dir.resolve("to").resolve(source.getFileName()))
                        .hasSameBinaryContentAs(source);
            }
        }
    }

    @Test
    void workerDies_batch_isCopiedAgainApart() throws Exception {
        Dispatcher dispatcher = dispatcher(_ -> workers);
        dispatcher.add(batch(1, "a", "b", "c"));
        dispatcher.add(batch(WORTH_WORKERS, "large"));
        List<HandledWorkers.Handed> handed = workers.await(2);
        Path half = halfAFile("a");
        handed.get(1).die();
        assertThat(half).as("what the dead worker left").doesNotExist();
        for (int i = 2; i < 5; i++) {
            workers.await(i + 1).get(i).run();
        }
        handed.getFirst().run();
        dispatcher.finish();
        assertThat(workers.names())
                .containsExactly(
                        List.of("large"),
                        List.of("a", "b", "c"),
                        List.of("c"),
                        List.of("b"),
                        List.of("a"));
        Summary summary = summary(dispatcher);
        assertThat(summary.failures()).isEmpty();
        assertThat(summary.files()).isEqualTo(4);
        assertThat(summary.restarts()).isEqualTo(1);
        assertThat(summary.workers()).isEqualTo(1);
        assertAllCopied();
    }

    @Test
    void workerDies_tenTimes_givesTheFileUpAndCopiesTheRest() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Workers killed =
                new Workers() {
                    @Override
                    public int limit() {
                        return 1;
                    }

                    @Override
                    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
                        attempts.incrementAndGet();
                        return CompletableFuture.failedFuture(HandledWorkers.death());
                    }

                    @Override
                    public void kill() {}

                    @Override
                    public void close() {}
                };
        Dispatcher dispatcher = dispatcher(_ -> killed);
        dispatcher.add(batch(WORTH_WORKERS, "bad"));
        dispatcher.add(batch(WORTH_WORKERS, "worse"));
        Await.until(LONG, "twenty attempts", () -> attempts.get() >= 20);
        dispatcher.finish();
        String reason =
                "given up after 10 attempts: worker 'copy-1' (pid 4711) was killed by signal 9"
                        + " (SIGKILL)";
        assertThat(attempts).hasValue(20);
        assertThat(summary(dispatcher).failures())
                .extracting(Failure::path)
                .containsExactlyInAnyOrder(dir + "/from/bad", dir + "/from/worse");
        assertThat(summary(dispatcher).failures())
                .allSatisfy(failure -> assertThat(failure.reason()).startsWith(reason));
        assertThat(summary(dispatcher).files()).isZero();
        assertThat(dispatcher.progress().filesDone()).isEqualTo(2);
    }

    @Test
    void workerFails_notByDeath_isAttemptedAgainAndNoRestart() throws Exception {
        Dispatcher dispatcher = dispatcher(_ -> workers);
        dispatcher.add(batch(1, "a"));
        dispatcher.add(batch(WORTH_WORKERS, "large"));
        workers.await(2).get(1).future().completeExceptionally(new IllegalStateException("odd"));
        workers.await(3).get(2).run();
        workers.await(1).getFirst().run();
        dispatcher.finish();
        assertThat(summary(dispatcher).restarts()).isZero();
        assertThat(summary(dispatcher).failures()).isEmpty();
        assertAllCopied();
    }

    @Test
    void workersCantBeHad_everything_isCopiedHereWithANote() throws Exception {
        Dispatcher dispatcher =
                dispatcher(_ -> {
                    throw new IllegalStateException("no process for you");
                });
        dispatcher.add(batch(WORTH_WORKERS, "a"));
        dispatcher.add(batch(1, "b", "c"));
        dispatcher.finish();
        assertAllCopied();
        String note = "note no worker processes, copying in this one: no process for you";
        Await.until(LONG, "the note", () -> log.lines.contains(note));
        assertThat(summary(dispatcher).workers()).isZero();
        assertThat(summary(dispatcher).files()).isEqualTo(3);
    }

    @Test
    void workersTakeNothing_everything_isCopiedHereWithOneNote() throws Exception {
        copyWithWorkersThatRefuse(new IllegalStateException("not today"));
        String note = "note no worker processes, copying in this one: not today";
        Await.until(LONG, "the note", () -> log.lines.contains(note));
        assertThat(log.lines.stream().filter(line -> line.startsWith("note")))
                .containsExactly(note);
    }

    @Test
    void workersClosedAsTheProgramEnds_nobody_isToldOfIt() throws Exception {
        copyWithWorkersThatRefuse(new RejectedExecutionException("the pool is closed"));
        assertThat(log.lines).noneMatch(line -> line.startsWith("note"));
    }

    private void copyWithWorkersThatRefuse(RuntimeException refusal) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Workers full =
                new Workers() {
                    @Override
                    public int limit() {
                        return 1;
                    }

                    @Override
                    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
                        asked.countDown();
                        throw refusal;
                    }

                    @Override
                    public void kill() {}

                    @Override
                    public void close() {}
                };
        Dispatcher dispatcher = dispatcher(_ -> full);
        dispatcher.add(batch(WORTH_WORKERS, "a"));
        dispatcher.add(batch(1, "b", "c"));
        assertThat(asked.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        dispatcher.add(batch(1, "d"));
        dispatcher.finish();
        assertAllCopied();
    }

    @Test
    void workersCantStart_whatTheyHad_isCopiedHere() throws Exception {
        Dispatcher dispatcher = dispatcher(_ -> workers);
        dispatcher.add(batch(1, "a", "b"));
        dispatcher.add(batch(WORTH_WORKERS, "large"));
        for (HandledWorkers.Handed handed : workers.await(2)) {
            handed.future().completeExceptionally(new ProcessStartException("no memory", null));
        }
        dispatcher.finish();
        assertThat(workers.names()).as("nothing is tried again there").hasSize(2);
        assertThat(summary(dispatcher).failures()).isEmpty();
        assertAllCopied();
        assertThat(log.lines.stream().filter(line -> line.startsWith("note")))
                .containsExactly("note no worker processes, copying in this one: no memory");
    }

    @Test
    void add_largeAndSmall_handsOutLargestFirstAndOneAhead() throws Exception {
        Dispatcher dispatcher = dispatcher(_ -> workers);
        synchronized (dispatcher) { // which the workers need to be opened
            for (long size : new long[] {5, 9, 7}) {
                dispatcher.add(batch(size << 24, "large" + size));
            }
            dispatcher.add(batch(1, "small", "smaller"));
            dispatcher.add(batch(1, "last"));
        }
        List<String> first = List.of("large9");
        List<String> second = List.of("small", "smaller");
        workers.await(2);
        assertThat(workers.names()).containsExactly(first, second);
        workers.await(2).getFirst().run();
        assertThat(workers.names()).containsExactly(first, second, List.of("large7"));
        for (int i = 1; i < 5; i++) {
            workers.await(i + 1).get(i).run();
        }
        dispatcher.finish();
        assertThat(workers.names())
                .containsExactly(
                        first, second, List.of("large7"), List.of("last"), List.of("large5"));
        assertAllCopied();
    }

    @Test
    void stop_inTheMiddle_closesWorkersAndRemovesHalfFiles() throws Exception {
        Dispatcher dispatcher = dispatcher(_ -> workers);
        dispatcher.add(batch(1, "a", "b"));
        dispatcher.add(batch(WORTH_WORKERS, "large"));
        List<HandledWorkers.Handed> handed = workers.await(2);
        Path small = halfAFile("b");
        Path large = halfAFile("large");
        dispatcher.stop();
        assertThat(small).doesNotExist();
        assertThat(large).doesNotExist();
        assertThat(workers.isClosed()).isTrue();
        assertThat(dispatcher.isStopped()).isTrue();
        handed.getFirst().die();
        handed.getLast().run();
        dispatcher.add(batch(1, "late"));
        dispatcher.finish();
        assertThat(workers.names()).hasSize(2);
        assertThat(summary(dispatcher).restarts()).isZero();
        assertThat(dir.resolve("to/late")).doesNotExist();
        assertThat(log.lines).isEmpty();
    }

    @Test
    void stop_whileCopyingHere_endsTheBatchBetweenTwoFiles() throws Exception {
        Dispatcher dispatcher = dispatcher(_ -> workers);
        String[] names = new String[20_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "/" + i;
        }
        dispatcher.add(sameSource(names));
        FutureTask<Boolean> helper =
                new FutureTask<>(() -> {
                    try {
                        dispatcher.finish();
                        return false;
                    } catch (InterruptedException _) {
                        return true;
                    }
                });
        Thread thread = new Thread(helper, "helper");
        thread.start();
        Await.until(LONG, "a first file", () -> Files.exists(dir.resolve("to/0")));
        dispatcher.stop();
        assertThat(helper.get()).as("interrupted").isTrue();
        assertThat(dir.resolve("to/" + (names.length - 1))).doesNotExist();
        assertThat(Trees.temporaries(dir)).isEmpty();
        thread.join();
    }

    private Batch sameSource(String[] names) throws IOException {
        String source = Files.writeString(dir.resolve("from/0"), "x").toString();
        String[] sources = new String[names.length];
        String[] targets = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            sources[i] = source;
            targets[i] = dir.resolve("to") + names[i];
        }
        return new Batch(false, sources, targets, new long[names.length], 0);
    }

    @Test
    void stop_beforeWorkersAreOpen_closesThemWhenTheyAre() throws Exception {
        CompletableFuture<Workers> slow = new CompletableFuture<>();
        Dispatcher dispatcher = dispatcher(_ -> slow.join());
        dispatcher.add(batch(1, "a", "b"));
        dispatcher.add(batch(WORTH_WORKERS, "large"));
        dispatcher.stop();
        slow.complete(workers);
        Await.until(LONG, "the workers to be closed", workers::isClosed);
        assertThat(workers.names()).isEmpty();
    }

    @Test
    void close_beforeWorkersAreOpen_closesThemWhenTheyAre() throws Exception {
        CompletableFuture<Workers> slow = new CompletableFuture<>();
        Dispatcher dispatcher = dispatcher(_ -> slow.join());
        dispatcher.add(batch(1, "a", "b"));
        dispatcher.add(batch(WORTH_WORKERS, "large"));
        dispatcher.finish();
        dispatcher.close();
        assertAllCopied();
        slow.complete(workers);
        Await.until(LONG, "the workers to be closed", workers::isClosed);
        assertThat(workers.names()).isEmpty();
    }
}
