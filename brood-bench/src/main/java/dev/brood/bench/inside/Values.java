package dev.brood.bench.inside;

import java.io.Serializable;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Typical values that travel between processes.
public enum Values {
    /// A small number.
    INTEGER,
    /// Eleven characters.
    STRING,
    /// A lambda that captures a number.
    LAMBDA,
    /// A record of four components.
    RECORD,
    /// A list of ten numbers.
    LIST_10,
    /// A list of ten thousand numbers.
    LIST_10K,
    /// An array of 1 MiB.
    BYTES_1M;

    /// A record as users have them.
    ///
    /// @param id a number
    /// @param name words
    /// @param price a number with a fraction
    /// @param paid yes or no
    record Order(long id, String name, double price, boolean paid) implements Serializable {}

    /// Makes one.
    ///
    /// @return the value
    Object make() {
        return switch (this) {
            case INTEGER -> 42;
            case STRING -> "a few words";
            case LAMBDA -> CodecInside.task(42);
            case RECORD -> CodecInside.order();
            case LIST_10 -> IntStream.range(0, 10).boxed().toList();
            case LIST_10K -> IntStream.range(0, 10_000).boxed().toList();
            case BYTES_1M -> bytes();
        };
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[1 << 20];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }
}
