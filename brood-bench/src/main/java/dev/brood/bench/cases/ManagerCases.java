package dev.brood.bench.cases;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.ManagedValue;
import dev.brood.Manager;
import dev.brood.ProcessPool;
import dev.brood.Quick;
import dev.brood.SharedQueue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Managers: one call of one kind after the other, many under way at once, and a counter of the
/// user's own for the workers of a pool.
final class ManagerCases {
    private static final int CALLS = 3_000;
    private static final int PIPELINED = 30_000;
    private static final int WORKERS = 5;

    /// Client and server compile what is called until some 100,000 calls have been made.
    private static final int WARM_UPS = 40;

    /// Whole programs are measured with the counter, each of which takes long and begins cold.
    private static final int COUNTER_WARM_UPS = 4;

    static final List<Case> ALL =
            List.of(
                    managed("manager.dict.put", WARM_UPS, ManagerCases::put),
                    managed("manager.dict.get", WARM_UPS, ManagerCases::get),
                    managed("manager.list.append", WARM_UPS, ManagerCases::append),
                    managed("manager.queue", WARM_UPS, ManagerCases::queue),
                    managed("manager.value", WARM_UPS, ManagerCases::value),
                    managed("manager.custom_counter", COUNTER_WARM_UPS, ManagerCases::counter));

    private ManagerCases() {}

    /// What is shared.
    interface Counter {
        void increment();

        @Quick
        void incrementQuickly();

        int value();
    }

    private static final class SynchronizedCounter implements Counter {
        private int value;

        @Override
        public synchronized void increment() {
            value++;
        }

        @Override
        public synchronized void incrementQuickly() {
            value++;
        }

        @Override
        public synchronized int value() {
            return value;
        }
    }

    @FunctionalInterface
    private interface Opening {
        Session open(Setup setup, Manager manager) throws Exception;
    }

    /// One call.
    @FunctionalInterface
    private interface Call {
        void make(int number) throws Exception;
    }

    private static Case managed(String name, int warmUps, Opening opening) {
        return new Case(
                name,
                warmUps,
                setup -> {
                    Manager manager = setup.brood().manager();
                    Session session = opening.open(setup, manager);
                    return new Session() {
                        @Override
                        public void sample(Samples samples) throws Exception {
                            session.sample(samples);
                        }

                        @Override
                        public void end() throws Exception {
                            session.end();
                            manager.close();
                        }
                    };
                });
    }

    private static Session calls(String metric, int calls, Call call) {
        return samples -> {
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                call.make(i);
            }
            double nanos = Samples.since(begin);
            samples.time(metric, "us", nanos / calls);
        };
    }

    private static Session put(Setup setup, Manager manager) {
        ManagedMap<Integer, Integer> map = manager.map();
        int calls = setup.count(CALLS);
        Map<Integer, Integer> batch = new HashMap<>();
        for (int i = 0; i < calls; i++) {
            batch.put(i, i);
        }
        return Sessions.of(
                calls("put", calls, i -> map.put(i, i)),
                pipelined(manager, map, setup.count(PIPELINED)),
                samples -> {
                    long begin = System.nanoTime();
                    map.putAll(batch);
                    double nanos = Samples.since(begin);
                    samples.time("put_all", "us", nanos / calls);
                });
    }

    private static Session pipelined(Manager manager, ManagedMap<Integer, Integer> map, int calls) {
        CompletableFuture<?>[] last = {CompletableFuture.completedFuture(null)};
        return calls(
                "put.pipelined",
                calls,
                i -> {
                    last[0] = manager.async(map, each -> each.put(i & 4095, i));
                    if (i == calls - 1) {
                        last[0].get();
                    }
                });
    }

    private static Session get(Setup setup, Manager manager) {
        int calls = setup.count(CALLS);
        Map<Integer, Integer> contents = new HashMap<>();
        for (int i = 0; i < calls; i++) {
            contents.put(i, i);
        }
        ManagedMap<Integer, Integer> map = manager.map(contents);
        return calls("get", calls, map::get);
    }

    private static Session append(Setup setup, Manager manager) {
        ManagedList<Integer> list = manager.list();
        return calls("append", setup.count(CALLS), list::add);
    }

    private static Session queue(Setup setup, Manager manager) {
        int calls = setup.count(CALLS);
        SharedQueue<Integer> queue = manager.queue(calls);
        return Sessions.of(calls("put", calls, queue::put), calls("get", calls, _ -> queue.take()));
    }

    private static Session value(Setup setup, Manager manager) {
        int calls = setup.count(CALLS);
        ManagedValue<Integer> value = manager.value(0);
        return Sessions.of(calls("set", calls, value::set), calls("get", calls, _ -> value.get()));
    }

    private static Session counter(Setup setup, Manager manager) {
        int calls = setup.count(CALLS);
        Counter counter = manager.share(Counter.class, SynchronizedCounter::new);
        return Sessions.of(
                calls("call", calls, _ -> counter.increment()),
                calls("call.quick", calls, _ -> counter.incrementQuickly()),
                clients(setup, counter, "calls.one_client", calls, 1),
                clients(setup, counter, "calls.two_clients", calls, 2),
                samples -> inAPool(setup.brood(), samples, "5_workers_x_50", 5, 50),
                samples -> inAPool(setup.brood(), samples, "50_tasks_on_5_workers", 50, 1));
    }

    private static Session clients(
            Setup setup, Counter counter, String metric, int calls, int clients) {
        int each = calls / clients;
        Action client = () -> count(counter, each);
        return new StepSession(
                setup,
                Collections.nCopies(clients, client),
                (samples, nanos) ->
                        samples.rate(metric, "calls/s", (double) clients * each, nanos));
    }

    private static void count(Counter counter, int times) {
        for (int i = 0; i < times; i++) {
            counter.increment();
        }
    }

    /// Measures a whole program: manager, pool, tasks, and their end.
    private static void inAPool(Brood brood, Samples samples, String metric, int tasks, int calls)
            throws Exception {
        long begin = System.nanoTime();
        long ready;
        long done;
        try (Manager manager = brood.manager()) {
            Counter counter = manager.share(Counter.class, SynchronizedCounter::new);
            try (ProcessPool pool = brood.pool(WORKERS)) {
                ready = System.nanoTime();
                List<CompletableFuture<?>> all = new ArrayList<>();
                for (int j = 0; j < tasks; j++) {
                    all.add(pool.submit(() -> count(counter, calls)));
                }
                for (CompletableFuture<?> each : all) {
                    each.get();
                }
                done = System.nanoTime();
            }
            if (counter.value() != tasks * calls) {
                throw new IllegalStateException("counted " + counter.value());
            }
        }
        samples.time(metric + ".whole", "ms", Samples.since(begin));
        samples.time(metric + ".map", "ms", Samples.between(ready, done));
    }
}
