package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.brood.DecodingException;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Any value comes back; any bytes end in a value or a [DecodingException], soon, and without
/// taking much memory.
final class FuzzTest {
    private static final Codec CODEC = Codec.standard();
    private static final int VALUES = 6000;
    private static final int MUTATIONS = 100_000;
    private static final int RANDOM = 100_000;
    private static final long MOST_MEMORY = 4 << 20;
    private static final int SECONDS = 20;

    private volatile String current = "nothing";

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Test
    void decode_generatedValues_areEqual() {
        for (long seed = 0; seed < VALUES; seed++) {
            Object value = new ValueGenerator(random(seed)).value(5);
            Object arrived = RoundTrip.of(CODEC, value);
            assertThat(DeepEquality.difference(value, arrived)).as("seed %d", seed).isNull();
            Object flat = CODEC.fromBytes(CODEC.toBytes(value));
            assertThat(DeepEquality.difference(value, flat)).as("flat, seed %d", seed).isNull();
        }
    }

    @Test
    void decode_mutatedBytes_endsInValueOrDecodingException() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (long seed = 0; seed < 2000; seed++) {
            byte[] bytes = CODEC.toBytes(new ValueGenerator(random(seed)).value(4));
            if (bytes.length < 1500) {
                seeds.add(bytes);
            }
        }
        assertThat(seeds).hasSizeGreaterThan(500);
        watched(() -> {
            for (long seed = 0; seed < MUTATIONS; seed++) {
                RandomGenerator random = random(seed);
                byte[] bytes = seeds.get(random.nextInt(seeds.size()));
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    bytes = mutated(bytes, random);
                }
                decode(bytes, "mutation " + seed);
            }
            return null;
        });
    }

    private static byte[] mutated(byte[] bytes, RandomGenerator random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        byte[] changed = bytes.clone();
        switch (random.nextInt(6)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt();
            case 2 -> changed[at] = (byte) random.nextInt(0x7C);
            case 3 -> changed = Arrays.copyOf(bytes, at);
            case 4 -> {
                int length = 1 + random.nextInt(4);
                changed = new byte[bytes.length + length];
                random.nextBytes(changed);
                System.arraycopy(bytes, 0, changed, 0, at);
                System.arraycopy(bytes, at, changed, at + length, bytes.length - at);
            }
            default -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, from));
                System.arraycopy(bytes, from, changed, at, length);
            }
        }
        return changed;
    }

    @Test
    void decode_randomBytes_endsInValueOrDecodingException() throws Exception {
        watched(() -> {
            for (long seed = 0; seed < RANDOM; seed++) {
                RandomGenerator random = random(seed);
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                for (int i = 0; i < bytes.length; i++) {
                    if (random.nextInt(3) > 0) {
                        bytes[i] = (byte) random.nextInt(0x7C);
                    }
                }
                if (bytes.length > 0 && random.nextInt(10) > 0) {
                    bytes[0] = (byte) (random.nextInt(4) > 0 ? Tag.VERSION : 0x81);
                }
                decode(bytes, "random " + seed);
            }
            return null;
        });
    }

    private void decode(byte[] bytes, String what) {
        current = what;
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            CODEC.fromBytes(bytes);
        } catch (DecodingException e) {
            assertThat(e.getMessage()).startsWith("value → ");
        } catch (RuntimeException | Error e) {
            fail(what + " ended in " + e, e);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as(what)
                .isLessThan(MOST_MEMORY);
    }

    /// Runs something that makes progress in a thread of its own, and fails when it stops to.
    private void watched(Callable<Void> work) throws Exception {
        FutureTask<Void> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().daemon().start(task);
        while (true) {
            String before = current;
            try {
                task.get(SECONDS, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                throw new AssertionError(current, e.getCause());
            } catch (TimeoutException e) {
                if (before.equals(current)) {
                    StackTraceElement[] stack = thread.getStackTrace();
                    fail(before + " does not end: " + Arrays.toString(stack));
                }
            }
        }
    }
}
