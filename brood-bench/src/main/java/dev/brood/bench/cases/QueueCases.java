package dev.brood.bench.cases;

import dev.brood.Action;
import dev.brood.SharedQueue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Queues: one or more processes put, as many take, what is small or large; and one item to and
/// fro.
///
/// There is one kind of queue, so CPython's `Queue` and `SimpleQueue` are the same work here.
final class QueueCases {
    static final int CAPACITY = 1024;
    private static final int INTS = 500_000;
    private static final int KILOS = 400_000;
    private static final int MEGAS = 500;
    private static final int TURNS = 6_000;

    static final List<Case> ALL =
            Stream.of("queue", "simplequeue").flatMap(QueueCases::cases).toList();

    private QueueCases() {}

    private static Stream<Case> cases(String prefix) {
        return Stream.of(
                new Case(prefix + ".throughput.int", s -> ints(s, 1, s.count(INTS), CAPACITY)),
                new Case(prefix + ".throughput.1k", s -> bytes(s, s.count(KILOS), 1024)),
                new Case(prefix + ".throughput.1m", s -> bytes(s, s.count(MEGAS), 1 << 20)),
                new Case(prefix + ".mpmc", s -> ints(s, 2, s.count(INTS) / 2, CAPACITY)),
                new Case(prefix + ".latency", QueueCases::latency));
    }

    /// Measures small items.
    ///
    /// @param pairs how many processes put, and how many take
    /// @param each how many items each of them puts or takes
    /// @param capacity of the queue
    static Session ints(Setup setup, int pairs, int each, int capacity) {
        SharedQueue<Integer> queue = setup.brood().queue(capacity);
        Action put =
                () -> {
                    for (int i = 0; i < each; i++) {
                        queue.put(i & 255);
                    }
                };
        List<Action> works = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            works.add(put);
            works.add(() -> takeAll(queue, each));
        }
        double items = (double) pairs * each;
        return new StepSession(
                setup,
                works,
                (samples, nanos) -> samples.rate("items", "items/s", items, nanos),
                queue);
    }

    /// Measures arrays of bytes.
    ///
    /// @param items how many
    /// @param size of each
    static Session bytes(Setup setup, int items, int size) {
        byte[] item = randomBytes(size);
        SharedQueue<byte[]> queue = setup.brood().queue(CAPACITY);
        Action put =
                () -> {
                    for (int i = 0; i < items; i++) {
                        queue.put(item);
                    }
                };
        return new StepSession(
                setup,
                List.of(put, () -> takeAll(queue, items)),
                (samples, nanos) -> {
                    samples.rate("items", "items/s", items, nanos);
                    samples.bandwidth("bytes", (double) items * size, nanos);
                },
                queue);
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

    private static Session latency(Setup setup) {
        int turns = setup.count(TURNS);
        SharedQueue<Integer> there = setup.brood().queue(CAPACITY);
        SharedQueue<Integer> back = setup.brood().queue(CAPACITY);
        Action ask =
                () -> {
                    for (int i = 0; i < turns; i++) {
                        there.put(i & 255);
                        back.take();
                    }
                };
        Action answer =
                () -> {
                    for (int i = 0; i < turns; i++) {
                        back.put(there.take());
                    }
                };
        return new StepSession(
                setup,
                List.of(ask, answer),
                (samples, nanos) -> samples.time("round_trip", "us", nanos / turns),
                there,
                back);
    }
}
