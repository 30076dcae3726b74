package dev.brood.bench;

import dev.brood.Brood;
import dev.brood.Fn;
import dev.brood.ProcessPool;
import dev.brood.TaskOptions;
import dev.brood.TaskSubmitter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pools of two workers: tasks that do nothing much, one after the other, many at once and in
/// chunks; large arguments and results; work that keeps processors busy; and the pool's start.
///
/// The cases of CPython's `Pool` and of its `ProcessPoolExecutor` are the same work here, under
/// both names, as there is one pool.
public final class PoolBench {
    private static final int WORKERS = 2;
    private static final int UNMEASURED = 6;
    private static final int TURNS = 4_000;
    private static final int TASKS = 100_000;
    private static final int ITEMS = 200_000;
    private static final int STREAMED = 400_000;
    private static final int CHUNK = 100;
    private static final int PAYLOADS = 64;
    private static final int PRIMES_BELOW = 200_000;
    private static final int RANGES = 64;
    private static final long PAUSE_MILLIS = Long.getLong("pause", 1500);
    private static final TaskOptions SINGLY = TaskOptions.DEFAULTS.withChunk(1);
    private static final TaskOptions CHUNKED = TaskOptions.DEFAULTS.withChunk(CHUNK);

    private PoolBench() {}

    /// Measures.
    ///
    /// @param args what the names of the cases to measure begin with, all if none is given
    /// @throws Exception if a task fails
    public static void main(String... args) throws Exception {
        Case.run(CASES, args);
    }

    private static final List<Case> CASES =
            List.of(
                    new Case("pool.startup to_first_result", PoolBench::startup),
                    new Case("pool.map.tiny chunksize=1", (b, n, name) -> map(b, n, name, SINGLY)),
                    new Case(
                            "pool.map.tiny chunksize=default",
                            (b, n, name) -> map(b, n, name, TaskOptions.DEFAULTS)),
                    new Case("pool.apply round_trip", PoolBench::roundTrip),
                    new Case("pool.apply_async tasks", PoolBench::flood),
                    new Case(
                            "pool.imap_unordered chunksize=1",
                            (b, n, name) -> stream(b, n, name, ITEMS, SINGLY)),
                    new Case(
                            "pool.imap_unordered chunksize=100",
                            (b, n, name) -> stream(b, n, name, STREAMED, CHUNKED)),
                    new Case("pool.cpu speedup", PoolBench::cpu),
                    new Case(
                            "pool.payload each_way.chunksize=default",
                            (b, n, name) -> payload(b, n, name, TaskOptions.DEFAULTS)),
                    new Case(
                            "pool.payload each_way.chunksize=1",
                            (b, n, name) -> payload(b, n, name, SINGLY)),
                    new Case("executor.submit round_trip", PoolBench::roundTrip),
                    new Case("executor.submit tasks", PoolBench::flood),
                    new Case("executor.map chunksize=1", (b, n, name) -> map(b, n, name, SINGLY)),
                    new Case(
                            "executor.map chunksize=100",
                            (b, n, name) -> map(b, n, name, CHUNKED)));

    /// One round of a case.
    private interface Round {
        /// Returns how long it took, in nanoseconds.
        long of(ProcessPool pool) throws Exception;
    }

    private static double[] rounds(Brood brood, int measured, Round round) throws Exception {
        double[] times = new double[measured];
        try (ProcessPool pool = brood.pool(WORKERS)) {
            for (int i = -UNMEASURED; i < measured; i++) {
                long time = round.of(pool);
                if (i >= 0) {
                    times[i] = time;
                }
            }
        }
        return times;
    }

    private static Figure startup(Brood brood, int rounds, String name) throws Exception {
        boolean warm = !"0".equals(System.getProperty("brood.spares"));
        double[] times = new double[rounds];
        for (int i = -2; i < rounds; i++) {
            if (warm) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // until spares are there again
            }
            long begin = System.nanoTime();
            try (ProcessPool pool = brood.pool(WORKERS)) {
                check(pool.submit(() -> square(3)).get() == 9);
                if (i >= 0) {
                    times[i] = System.nanoTime() - begin;
                }
            }
        }
        String kind = warm ? " warm" : " cold";
        return Figure.of(name + kind, "ms", times, time -> time / 1e6);
    }

    private static Figure map(Brood brood, int rounds, String name, TaskOptions options)
            throws Exception {
        List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
        List<Integer> expected = items.stream().map(PoolBench::square).toList();
        double[] times =
                rounds(
                        brood,
                        rounds,
                        pool -> {
                            TaskSubmitter submitter = pool.with(options);
                            long begin = System.nanoTime();
                            List<Integer> squares = submitter.map(items, PoolBench::square);
                            long time = System.nanoTime() - begin;
                            check(squares.equals(expected));
                            return time;
                        });
        return Figure.of(name, "k items/s", times, time -> 1e6 * ITEMS / time);
    }

    private static Figure roundTrip(Brood brood, int rounds, String name) throws Exception {
        double[] times =
                rounds(
                        brood,
                        rounds,
                        pool -> {
                            long begin = System.nanoTime();
                            for (int i = 0; i < TURNS; i++) {
                                int number = i;
                                pool.submit(() -> square(number)).get();
                            }
                            return System.nanoTime() - begin;
                        });
        return Figure.of(name, "us", times, time -> time / TURNS / 1e3);
    }

    private static Figure flood(Brood brood, int rounds, String name) throws Exception {
        double[] times =
                rounds(
                        brood,
                        rounds,
                        pool -> {
                            long begin = System.nanoTime();
                            List<CompletableFuture<Integer>> futures = new ArrayList<>(TASKS);
                            for (int i = 0; i < TASKS; i++) {
                                int number = i;
                                futures.add(pool.submit(() -> square(number)));
                            }
                            for (CompletableFuture<Integer> future : futures) {
                                future.get();
                            }
                            return System.nanoTime() - begin;
                        });
        return Figure.of(name, "k tasks/s", times, time -> 1e6 * TASKS / time);
    }

    private static Figure stream(
            Brood brood, int rounds, String name, int items, TaskOptions options) throws Exception {
        Iterable<Integer> input = () -> IntStream.range(0, items).iterator();
        double[] times =
                rounds(
                        brood,
                        rounds,
                        pool -> {
                            long begin = System.nanoTime();
                            Fn<Integer, Integer> square = PoolBench::square;
                            try (Stream<Integer> results =
                                    pool.with(options).streamUnordered(input, square)) {
                                // Not count(), which need not read a stream of a known size.
                                check(results.mapToInt(_ -> 1).sum() == items);
                            }
                            return System.nanoTime() - begin;
                        });
        return Figure.of(name, "k items/s", times, time -> 1e6 * items / time);
    }

    private static Figure payload(Brood brood, int rounds, String name, TaskOptions options)
            throws Exception {
        List<byte[]> items = new ArrayList<>();
        for (int i = 0; i < PAYLOADS; i++) {
            byte[] bytes = QueueBench.randomBytes(1 << 20);
            bytes[0] = (byte) i;
            items.add(bytes);
        }
        double[] times =
                rounds(
                        brood,
                        rounds,
                        pool -> {
                            TaskSubmitter submitter = pool.with(options);
                            long begin = System.nanoTime();
                            List<byte[]> same = submitter.map(items, bytes -> bytes);
                            long time = System.nanoTime() - begin;
                            for (int i = 0; i < PAYLOADS; i++) {
                                check(Arrays.equals(same.get(i), items.get(i)));
                            }
                            return time;
                        });
        return Figure.of(name, "GB/s", times, time -> ((long) PAYLOADS << 20) / time);
    }

    /// A range of numbers.
    private record Range(int from, int below) implements java.io.Serializable {}

    private static Figure cpu(Brood brood, int rounds, String name) throws Exception {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < RANGES; i++) {
            ranges.add(
                    new Range(
                            (int) ((long) PRIMES_BELOW * i / RANGES),
                            (int) ((long) PRIMES_BELOW * (i + 1) / RANGES)));
        }
        double[] alone = new double[rounds];
        double[] shared =
                rounds(
                        brood,
                        rounds,
                        new Round() {
                            private int round = -UNMEASURED;

                            @Override
                            public long of(ProcessPool pool) throws Exception {
                                long begin = System.nanoTime();
                                int primes = 0;
                                for (Range range : ranges) {
                                    primes += primes(range);
                                }
                                long middle = System.nanoTime();
                                int same =
                                        pool.with(SINGLY).map(ranges, PoolBench::primes).stream()
                                                .mapToInt(Integer::intValue)
                                                .sum();
                                long end = System.nanoTime();
                                check(primes == same);
                                if (round >= 0) {
                                    alone[round] = middle - begin;
                                }
                                round++;
                                return end - middle;
                            }
                        });
        double[] speedups = new double[rounds];
        Arrays.setAll(speedups, i -> alone[i] / shared[i]);
        return new Figure(name, "x", speedups);
    }

    private static int primes(Range range) {
        int primes = 0;
        for (int n = Math.max(2, range.from); n < range.below; n++) {
            boolean prime = true;
            for (int divisor = 2; divisor * divisor <= n && prime; divisor++) {
                prime = n % divisor != 0;
            }
            primes += prime ? 1 : 0;
        }
        return primes;
    }

    private static int square(int x) {
        return x * x;
    }

    private static void check(boolean right) {
        if (!right) {
            throw new IllegalStateException("a wrong result");
        }
    }
}
