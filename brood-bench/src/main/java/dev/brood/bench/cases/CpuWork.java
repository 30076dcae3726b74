package dev.brood.bench.cases;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;

/// Work that keeps processors busy and needs no memory: counting primes, in 64 pieces.
final class CpuWork {
    /// The work that CPython takes half a second for; here a piece takes a fifth of a millisecond.
    static final int SHORT = 200_000;

    /// A piece takes a millisecond.
    static final int MIDDLE = 600_000;

    /// The work that takes about as long here; a piece takes some milliseconds.
    static final int LONG = 2_000_000;

    private static final int PIECES = 64;
    private static final int WARM_UPS = 40;
    private static final int LONG_WARM_UPS = 2;

    /// How often the pool hands out pieces that are nothing, so that what does so is compiled: in
    /// long pieces there is too little of that for the compiler to come to it before the end. They
    /// are of another function: had the workers learnt from tiny ranges how the counting goes, they
    /// would compile it into their loop for such, and keep to that for long.
    private static final int EMPTY_WARM_UPS = 3_000;

    private CpuWork() {}

    /// A range of numbers.
    private record Range(int from, int below) implements Serializable {}

    private static List<Range> ranges(int below) {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < PIECES; i++) {
            ranges.add(
                    new Range(
                            (int) ((long) below * i / PIECES),
                            (int) ((long) below * (i + 1) / PIECES)));
        }
        return ranges;
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

    /// One way to do all pieces.
    @FunctionalInterface
    private interface Way {
        int primes(List<Range> ranges) throws Exception;
    }

    private static int sum(List<Range> ranges, ToIntFunction<Range> primes) {
        int sum = 0;
        for (Range range : ranges) {
            sum += primes.applyAsInt(range);
        }
        return sum;
    }

    /// The work in this thread, in two, and in a pool of two.
    ///
    /// @param suffix of the metrics' names
    static PoolCases.Use compared(String suffix, int below) {
        List<Range> ranges = ranges(below);
        int[] warmUps = {below > SHORT ? LONG_WARM_UPS : WARM_UPS};
        return (pool, samples) -> {
            Way pooled =
                    all ->
                            pool.with(PoolCases.SINGLY).map(all, CpuWork::primes).stream()
                                    .mapToInt(Integer::intValue)
                                    .sum();
            for (int i = warmUps[0] > 0 ? EMPTY_WARM_UPS : 0; i > 0; i--) {
                PoolCases.check(
                        pool.with(PoolCases.SINGLY).map(ranges, Range::from).size() == PIECES);
            }
            for (; warmUps[0] > 0; warmUps[0]--) { // every worker compiles for itself
                compare(suffix, ranges, pooled, (_, _, _) -> {});
            }
            compare(suffix, ranges, pooled, samples);
        };
    }

    /// The work in this thread, and in two: what the machine allows.
    static Session threads(Setup setup) {
        List<Range> ranges = ranges(setup.count(LONG));
        return samples -> {
            Times times = Times.of(ranges, CpuWork::threaded, CpuWork::threaded);
            samples.add("speedup", "x", times.alone / (double) times.threaded);
        };
    }

    private static void compare(String suffix, List<Range> ranges, Way pooled, Samples samples)
            throws Exception {
        Times times = Times.of(ranges, CpuWork::threaded, pooled);
        samples.time("one_process" + suffix, "s", (double) times.alone);
        samples.time("pool" + suffix, "s", (double) times.pooled);
        samples.add("speedup" + suffix, "x", times.alone / (double) times.pooled);
        samples.add("threads.speedup" + suffix, "x", times.alone / (double) times.threaded);
        samples.add("of_threads" + suffix, "x", times.threaded / (double) times.pooled);
    }

    /// How long the same work takes in three ways, one right after the other: how much of two
    /// processors there is to be had changes from second to second. Nanoseconds.
    private record Times(long alone, long threaded, long pooled) {
        static Times of(List<Range> ranges, Way threaded, Way pooled) throws Exception {
            long begin = System.nanoTime();
            int expected = sum(ranges, CpuWork::primes);
            long second = System.nanoTime();
            PoolCases.check(threaded.primes(ranges) == expected);
            long third = System.nanoTime();
            PoolCases.check(pooled.primes(ranges) == expected);
            return new Times(second - begin, third - second, System.nanoTime() - third);
        }
    }

    private static int threaded(List<Range> ranges) throws Exception {
        try (ExecutorService two = Executors.newFixedThreadPool(PoolCases.WORKERS)) {
            List<Future<Integer>> pieces = new ArrayList<>();
            for (Range range : ranges) {
                pieces.add(two.submit(() -> primes(range)));
            }
            int primes = 0;
            for (Future<Integer> piece : pieces) {
                primes += piece.get();
            }
            return primes;
        }
    }
}
