package dev.brood.bench.growth;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// One thing that grows, and what is measured of it.
///
/// @param bench name of the case, on both sides
/// @param metric what is measured
/// @param title of its chart
/// @param xTitle what grows
/// @param yTitle what is measured, in words
/// @param xs how far
/// @param mostOfTheirs how far CPython's side goes along
record Curve(
        String bench,
        String metric,
        String title,
        String xTitle,
        String yTitle,
        List<Long> xs,
        long mostOfTheirs) {
    private static final List<Long> PROCESSES = List.of(1L, 2L, 4L, 8L, 16L);
    private static final List<Long> SIZES =
            IntStream.of(3, 6, 9, 12, 15, 18, 21, 24, 26).mapToObj(i -> 1L << i).toList();
    private static final List<Long> CAPACITIES =
            IntStream.rangeClosed(0, 8).mapToObj(i -> 1L << (2 * i)).toList();
    private static final List<Long> ITEMS =
            LongStream.of(100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000).boxed().toList();

    static final List<Curve> ALL =
            List.of(
                    processes("lock", "increments", "Counting under one lock", "increments/s"),
                    processes("value", "increments", "Counting up one number", "increments/s"),
                    processes("queue", "items", "Numbers through one queue", "items/s"),
                    processes("pool", "tasks", "Tasks that do nothing much", "tasks/s"),
                    new Curve(
                            "growth.message.queue",
                            "items",
                            "Messages through one queue",
                            "bytes a message",
                            "messages/s",
                            SIZES,
                            1 << 26),
                    new Curve(
                            "growth.message.pipe",
                            "send_bytes.oneway",
                            "Bytes through one pipe",
                            "bytes a message",
                            "GB/s",
                            SIZES,
                            1 << 26),
                    new Curve(
                            "growth.capacity.queue",
                            "items",
                            "What a queue's capacity buys",
                            "capacity",
                            "items/s",
                            CAPACITIES,
                            1 << 14),
                    new Curve(
                            "growth.items.map",
                            "get",
                            "One look-up in a manager's map",
                            "items in the map",
                            "µs",
                            ITEMS,
                            1_000_000));

    private static Curve processes(String what, String metric, String title, String yTitle) {
        String growing =
                switch (what) {
                    case "queue" -> "pairs of processes, one puts, one takes";
                    case "pool" -> "workers";
                    default -> "processes";
                };
        return new Curve("growth.processes." + what, metric, title, growing, yTitle, PROCESSES, 16);
    }
}
