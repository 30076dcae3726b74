package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brood.EncodingException;
import dev.brood.ProcessPool;
import dev.brood.SharedQueue;
import dev.brood.TaskFailedException;
import dev.brood.TaskOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/// What `map` and `mapAsync` of every engine's pools do.
public abstract class PoolMapContract extends SharedPoolContract {
    /// For subclasses.
    protected PoolMapContract() {}

    @Test
    @Covers({
        "O-04",
        "E-03",
        "_TestPool.test_map",
        "_TestPool.test_empty_iterable",
        "ExecutorTest.test_map"
    })
    void map_givesResultsInOrder_forAnyNumberOfItems() throws Exception {
        for (int n : List.of(0, 1, 2, 7, 100, 5000)) {
            assertThat(pool().map(numbers(n), x -> x * x))
                    .isEqualTo(numbers(n).stream().map(x -> x * x).toList());
        }
        assertThat(pool().map(Arrays.asList("a", null), x -> x)).containsExactly("a", null);
    }

    /// An item that tells how many of its message have been asked, as the counter travels once in
    /// each message.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Counted(int[] counter) implements Serializable {
        int count() {
            return ++counter[0];
        }
    }

    private static List<Counted> counted(int items) {
        return Collections.nCopies(items, new Counted(new int[1]));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 40, 50, 1000})
    @Covers({"O-04", "_TestPool.test_map_chunksize", "ProcessPoolExecutorTest.test_map_chunksize"})
    void map_withAChunk_sendsSoManyItemsInEachMessage(int chunk) throws Exception {
        List<Integer> counts =
                pool().with(TaskOptions.DEFAULTS.withChunk(chunk))
                        .map(counted(140), Counted::count);

        assertThat(counts).isEqualTo(IntStream.range(0, 140).mapToObj(i -> 1 + i % chunk).toList());
        assertThat(pool().with(TaskOptions.DEFAULTS.withChunk(chunk)).map(List.of(), x -> x))
                .isEmpty();
    }

    @Test
    @Covers("ProcessPoolExecutorTest.test_map_chunksize")
    void chunk_ofLessThanOne_isRefused() {
        assertThatThrownBy(() -> TaskOptions.DEFAULTS.withChunk(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chunk must be at least 1, or 0 to let the pool choose; was -1");
    }

    @Test
    void map_ofQuickItems_sendsManyInAMessage_andFewAtTheEnd() throws Exception {
        List<Integer> counts = pool().map(counted(20_000), Counted::count);

        assertThat(Collections.max(counts)).isGreaterThan(10);
        assertThat(counts.getLast()).as("the last message").isEqualTo(1);
    }

    @Test
    void map_ofSlowItems_sendsThemOneByOne() throws Exception {
        List<Integer> counts =
                pool().map(
                                counted(50),
                                item -> {
                                    TimeUnit.MILLISECONDS.sleep(2); // what a slow item is
                                    return item.count();
                                });
        assertThat(counts).containsOnly(1);
    }

    @Test
    @Covers({"O-04", "_TestPool.test_map_no_failfast"})
    void map_withFailures_throwsTheFirst_afterAllHaveEnded() throws Exception {
        try (SharedQueue<Integer> done = brood().queue(100)) {
            TaskFailedException e =
                    catchThrowableOfType(
                            TaskFailedException.class,
                            () ->
                                    pool().map(
                                                    numbers(40),
                                                    x -> {
                                                        if (x == 7 || x == 23) {
                                                            throw new IOException("item " + x);
                                                        }
                                                        done.put(x);
                                                        return x;
                                                    }));

            assertThat(e.index()).isEqualTo(7);
            assertThat(e).hasCauseInstanceOf(IOException.class).hasMessageContaining("item 7");
            assertThat(e.getSuppressed())
                    .singleElement()
                    .satisfies(other ->
                            assertThat(((TaskFailedException) other).index()).isEqualTo(23));
            assertThat(done).hasSize(38);
        }
    }

    @Test
    @Covers("_TestPool.test_map_no_failfast")
    void map_ofLargeFailures_endsWithThem() {
        String large = "x".repeat(1 << 20);
        assertThatThrownBy(() ->
                        pool().map(
                                        numbers(10),
                                        x -> {
                                            throw new IOException(large + x);
                                        }))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining(large + 0)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(9));
    }

    /// A collection whose iteration fails somewhere.
    private static List<Integer> failingAt(int position) {
        return new AbstractList<>() {
            @Override
            public Integer get(int index) {
                if (index == position) {
                    throw new IllegalStateException("no item " + index);
                }
                return index;
            }

            @Override
            public int size() {
                return 10;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    @Covers({"O-09", "_TestPool.test_map_handle_iterable_exception"})
    void map_ofWhatCannotBeIterated_throwsWhatThatThrew(int position) throws Exception {
        List<Integer> items = failingAt(position);

        assertThatThrownBy(() -> pool().map(items, x -> x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no item " + position);
        assertThatThrownBy(() -> pool().mapAsync(items, x -> x)).hasMessage("no item " + position);
        assertThat(pool().map(List.of(1), x -> x)).containsExactly(1);
    }

    @Test
    @Covers({"O-17", "E-16", "_TestPool.test_map_unplicklable"})
    void map_ofAnItemThatCannotBeEncoded_failsForThatItemOnly() {
        List<Object> items = Arrays.asList(1, 2, new Object(), 4, 5);
        TaskFailedException e =
                catchThrowableOfType(
                        TaskFailedException.class,
                        () -> pool().with(TaskOptions.DEFAULTS.withChunk(5)).map(items, x -> x));

        assertThat(e.index()).isEqualTo(2);
        assertThat(e).hasCauseInstanceOf(EncodingException.class);
        assertThat(e.getSuppressed()).isEmpty();
    }

    @Test
    void map_ofNull_isRefused() {
        assertThatThrownBy(() -> pool().map(null, x -> x)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool().map(List.of(1), null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool().mapAsync(List.of(1), null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void map_interrupted_cancelsTheRest() throws Exception {
        try (SharedQueue<Integer> begun = brood().queue(10)) {
            Thread caller = Thread.currentThread();
            CompletableFuture<Void> interruption =
                    CompletableFuture.runAsync(() -> {
                        takeAny(begun);
                        caller.interrupt();
                    });
            assertThatThrownBy(() ->
                            pool().map(
                                            numbers(10),
                                            x -> {
                                                begun.put(x);
                                                TimeUnit.HOURS.sleep(1);
                                                return x;
                                            }))
                    .isInstanceOf(InterruptedException.class);
            get(interruption);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(pool().map(List.of(1, 2), x -> x)).as("free again").containsExactly(1, 2);
        }
    }

    private static void takeAny(SharedQueue<Integer> queue) {
        try {
            queue.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Covers({"O-05", "_TestPool.test_map_async", "_TestPool.test_empty_iterable"})
    void mapAsync_givesTheListInOrder() throws Exception {
        assertThat(get(pool().mapAsync(numbers(1000), x -> x + 1)))
                .isEqualTo(IntStream.rangeClosed(1, 1000).boxed().toList());
        assertThat(get(pool().mapAsync(List.<Integer>of(), x -> x))).isEmpty();
    }

    @Test
    @Covers({
        "O-05",
        "_TestPool.test_map_async_callbacks",
        "_TestPoolWorkerErrors.test_async_error_callback"
    })
    void mapAsync_callsBack_withTheListOrTheFailure() throws Exception {
        CompletableFuture<String> list =
                pool().mapAsync(List.of(1, 2), x -> x * 10).thenApply(List::toString);
        CompletableFuture<Throwable> failure =
                pool().mapAsync(
                                List.of(1),
                                x -> {
                                    throw new IOException("item " + x);
                                })
                        .handle((_, e) -> e);

        assertThat(get(list)).isEqualTo("[10, 20]");
        assertThat(get(failure))
                .isInstanceOf(TaskFailedException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    @Covers("ExecutorTest.test_map_timeout")
    void mapAsync_cancelledOrTimedOut_endsTheWork() throws Exception {
        try (SharedQueue<String> events = brood().queue(100)) {
            CompletableFuture<List<Integer>> cancelled = pool().mapAsync(numbers(20), hold(events));
            assertThat(events.take()).isEqualTo("begun");
            assertThat(cancelled.cancel(true)).isTrue();
            assertThatThrownBy(() -> get(cancelled)).isInstanceOf(CancellationException.class);
            awaitInterruption(events);

            CompletableFuture<List<Integer>> late =
                    pool().mapAsync(numbers(20), hold(events))
                            .orTimeout(100, TimeUnit.MILLISECONDS);
            assertThatThrownBy(() -> get(late)).hasCauseInstanceOf(TimeoutException.class);
            assertThat(pool().map(List.of(1, 2), x -> x)).as("free again").containsExactly(1, 2);
        }
    }

    private static dev.brood.Fn<Integer, Integer> hold(SharedQueue<String> events) {
        return x -> {
            events.put("begun");
            try {
                TimeUnit.HOURS.sleep(1);
            } catch (InterruptedException e) {
                events.put("interrupted");
                throw e;
            }
            return x;
        };
    }

    private static void awaitInterruption(SharedQueue<String> events) throws Exception {
        String event = events.take();
        while (!event.equals("interrupted")) {
            event = events.take(); // another worker may have begun another item
        }
    }

    @Test
    @Covers({"O-05", "O-10"})
    void shutdown_letsMapAsyncFinish_allOfIt() throws Exception {
        CompletableFuture<List<Integer>> future;
        ProcessPool own = brood().pool(2);
        try (own) {
            future = own.mapAsync(numbers(3000), x -> x);
        }
        assertThat(future).isCompletedWithValue(numbers(3000));
        assertThatThrownBy(() -> own.mapAsync(numbers(1), x -> x))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("is shut down");
        assertThatThrownBy(() -> own.map(numbers(1), x -> x))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    @Covers("O-11")
    void shutdownNow_failsMapAsync_andReturnsNoneOfIt() throws Exception {
        try (SharedQueue<String> events = brood().queue(10)) {
            ProcessPool own = brood().pool(1);
            CompletableFuture<List<Integer>> future = own.mapAsync(numbers(3000), hold(events));
            assertThat(events.take()).isEqualTo("begun");

            assertThat(own.shutdownNow()).isEmpty();
            assertThatThrownBy(() -> get(future))
                    .isInstanceOf(ExecutionException.class)
                    .satisfies(e ->
                            assertThat(e.getCause())
                                    .isInstanceOfAny(
                                            TaskFailedException.class,
                                            RejectedExecutionException.class));
            assertThat(own.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
