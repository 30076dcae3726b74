package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.EncodingException;
import dev.brood.Fn;
import dev.brood.Outcome;
import dev.brood.ProcessPool;
import dev.brood.SharedQueue;
import dev.brood.TaskFailedException;
import dev.brood.TaskOptions;
import dev.brood.TaskSubmitter;
import dev.brood.WorkerDiedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the streams of every engine's pools do.
public abstract class PoolStreamContract extends SharedPoolContract {
    /// For subclasses.
    protected PoolStreamContract() {}

    /// The three kinds of stream, made to look the same.
    enum Form {
        ORDERED {
            @Override
            <T, R> Stream<R> stream(TaskSubmitter to, Iterable<T> items, Fn<T, R> function) {
                return to.stream(items, function);
            }
        },
        UNORDERED {
            @Override
            <T, R> Stream<R> stream(TaskSubmitter to, Iterable<T> items, Fn<T, R> function) {
                return to.streamUnordered(items, function);
            }
        },
        OUTCOMES {
            @Override
            <T, R> Stream<R> stream(TaskSubmitter to, Iterable<T> items, Fn<T, R> function) {
                return to.outcomes(items, function).map(Outcome::orElseThrow);
            }
        };

        abstract <T, R> Stream<R> stream(TaskSubmitter to, Iterable<T> items, Fn<T, R> function);
    }

    /// Reads a stream to its end or failure.
    private static <R> List<R> readInto(List<R> all, Stream<R> stream) {
        try (stream) {
            Iterator<R> results = stream.iterator();
            while (results.hasNext()) {
                all.add(results.next());
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    @Covers({
        "O-07",
        "O-08",
        "_TestPool.test_imap",
        "_TestPool.test_imap_unordered",
        "_TestPool.test_empty_iterable"
    })
    void stream_givesAllResults_whateverTheChunk(Form form) {
        for (int chunk : List.of(0, 1, 100)) {
            TaskSubmitter to = pool().with(TaskOptions.DEFAULTS.withChunk(chunk));
            List<Integer> results = form.stream(to, numbers(1000), x -> x + 1).toList();

            assertThat(results)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 1000).boxed().toList());
            if (form == Form.ORDERED) {
                assertThat(results).isSorted();
            }
            assertThat(form.stream(to, List.<Integer>of(), x -> x)).isEmpty();
        }
        assertThat(form.stream(pool(), Arrays.asList("a", null), x -> x))
                .containsExactlyInAnyOrder("a", null);
    }

    @ParameterizedTest
    @EnumSource
    @Covers({"O-07", "O-08"})
    void stream_ofAnEndlessInput_pullsAsWorkersCanTakeIt(Form form) {
        AtomicInteger pulled = new AtomicInteger();
        Iterable<Integer> endless = () -> Stream.generate(pulled::incrementAndGet).iterator();
        try (Stream<Integer> first = form.stream(pool(), endless, x -> x)) {
            assertThat(first.findFirst()).isPresent();
            assertThat(pulled.get()).as("to give the first").isLessThan(100);
        }
        pulled.set(0);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger given = new AtomicInteger();
        try (Stream<Integer> many = form.stream(pool(), endless, x -> x)) {
            many.limit(50_000)
                    .forEach(_ -> {
                        int ahead = pulled.get() - given.incrementAndGet();
                        most.accumulateAndGet(ahead, Math::max);
                    });
        }
        assertThat(most.get()).as("ahead of what was given").isLessThan(10_000);
    }

    @Test
    @Covers("O-07")
    void stream_behindASlowItem_waits_withABoundedNumberAhead() throws Exception {
        AtomicInteger pulled = new AtomicInteger();
        Iterable<Integer> endless =
                () -> Stream.generate(() -> pulled.getAndIncrement()).iterator();
        try (SharedQueue<String> gate = brood().queue(1);
                SharedQueue<Integer> ran = brood().queue(10_000);
                Stream<Integer> stream =
                        pool().stream(
                                endless,
                                x -> {
                                    if (x == 0) {
                                        gate.take();
                                    }
                                    ran.put(x);
                                    return x;
                                })) {
            Thread opener =
                    Thread.startVirtualThread(() -> {
                        awaitRuns(ran, 10); // others run meanwhile
                        gate.add("go");
                    });
            assertThat(stream.limit(200).toList()).isEqualTo(numbers(200));
            opener.join();
        }
        assertThat(pulled.get()).isLessThan(10_000);
    }

    private static void awaitRuns(SharedQueue<Integer> ran, int number) {
        try {
            for (int i = 0; i < number; i++) {
                ran.take();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// An input of quick items, and then of such that come only when the one before has run.
    private static final class Reluctant implements Iterator<Integer> {
        private static final int QUICK = 5000;
        private static final int ALL = QUICK + 5;
        private final SharedQueue<Integer> ran;
        private int next;

        Reluctant(SharedQueue<Integer> ran) {
            this.ran = ran;
        }

        @Override
        public boolean hasNext() {
            return next < ALL;
        }

        @Override
        public Integer next() {
            if (next >= QUICK) {
                try {
                    assertThat(ran.poll(LONG)).as("the item before").isEqualTo(next - 1);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return next++;
        }
    }

    @ParameterizedTest
    @EnumSource
    void stream_ofASourceThatBlocks_holdsNothingBack(Form form) {
        try (SharedQueue<Integer> ran = brood().queue(100);
                SharedQueue<String> gate = brood().queue(1)) {
            List<Integer> results =
                    form.stream(
                                    pool(),
                                    () -> new Reluctant(ran),
                                    x -> {
                                        if (x >= Reluctant.QUICK - 1) {
                                            ran.put(x);
                                        }
                                        if (x == Reluctant.QUICK - 1) {
                                            gate.take(); // it is under way all the time
                                        }
                                        if (x == Reluctant.ALL - 2) {
                                            gate.put("go");
                                        }
                                        return x;
                                    })
                            .toList();
            assertThat(results).hasSize(Reluctant.ALL);
        }
    }

    @Test
    @Covers({"O-07", "ExecutorTest.test_map_exception"})
    void stream_withAFailure_givesWhatIsBeforeIt_andThrowsItInItsPlace() {
        List<Integer> given = new ArrayList<>();
        assertThatThrownBy(() -> readInto(given, pool().stream(numbers(500), x -> 100 / (x - 99))))
                .isInstanceOf(TaskFailedException.class)
                .hasCauseInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("item 99 failed: java.lang.ArithmeticException");
        assertThat(given).hasSize(99);
    }

    @Test
    @Covers("O-08")
    void streamUnordered_withAFailure_throwsIt() {
        List<Integer> given = new ArrayList<>();
        assertThatThrownBy(() ->
                        readInto(given, pool().streamUnordered(numbers(5), x -> 100 / (x - 3))))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageStartingWith("item 3 failed");
        assertThat(given).hasSizeBetween(0, 4);
    }

    /// An input that fails after some items.
    private static Iterable<Integer> failingAfter(int items) {
        return () ->
                Stream.iterate(0, x -> x + 1)
                        .peek(x -> {
                            if (x == items) {
                                throw new IllegalStateException("no item " + x);
                            }
                        })
                        .iterator();
    }

    @ParameterizedTest
    @EnumSource
    @Covers({
        "O-09",
        "_TestPool.test_imap_handle_iterable_exception",
        "_TestPool.test_imap_unordered_handle_iterable_exception"
    })
    void stream_ofAnInputThatFails_givesWhatIsBefore_andThrowsThat(Form form) throws Exception {
        for (int items : List.of(0, 3, 100)) {
            List<Integer> given = new ArrayList<>();
            assertThatThrownBy(
                            () -> readInto(given, form.stream(pool(), failingAfter(items), x -> x)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no item " + items);
            assertThat(given).containsExactlyInAnyOrderElementsOf(numbers(items));
        }
        assertThat(get(pool().submit(() -> 1))).as("the pool goes on").isEqualTo(1);
    }

    @Test
    void outcomes_tellOfEachItem_andLoseNone() {
        List<Outcome<Integer, Integer>> outcomes =
                pool().outcomes(
                                numbers(300),
                                x -> {
                                    if (x % 10 == 3) {
                                        throw new IOException("item " + x);
                                    }
                                    return -x;
                                })
                        .sorted(Comparator.comparingLong(Outcome::index))
                        .toList();

        assertThat(outcomes).hasSize(300);
        for (int i = 0; i < 300; i++) {
            switch (outcomes.get(i)) {
                case Outcome.Success<Integer, Integer>(long index, Integer item, Integer result) ->
                        assertThat(List.of(index, item, result))
                                .isEqualTo(List.of((long) i, i, -i));
                case Outcome.Failure<Integer, Integer>(
                                long index,
                                Integer item,
                                Throwable cause) -> {
                    assertThat(List.of(index, item, i % 10)).isEqualTo(List.of((long) i, i, 3));
                    assertThat(cause).isInstanceOf(IOException.class).hasMessage("item " + i);
                }
            }
        }
    }

    @Test
    @Covers({"O-17", "O-18", "E-16", "E-17"})
    void outcomes_ofWhatCannotTravel_costNoOtherOfTheSameMessage() {
        List<Object> items = new ArrayList<>(numbers(20));
        items.set(5, new Object());
        List<Outcome<Object, Object>> outcomes =
                pool().with(TaskOptions.DEFAULTS.withChunk(20))
                        .outcomes(items, x -> x.equals(9) ? new Object() : x)
                        .toList();

        assertThat(outcomes).hasSize(20);
        assertThat(outcomes)
                .allSatisfy(outcome -> {
                    if (outcome.index() == 5 || outcome.index() == 9) {
                        assertThatThrownBy(outcome::orElseThrow)
                                .isInstanceOf(TaskFailedException.class)
                                .hasCauseInstanceOf(EncodingException.class);
                    } else {
                        assertThat(outcome.orElseThrow()).isEqualTo(outcome.item());
                    }
                });
    }

    @Test
    @Covers({"O-15", "E-14"})
    void outcomes_whenAWorkerDies_failForItsItemOnly() {
        List<Outcome<Integer, Integer>> failed =
                pool().with(TaskOptions.DEFAULTS.withChunk(1))
                        .outcomes(
                                numbers(20),
                                x -> {
                                    if (x == 13) {
                                        ChildProcess.current().kill();
                                    }
                                    return x;
                                })
                        .filter(Outcome.Failure.class::isInstance)
                        .toList();

        assertThat(failed)
                .singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome.item()).isEqualTo(13);
                    assertThatThrownBy(outcome::orElseThrow)
                            .hasCauseInstanceOf(WorkerDiedException.class);
                });
    }

    @ParameterizedTest
    @EnumSource
    void stream_closed_endsWhatIsUnderWay(Form form) throws Exception {
        try (SharedQueue<String> interrupted = brood().queue(10)) {
            Stream<Integer> stream =
                    form.stream(
                            pool(),
                            numbers(10),
                            x -> {
                                if (x > 0) {
                                    try {
                                        TimeUnit.HOURS.sleep(1);
                                    } catch (InterruptedException e) {
                                        interrupted.put("yes");
                                        throw e;
                                    }
                                }
                                return x;
                            });
            Iterator<Integer> results = stream.iterator();
            assertThat(results.next()).isZero();
            stream.close();

            assertThat(get(pool().submit(() -> 1))).as("free again").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stream_interrupted_isCancelled_andTheThreadStaysInterrupted(Form form) throws Exception {
        Stream<Integer> stream =
                form.stream(
                        pool(),
                        numbers(10),
                        x -> {
                            TimeUnit.HOURS.sleep(1);
                            return x;
                        });
        Thread.currentThread().interrupt();

        assertThatThrownBy(stream::toList).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(get(pool().submit(() -> 1))).as("free again").isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void stream_afterShutdown_givesWhatIsUnderWay_andNoMore(Form form) {
        ProcessPool own = brood().pool(1);
        List<Integer> given = new ArrayList<>();
        try (own) {
            Iterator<Integer> results =
                    form.stream(own, () -> Stream.iterate(0, x -> x + 1).iterator(), x -> x)
                            .iterator();
            given.add(results.next());
            own.shutdown();
            assertThatThrownBy(() -> results.forEachRemaining(given::add))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("is shut down");
        }
        assertThat(given).contains(0).doesNotHaveDuplicates();
        assertThatThrownBy(() -> form.stream(own, numbers(1), x -> x))
                .isInstanceOf(RejectedExecutionException.class);
    }
}
