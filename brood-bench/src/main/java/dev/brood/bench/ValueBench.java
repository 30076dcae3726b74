package dev.brood.bench;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.SharedDoubleArray;
import dev.brood.SharedLong;
import dev.brood.SharedMemory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Numbers that processes share: counted up together, summed by another process.
public final class ValueBench {
    private static final int UNMEASURED = 4;
    private static final int INCREMENTS = 2_000_000;
    private static final int ITEMS = 1_000_000;

    private ValueBench() {}

    /// Measures.
    ///
    /// @param args what the names of the cases to measure begin with, all if none is given
    /// @throws Exception if a child fails
    public static void main(String... args) throws Exception {
        Case.run(CASES, args);
    }

    private static final List<Case> CASES =
            List.of(
                    new Case("value.increment", (b, n, name) -> increment(b, n, name, 2)),
                    new Case(
                            "value.increment one_process",
                            (b, n, name) -> increment(b, n, name, 1)),
                    new Case("array.sum create", ValueBench::create),
                    new Case("array.sum for", (b, n, name) -> sum(b, n, name, Way.LOOP)),
                    new Case("array.sum sum", (b, n, name) -> sum(b, n, name, Way.SUM)),
                    new Case("array.sum stream", (b, n, name) -> sum(b, n, name, Way.STREAM)),
                    new Case("array.sum copy", (b, n, name) -> sum(b, n, name, Way.COPY)),
                    new Case("array.sum shared_memory", ValueBench::sumOfMemory));

    private static Figure increment(Brood brood, int rounds, String name, int processes)
            throws InterruptedException {
        SharedLong value = brood.sharedLong(0);
        Action work =
                () -> {
                    for (int i = 0; i < INCREMENTS; i++) {
                        value.getAndIncrement();
                    }
                };
        double[] spans =
                InStep.run(brood, UNMEASURED, rounds, Collections.nCopies(processes, work));
        long expected = (long) processes * INCREMENTS * (UNMEASURED + rounds);
        if (value.get() != expected) {
            throw new AssertionError("counted " + value.get() + ", not " + expected);
        }
        return Figure.of(
                name + " increments", "M/s", spans, span -> 1e3 * processes * INCREMENTS / span);
    }

    private static double[] numbers() {
        double[] numbers = new double[ITEMS];
        Arrays.setAll(numbers, i -> (i % 1024) * 0.5); // dyadic: the sum is exact in any order
        return numbers;
    }

    private static Figure create(Brood brood, int rounds, String name) {
        double[] numbers = numbers();
        double[] nanos = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long begin = System.nanoTime();
            SharedDoubleArray array = brood.doubles(numbers);
            nanos[i] = System.nanoTime() - begin;
            array.close();
        }
        return Figure.of(name, "ms", nanos, nano -> nano / 1e6);
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

    private static Figure sum(Brood brood, int rounds, String name, Way way)
            throws InterruptedException {
        double[] numbers = numbers();
        double expected = Arrays.stream(numbers).sum();
        SharedDoubleArray array = brood.doubles(numbers);
        Action work = () -> requireEqual(way.sum(array), expected);
        return sum(brood, rounds, name, work);
    }

    private static Figure sumOfMemory(Brood brood, int rounds, String name)
            throws InterruptedException {
        double[] numbers = numbers();
        double expected = Arrays.stream(numbers).sum();
        SharedMemory memory = brood.memory(8L * ITEMS);
        MemorySegment.copy(numbers, 0, memory.segment(), ValueLayout.JAVA_DOUBLE, 0, ITEMS);
        Action work =
                () -> {
                    MemorySegment segment = memory.segment();
                    double sum = 0;
                    for (int i = 0; i < ITEMS; i++) {
                        sum += segment.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
                    }
                    requireEqual(sum, expected);
                };
        return sum(brood, rounds, name, work);
    }

    private static Figure sum(Brood brood, int rounds, String name, Action work)
            throws InterruptedException {
        double[] spans = InStep.run(brood, 10 * UNMEASURED, rounds, List.of(work));
        return Figure.of(name, "ms", spans, span -> span / 1e6);
    }

    private static void requireEqual(double found, double expected) {
        if (found != expected) {
            throw new AssertionError("the sum is " + found + ", not " + expected);
        }
    }
}
