package dev.brood.bench.soak;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.ProcessPool;
import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.SharedQueue;
import dev.brood.bench.cases.Cases;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Mixed work for a time: tasks of a pool that stays and of pools that come and go, queues, locks,
/// managers, and processes that start and end. Compares what the process has after the first part
/// with what it has at the end.
public final class Soak {
    private static final int TASKS = 2_000;
    private static final int ITEMS = 2_000;
    private static final int CALLS = 200;
    private static final int LEAST_CYCLES = 4;
    private static final long REST_MILLIS = 1_000;
    private static final int RESTS = 60;

    /// How many times it looks after the first part, so that one sees whether what has grown did so
    /// evenly.
    private static final int LOOKS = 6;

    private final Brood brood;
    private final Consumer<String> log;
    private final Duration period;

    /// Makes one that works without a rest.
    ///
    /// @param brood where
    /// @param log takes a line now and then
    public Soak(Brood brood, Consumer<String> log) {
        this(brood, log, Duration.ZERO);
    }

    /// Makes one.
    ///
    /// @param brood where
    /// @param log takes a line now and then
    /// @param period from the begin of a cycle to that of the next at least: leaves the processors
    ///   to others in between
    public Soak(Brood brood, Consumer<String> log, Duration period) {
        this.brood = brood;
        this.log = log;
        this.period = period;
    }

    /// Works.
    ///
    /// @param first how long until what there is counts as usual; at least some cycles
    /// @param whole how long in all
    /// @return what has grown since the first part; empty if nothing has
    /// @throws Exception if any of the work fails
    public List<String> run(Duration first, Duration whole) throws Exception {
        long start = System.nanoTime();
        try (ProcessPool pool = brood.pool(2)) {
            int cycles = work(pool, start, first, LEAST_CYCLES);
            Holdings before = rest();
            log.accept("after %d cycles: %s".formatted(cycles, before.describe()));
            Duration step = whole.minus(first).dividedBy(LOOKS);
            for (int i = 1; i < LOOKS; i++) {
                cycles += work(pool, start, first.plus(step.multipliedBy(i)), 1);
                log.accept("after %d cycles: %s".formatted(cycles, rest().describe()));
            }
            cycles += work(pool, start, whole, 1);
            // What is still being given back gets the time it needs; what has leaked stays.
            Holdings after = rest();
            for (int i = 0; i < RESTS && !after.growthSince(before).isEmpty(); i++) {
                after = rest();
            }
            log.accept("after %d cycles: %s".formatted(cycles, after.describe()));
            return after.growthSince(before);
        }
    }

    private static Holdings rest() throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
        return Holdings.now();
    }

    private int work(ProcessPool pool, long start, Duration until, int least) throws Exception {
        int cycles = 0;
        while (cycles < least || System.nanoTime() - start < until.toNanos()) {
            long begun = System.nanoTime();
            useLongPool(pool);
            useShortPool();
            useQueueAndLock();
            useManager();
            cycles++;
            TimeUnit.NANOSECONDS.sleep(period.toNanos() - (System.nanoTime() - begun));
        }
        return cycles;
    }

    private static void useLongPool(ProcessPool pool) throws InterruptedException {
        List<Integer> numbers = IntStream.range(0, TASKS).boxed().toList();
        check(pool.map(numbers, x -> x + 1).size() == TASKS);
    }

    private void useShortPool() throws Exception {
        try (ProcessPool pool = brood.pool(1)) {
            check(pool.submit(() -> Cases.names().size()).get() == Cases.names().size());
        }
    }

    private void useQueueAndLock() throws InterruptedException {
        try (SharedQueue<byte[]> queue = brood.queue(16);
                SharedLong sum = brood.sharedLong(0);
                SharedLock lock = brood.lock()) {
            ChildProcess child =
                    brood.start(() -> {
                        for (int i = 0; i < ITEMS; i++) {
                            int length = queue.take().length;
                            lock.lock();
                            try {
                                sum.set(sum.get() + length);
                            } finally {
                                lock.unlock();
                            }
                        }
                    });
            long expected = 0;
            for (int i = 0; i < ITEMS; i++) {
                int length = i % 100 == 0 ? 1 << 17 : i; // some too large for the ring
                queue.put(new byte[length]);
                expected += length;
            }
            child.join();
            check(sum.get() == expected);
        }
    }

    private void useManager() {
        try (Manager manager = brood.manager()) {
            ManagedMap<Integer, Integer> map = manager.map();
            for (int i = 0; i < CALLS; i++) {
                map.put(i, i);
            }
            check(map.size() == CALLS);
        }
    }

    private static void check(boolean right) {
        if (!right) {
            throw new IllegalStateException("a wrong result");
        }
    }
}
