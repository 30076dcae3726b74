package dev.brood.bench;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.ManagedValue;
import dev.brood.Manager;
import dev.brood.ProcessPool;
import dev.brood.Quick;
import dev.brood.SharedBarrier;
import dev.brood.SharedQueue;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Managers: one call of one kind after the other, many under way at once, and a counter of the
/// user's own for the workers of a pool.
public final class ManagerBench {
    private static final int UNMEASURED = 4;
    private static final int CALLS = 3_000;
    private static final int PIPELINED = 30_000;
    private static final int WORKERS = 5;

    private ManagerBench() {}

    /// Measures.
    ///
    /// @param args what the names of the cases to measure begin with, all if none is given
    /// @throws Exception if a child fails
    public static void main(String... args) throws Exception {
        Case.run(CASES, args);
    }

    private static final List<Case> CASES =
            List.of(
                    new Case("manager.dict.put", ManagerBench::put),
                    new Case("manager.dict.put pipelined", ManagerBench::putPipelined),
                    new Case("manager.dict.put_all", ManagerBench::putAll),
                    new Case("manager.dict.get", ManagerBench::get),
                    new Case("manager.list.append", ManagerBench::append),
                    new Case("manager.queue put", (b, n, name) -> queue(b, n, name, true)),
                    new Case("manager.queue get", (b, n, name) -> queue(b, n, name, false)),
                    new Case("manager.value set", (b, n, name) -> value(b, n, name, true)),
                    new Case("manager.value get", (b, n, name) -> value(b, n, name, false)),
                    new Case("manager.custom_counter call", ManagerBench::increment),
                    new Case("manager.custom_counter call, quick", ManagerBench::quick),
                    new Case(
                            "manager.custom_counter calls.one_client",
                            (b, n, name) -> clients(b, n, name, 1)),
                    new Case(
                            "manager.custom_counter calls.two_clients",
                            (b, n, name) -> clients(b, n, name, 2)),
                    new Case(
                            "manager.custom_counter 5_workers_x_50",
                            (b, n, name) -> inAPool(b, n, name, 5, 50)),
                    new Case(
                            "manager.custom_counter 50_tasks_on_5_workers",
                            (b, n, name) -> inAPool(b, n, name, 50, 1)));

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

    /// One call.
    private interface Call {
        void make(int number) throws Exception;
    }

    private static Figure calls(int rounds, String name, int calls, Call call) throws Exception {
        double[] spans = new double[rounds];
        for (int i = -UNMEASURED; i < rounds; i++) {
            long start = System.nanoTime();
            for (int j = 0; j < calls; j++) {
                call.make(j);
            }
            if (i >= 0) {
                spans[i] = System.nanoTime() - start;
            }
        }
        return Figure.of(name, "us", spans, span -> span / calls / 1e3);
    }

    private static Figure put(Brood brood, int rounds, String name) throws Exception {
        try (Manager manager = brood.manager()) {
            ManagedMap<Integer, Integer> map = manager.map();
            return calls(rounds, name, CALLS, i -> map.put(i, i));
        }
    }

    private static Figure putPipelined(Brood brood, int rounds, String name) throws Exception {
        try (Manager manager = brood.manager()) {
            ManagedMap<Integer, Integer> map = manager.map();
            CompletableFuture<?>[] last = {CompletableFuture.completedFuture(null)};
            return calls(
                    rounds,
                    name,
                    PIPELINED,
                    i -> {
                        last[0] = manager.async(map, each -> each.put(i & 4095, i));
                        if (i == PIPELINED - 1) {
                            last[0].get();
                        }
                    });
        }
    }

    private static Figure putAll(Brood brood, int rounds, String name) throws Exception {
        try (Manager manager = brood.manager()) {
            ManagedMap<Integer, Integer> map = manager.map();
            java.util.Map<Integer, Integer> batch = new java.util.HashMap<>();
            for (int i = 0; i < CALLS; i++) {
                batch.put(i, i);
            }
            return calls(rounds, name + " of " + CALLS, 1, _ -> map.putAll(batch));
        }
    }

    private static Figure get(Brood brood, int rounds, String name) throws Exception {
        try (Manager manager = brood.manager()) {
            ManagedMap<Integer, Integer> map = manager.map();
            for (int i = 0; i < CALLS; i++) {
                map.put(i, i);
            }
            return calls(rounds, name, CALLS, map::get);
        }
    }

    private static Figure append(Brood brood, int rounds, String name) throws Exception {
        try (Manager manager = brood.manager()) {
            ManagedList<Integer> list = manager.list();
            return calls(rounds, name, CALLS, list::add);
        }
    }

    private static Figure queue(Brood brood, int rounds, String name, boolean putting)
            throws Exception {
        try (Manager manager = brood.manager()) {
            SharedQueue<Integer> queue = manager.queue((rounds + UNMEASURED) * CALLS);
            if (putting) {
                return calls(rounds, name, CALLS, queue::put);
            }
            List<Integer> items = Collections.nCopies((rounds + UNMEASURED) * CALLS, 1);
            queue.addAll(items);
            return calls(rounds, name, CALLS, _ -> queue.take());
        }
    }

    private static Figure value(Brood brood, int rounds, String name, boolean setting)
            throws Exception {
        try (Manager manager = brood.manager()) {
            ManagedValue<Integer> value = manager.value(0);
            return calls(rounds, name, CALLS, setting ? value::set : _ -> value.get());
        }
    }

    private static Figure increment(Brood brood, int rounds, String name) throws Exception {
        try (Manager manager = brood.manager()) {
            Counter counter = manager.share(Counter.class, SynchronizedCounter::new);
            return calls(rounds, name, CALLS, _ -> counter.increment());
        }
    }

    private static Figure quick(Brood brood, int rounds, String name) throws Exception {
        try (Manager manager = brood.manager()) {
            Counter counter = manager.share(Counter.class, SynchronizedCounter::new);
            return calls(rounds, name, CALLS, _ -> counter.incrementQuickly());
        }
    }

    private static Figure clients(Brood brood, int rounds, String name, int clients)
            throws InterruptedException {
        int each = CALLS / clients;
        try (Manager manager = brood.manager()) {
            Counter counter = manager.share(Counter.class, SynchronizedCounter::new);
            Action client = () -> count(counter, each);
            List<Action> works = Collections.nCopies(clients, client);
            double[] spans = InStep.run(brood, UNMEASURED, rounds, works);
            return Figure.of(name, "calls/s", spans, span -> 1e9 * clients * each / span);
        }
    }

    private static void count(Counter counter, int times) {
        for (int i = 0; i < times; i++) {
            counter.increment();
        }
    }

    /// Has all workers of a pool started.
    private static void startAll(Brood brood, ProcessPool pool) {
        SharedBarrier together = brood.barrier(WORKERS);
        CompletableFuture<?>[] begun = new CompletableFuture<?>[WORKERS];
        for (int i = 0; i < WORKERS; i++) {
            begun[i] = pool.submit(() -> together.await());
        }
        CompletableFuture.allOf(begun).join();
        together.close();
    }

    private static Figure inAPool(Brood brood, int rounds, String name, int tasks, int calls)
            throws Exception {
        double[] spans = new double[rounds];
        for (int i = -1; i < rounds; i++) {
            try (Manager manager = brood.manager()) {
                Counter counter = manager.share(Counter.class, SynchronizedCounter::new);
                try (ProcessPool pool = brood.pool(WORKERS)) {
                    startAll(brood, pool);
                    long start = System.nanoTime();
                    CompletableFuture<?>[] done = new CompletableFuture<?>[tasks];
                    for (int j = 0; j < tasks; j++) {
                        done[j] = pool.submit(() -> count(counter, calls));
                    }
                    CompletableFuture.allOf(done).get();
                    if (i >= 0) {
                        spans[i] = System.nanoTime() - start;
                    }
                }
                if (counter.value() != tasks * calls) {
                    throw new IllegalStateException("counted " + counter.value());
                }
            }
        }
        return Figure.of(name + ".map", "ms", spans, span -> span / 1e6);
    }
}
