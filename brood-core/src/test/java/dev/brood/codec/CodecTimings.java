package dev.brood.codec;

import dev.brood.Task;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Prints what encoding and decoding cost, beside Java serialization. Not a test: run its main.
final class CodecTimings {
    private static final Codec CODEC = Codec.standard();
    private static final int WARM_UP = 300_000;
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 100_000_000;

    @SuppressWarnings("UnusedVariable") // so that what is measured is not optimized away
    private static volatile Object sink = "";

    private CodecTimings() {}

    private record Point(int x, String name, double weight) implements Serializable {}

    /// Prints the table.
    static void main() throws Exception {
        System.out.printf(
                "%-28s %8s %10s %10s %10s %10s%n",
                "value", "bytes", "encode ns", "decode ns", "both ns", "JDK ns");
        row("Integer 5", 5);
        row("Integer 1000000", 1_000_000);
        row("String(18)", "eighteen character");
        row("record(int,String,double)", new Point(1, "eighteen character", 2.5));
        row("int[256]", new int[256]);
        row("List.of(8 Integers)", List.of(1, 2, 3, 4, 5, 6, 7, 8));
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < 8; i++) {
            map.put("key" + i, i * 1000);
        }
        row("HashMap(8)", map);
        row("lambda, nothing captured", (Task<Integer>) () -> 42);
        int captured = 1_000_000;
        row("lambda, 1 captured", (Task<Integer>) () -> captured);
        row(
                "1000 records",
                java.util.stream.IntStream.range(0, 1000)
                        .mapToObj(i -> new Point(i, "p", i))
                        .toList());
        row("byte[1 MiB]", new byte[1 << 20]);
        row("IllegalStateException", new IllegalStateException("no"));
    }

    private static void row(String name, Object value) throws Exception {
        int size;
        byte[] head;
        Object[] attachments;
        try (Encoded encoded = CODEC.encode("value", value)) {
            head = Arrays.copyOf(encoded.head(), encoded.headLength());
            attachments = new Object[encoded.attachments()];
            Arrays.setAll(attachments, encoded::attachment);
            size = (int) encoded.totalBytes();
        }
        double encode =
                nanos(() -> {
                    try (Encoded encoded = CODEC.encode("value", value)) {
                        return encoded.headLength();
                    }
                });
        double decode = nanos(() -> CODEC.decode("value", head, 0, head.length, attachments));
        double both =
                nanos(() -> {
                    try (Encoded encoded = CODEC.encode("value", value)) {
                        return CODEC.decode(
                                "value", encoded.head(), 0, encoded.headLength(), attachments);
                    }
                });
        double jdk = nanos(() -> JavaSerialization.copy(value));
        System.out.printf(
                "%-28s %8d %10.1f %10.1f %10.1f %10.1f%n", name, size, encode, decode, both, jdk);
    }

    private static double nanos(Callable<?> operation) throws Exception {
        long budget = System.nanoTime() + 10 * ROUND_NANOS;
        for (int i = 0; i < WARM_UP && System.nanoTime() < budget; i++) {
            sink = operation.call();
        }
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            long end = start;
            int count = 0;
            while (end - start < ROUND_NANOS) {
                for (int i = 0; i < 100; i++) {
                    sink = operation.call();
                }
                count += 100;
                end = System.nanoTime();
            }
            best = Math.min(best, (double) (end - start) / count);
        }
        return best;
    }
}
