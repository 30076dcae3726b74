package dev.brood.bench.cases;

import dev.brood.Brood;
import dev.brood.Fn;
import dev.brood.ProcessPool;
import dev.brood.TaskOptions;
import dev.brood.TaskSubmitter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pools of two workers: tasks that do nothing much, one after the other, many at once and in
/// chunks; large arguments and results; work that keeps processors busy; and the pool's start.
///
/// The cases of CPython's `Pool` and of its `ProcessPoolExecutor` are the same work here, under
/// both names, as there is one pool.
final class PoolCases {
    static final int WORKERS = 2;
    private static final int WARM_UPS = 6;
    private static final int MAP_WARM_UPS = 200;

    /// Caller and worker compile what answers one task until some 100,000 were answered.
    private static final int TURN_WARM_UPS = 25;

    private static final int TURNS = 4_000;
    private static final int TASKS = 100_000;
    private static final int ITEMS = 200_000;
    private static final int STREAMED = 400_000;
    private static final int CHUNK = 100;
    private static final int PAYLOADS = 64;
    static final TaskOptions SINGLY = TaskOptions.DEFAULTS.withChunk(1);
    private static final TaskOptions CHUNKED = TaskOptions.DEFAULTS.withChunk(CHUNK);

    static final List<Case> ALL =
            List.of(
                    new Case("pool.startup", 2, PoolCases::startup),
                    pool(
                            "pool.map.tiny",
                            s -> map(s, "chunksize=1", SINGLY),
                            s ->
                                    warmedUp(
                                            MAP_WARM_UPS,
                                            map(s, "chunksize=default", TaskOptions.DEFAULTS))),
                    pool("pool.apply", s -> warmedUp(TURN_WARM_UPS, roundTrip(s))),
                    pool("pool.apply_async", PoolCases::flood),
                    pool(
                            "pool.imap_unordered",
                            s -> stream("chunksize=1", s.count(ITEMS), SINGLY),
                            s -> stream("chunksize=100", s.count(STREAMED), CHUNKED)),
                    pool(
                            "pool.cpu",
                            s -> CpuWork.compared("", s.count(CpuWork.SHORT)),
                            s -> CpuWork.compared(".1_ms", s.count(CpuWork.MIDDLE)),
                            s -> CpuWork.compared(".long", s.count(CpuWork.LONG))),
                    pool(
                            "pool.payload",
                            s -> payload(s, "each_way.chunksize=default", TaskOptions.DEFAULTS),
                            s -> payload(s, "each_way.chunksize=1", SINGLY)),
                    pool(
                            "executor.submit",
                            s -> warmedUp(TURN_WARM_UPS, roundTrip(s)),
                            PoolCases::flood),
                    pool(
                            "executor.map",
                            s -> map(s, "chunksize=1", SINGLY),
                            s -> map(s, "chunksize=100", CHUNKED)));

    private PoolCases() {}

    /// One way to use a pool.
    @FunctionalInterface
    interface Use {
        /// Uses it.
        void with(ProcessPool pool, Samples samples) throws Exception;
    }

    @FunctionalInterface
    private interface Preparation {
        Use of(Setup setup);
    }

    private static Case pool(String name, Preparation... ways) {
        return new Case(
                name,
                WARM_UPS,
                setup -> {
                    List<Session> sessions = new ArrayList<>();
                    for (Preparation way : ways) {
                        sessions.add(pooled(setup.brood(), WORKERS, way.of(setup)));
                    }
                    return new Sessions(sessions);
                });
    }

    /// Opens a pool for a session.
    static Session pooled(Brood brood, int workers, Use use) {
        ProcessPool pool = brood.pool(workers);
        return new Session() {
            @Override
            public void sample(Samples samples) throws Exception {
                use.with(pool, samples);
            }

            @Override
            public void end() {
                pool.close();
            }
        };
    }

    private static Session startup(Setup setup) {
        return samples -> {
            long begin = System.nanoTime();
            long first;
            try (ProcessPool pool = setup.brood().pool(WORKERS)) {
                check(pool.submit(() -> square(3)).get() == 9);
                first = System.nanoTime();
            }
            samples.time("to_first_result", "ms", Samples.between(begin, first));
            samples.time("close_join", "ms", Samples.since(first));
            ProcessCases.awaitSpares();
        };
    }

    /// More rounds that do not count. A batch is thousands of items, for instance, so the loops
    /// over these are entered too rarely for the compilers to be done with them after the few
    /// rounds that suffice for single items.
    private static Use warmedUp(int times, Use use) {
        int[] left = {times};
        return (pool, samples) -> {
            for (; left[0] > 0; left[0]--) {
                use.with(pool, (_, _, _) -> {});
            }
            use.with(pool, samples);
        };
    }

    private static Use map(Setup setup, String metric, TaskOptions options) {
        List<Integer> items = IntStream.range(0, setup.count(ITEMS)).boxed().toList();
        List<Integer> expected = items.stream().map(PoolCases::square).toList();
        return (pool, samples) -> {
            TaskSubmitter submitter = pool.with(options);
            long begin = System.nanoTime();
            List<Integer> squares = submitter.map(items, PoolCases::square);
            samples.rate(metric, "items/s", items.size(), Samples.since(begin));
            check(squares.equals(expected));
        };
    }

    /// Measures one task after the other.
    static Use roundTrip(Setup setup) {
        int turns = setup.count(TURNS);
        return (pool, samples) -> {
            long begin = System.nanoTime();
            for (int i = 0; i < turns; i++) {
                int number = i;
                pool.submit(() -> square(number)).get();
            }
            double nanos = Samples.since(begin);
            samples.time("round_trip", "us", nanos / turns);
        };
    }

    /// Measures many tasks at once.
    static Use flood(Setup setup) {
        int tasks = setup.count(TASKS);
        return (pool, samples) -> {
            long begin = System.nanoTime();
            List<CompletableFuture<Integer>> futures = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
                int number = i;
                futures.add(pool.submit(() -> square(number)));
            }
            for (CompletableFuture<Integer> future : futures) {
                future.get();
            }
            samples.rate("tasks", "tasks/s", tasks, Samples.since(begin));
        };
    }

    private static Use stream(String metric, int items, TaskOptions options) {
        Iterable<Integer> input = () -> IntStream.range(0, items).iterator();
        return (pool, samples) -> {
            long begin = System.nanoTime();
            Fn<Integer, Integer> square = PoolCases::square;
            try (Stream<Integer> results = pool.with(options).streamUnordered(input, square)) {
                // Not count(), which need not read a stream of a known size.
                check(results.mapToInt(_ -> 1).sum() == items);
            }
            samples.rate(metric, "items/s", items, Samples.since(begin));
        };
    }

    private static Use payload(Setup setup, String metric, TaskOptions options) {
        List<byte[]> items = new ArrayList<>();
        for (int i = 0; i < setup.count(PAYLOADS); i++) {
            byte[] bytes = QueueCases.randomBytes(1 << 20);
            bytes[0] = (byte) i;
            items.add(bytes);
        }
        return (pool, samples) -> {
            TaskSubmitter submitter = pool.with(options);
            long begin = System.nanoTime();
            List<byte[]> same = submitter.map(items, bytes -> bytes);
            double nanos = Samples.since(begin);
            samples.bandwidth(metric, (double) items.size() * (1 << 20), nanos);
            for (int i = 0; i < items.size(); i++) {
                check(Arrays.equals(same.get(i), items.get(i)));
            }
        };
    }

    private static int square(int x) {
        return x * x;
    }

    static void check(boolean right) {
        if (!right) {
            throw new IllegalStateException("a wrong result");
        }
    }
}
