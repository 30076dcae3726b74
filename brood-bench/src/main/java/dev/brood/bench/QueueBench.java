package dev.brood.bench;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.SharedQueue;

import java.util.List;
import java.util.SplittableRandom;

/// Queues: one or two processes put, as many take, what is small or large; and one item to and fro.
public final class QueueBench {
    private static final int UNMEASURED = 4;
    private static final int CAPACITY = 1024;
    private static final int INTS = 500_000;
    private static final int KILOS = 400_000;
    private static final int MEGAS = 500;
    private static final int TURNS = 6_000;

    private QueueBench() {}

    /// Measures.
    ///
    /// @param args what the names of the cases to measure begin with, all if none is given
    /// @throws Exception if a child fails
    public static void main(String... args) throws Exception {
        Case.run(CASES, args);
    }

    private static final List<Case> CASES =
            List.of(
                    new Case("queue.throughput.int", (b, n, name) -> ints(b, n, name, 1)),
                    new Case("queue.throughput.1k", (b, n, name) -> bytes(b, n, name, KILOS, 1024)),
                    new Case(
                            "queue.throughput.1m",
                            (b, n, name) -> bytes(b, n, name, MEGAS, 1 << 20)),
                    new Case("queue.mpmc", (b, n, name) -> ints(b, n, name, 2)),
                    new Case("queue.latency", QueueBench::latency));

    private static Figure ints(Brood brood, int rounds, String name, int pairs)
            throws InterruptedException {
        try (SharedQueue<Integer> queue = brood.queue(CAPACITY)) {
            Action put =
                    () -> {
                        for (int i = 0; i < INTS; i++) {
                            queue.put(i & 255);
                        }
                    };
            Action take = () -> takeAll(queue, INTS);
            List<Action> works = pairs == 1 ? List.of(put, take) : List.of(put, put, take, take);
            double[] spans = InStep.run(brood, UNMEASURED, rounds, works);
            return Figure.of(name + " items", "M/s", spans, span -> 1e3 * pairs * INTS / span);
        }
    }

    private static Figure bytes(Brood brood, int rounds, String name, int items, int size)
            throws InterruptedException {
        byte[] item = randomBytes(size);
        try (SharedQueue<byte[]> queue = brood.queue(CAPACITY)) {
            Action put =
                    () -> {
                        for (int i = 0; i < items; i++) {
                            queue.put(item);
                        }
                    };
            List<Action> works = List.of(put, () -> takeAll(queue, items));
            double[] spans = InStep.run(brood, UNMEASURED, rounds, works);
            double bytes = (double) items * size;
            return Figure.of(name + " bytes", "GB/s", spans, span -> bytes / span);
        }
    }

    /// Returns bytes that are as hard to shorten as any.
    ///
    /// @param size how many
    static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }

    private static void takeAll(SharedQueue<?> queue, int items) throws InterruptedException {
        for (int i = 0; i < items; i++) {
            queue.take();
        }
    }

    private static Figure latency(Brood brood, int rounds, String name)
            throws InterruptedException {
        try (SharedQueue<Integer> there = brood.queue(CAPACITY);
                SharedQueue<Integer> back = brood.queue(CAPACITY)) {
            Action ask =
                    () -> {
                        for (int i = 0; i < TURNS; i++) {
                            there.put(i & 255);
                            back.take();
                        }
                    };
            Action answer =
                    () -> {
                        for (int i = 0; i < TURNS; i++) {
                            back.put(there.take());
                        }
                    };
            double[] spans = InStep.run(brood, UNMEASURED, rounds, List.of(ask, answer));
            return Figure.of(name + " round_trip", "us", spans, span -> span / TURNS / 1e3);
        }
    }
}
