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

    /// The work that takes about as long here; a piece takes some milliseconds.
    static final int LONG = 2_000_000;

    private static final int PIECES = 64;
    private static final int WARM_UPS = 40;
    private static final int LONG_WARM_UPS = 2;

    /// How often the pool hands out pieces that are nothing, so that what does so is compiled: in
    /// long pieces there is too little of that for the compiler to come to it before the end.
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

    /// The work in this thread, and in a pool.
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
                pooled.primes(ranges(PIECES));
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
        ExecutorService two =
                Executors.newFixedThreadPool(
                        PoolCases.WORKERS, Thread.ofPlatform().daemon().factory());
        Way threaded =
                all -> {
                    List<Future<Integer>> pieces = new ArrayList<>();
                    for (Range range : all) {
                        pieces.add(two.submit(() -> primes(range)));
                    }
                    int primes = 0;
                    for (Future<Integer> piece : pieces) {
                        primes += piece.get();
                    }
                    return primes;
                };
        return new Session() {
            @Override
            public void sample(Samples samples) throws Exception {
                compare("", ranges, threaded, samples);
            }

            @Override
            public void end() {
                two.close();
            }
        };
    }

    private static void compare(String suffix, List<Range> ranges, Way way, Samples samples)
            throws Exception {
        long begin = System.nanoTime();
        int alone = sum(ranges, CpuWork::primes);
        long middle = System.nanoTime();
        int shared = way.primes(ranges);
        long end = System.nanoTime();
        PoolCases.check(alone == shared);
        samples.time("one_process" + suffix, "s", Samples.between(begin, middle));
        samples.time("pool" + suffix, "s", Samples.between(middle, end));
        samples.add("speedup" + suffix, "x", (middle - begin) / (double) (end - middle));
    }
}
