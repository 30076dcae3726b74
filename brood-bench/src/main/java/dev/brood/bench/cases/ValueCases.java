package dev.brood.bench.cases;

import dev.brood.Action;
import dev.brood.SharedDoubleArray;
import dev.brood.SharedLong;
import dev.brood.SharedMemory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Numbers that processes share: counted up together, summed by another process.
final class ValueCases {
    private static final int INCREMENTS = 2_000_000;
    private static final int ITEMS = 1_000_000;

    static final List<Case> ALL =
            List.of(
                    new Case(
                            "value.increment",
                            s ->
                                    Sessions.of(
                                            increment(s, 2, "increments"),
                                            increment(s, 1, "increments.one_process"))),
                    new Case("array.sum", 12, ValueCases::sums));

    private ValueCases() {}

    /// Measures processes that count up one number.
    static Session increment(Setup setup, int processes, String metric) {
        SharedLong value = setup.brood().sharedLong(0);
        int times = setup.count(INCREMENTS);
        Action work =
                () -> {
                    for (int i = 0; i < times; i++) {
                        value.getAndIncrement();
                    }
                };
        long all = (long) processes * times;
        return new StepSession(
                setup,
                Collections.nCopies(processes, work),
                (samples, nanos) -> {
                    long counted = value.getAndSet(0);
                    if (counted != all) {
                        throw new AssertionError("counted " + counted + ", not " + all);
                    }
                    samples.rate(metric, "ops/s", (double) all, nanos);
                },
                value);
    }

    private static double[] numbers(int items) {
        double[] numbers = new double[items];
        Arrays.setAll(numbers, i -> (i % 1024) * 0.5); // dyadic: the sum is exact in any order
        return numbers;
    }

    private static Session sums(Setup setup) {
        double[] numbers = numbers(setup.count(ITEMS));
        return Sessions.of(
                samples -> create(setup, samples, numbers),
                sum(setup, numbers, Way.LOOP, "sum.loop"),
                sum(setup, numbers, Way.SUM, "sum.sum"),
                sum(setup, numbers, Way.STREAM, "sum.stream"),
                sum(setup, numbers, Way.COPY, "sum.copy"),
                sumOfMemory(setup, numbers));
    }

    private static void create(Setup setup, Samples samples, double[] numbers) {
        long begin = System.nanoTime();
        SharedDoubleArray array = setup.brood().doubles(numbers);
        samples.time("create", "ms", Samples.since(begin));
        array.close();
    }

    private enum Way {
        LOOP {
            @Override
            double sum(SharedDoubleArray array) {
                double sum = 0;
                for (int i = 0; i < array.length(); i++) {
                    sum += array.get(i);
                }
                return sum;
            }
        },
        SUM {
            @Override
            double sum(SharedDoubleArray array) {
                return array.sum();
            }
        },
        STREAM {
            @Override
            double sum(SharedDoubleArray array) {
                return array.stream().sum();
            }
        },
        COPY {
            @Override
            double sum(SharedDoubleArray array) {
                double sum = 0;
                for (double each : array.toArray()) {
                    sum += each;
                }
                return sum;
            }
        };

        abstract double sum(SharedDoubleArray array);
    }

    private static Session sum(Setup setup, double[] numbers, Way way, String metric) {
        double expected = Arrays.stream(numbers).sum();
        SharedDoubleArray array = setup.brood().doubles(numbers);
        return sum(setup, metric, () -> requireEqual(way.sum(array), expected), array);
    }

    private static Session sumOfMemory(Setup setup, double[] numbers) {
        int items = numbers.length;
        double expected = Arrays.stream(numbers).sum();
        SharedMemory memory = setup.brood().memory(8L * items);
        MemorySegment.copy(numbers, 0, memory.segment(), ValueLayout.JAVA_DOUBLE, 0, items);
        Action work =
                () -> {
                    MemorySegment segment = memory.segment();
                    double sum = 0;
                    for (int i = 0; i < items; i++) {
                        sum += segment.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
                    }
                    requireEqual(sum, expected);
                };
        return sum(setup, "sum.shared_memory", work, memory);
    }

    private static Session sum(Setup setup, String metric, Action work, AutoCloseable shared) {
        return new StepSession(
                setup,
                List.of(work),
                (samples, nanos) -> samples.time(metric, "ms", nanos),
                shared);
    }

    private static void requireEqual(double found, double expected) {
        if (found != expected) {
            throw new AssertionError("the sum is " + found + ", not " + expected);
        }
    }
}
