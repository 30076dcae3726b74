package dev.brood.local.channel;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Random payloads that can be told apart, and their comparison. A head of 8 bytes or more begins
/// with the payload's number.
final class PayloadSamples {
    private static final Class<?>[] KINDS = {
        byte.class, short.class, char.class, int.class,
        long.class, float.class, double.class, boolean.class
    };

    private final RandomGenerator random;
    private long number;

    PayloadSamples(RandomGenerator random) {
        this.random = random;
    }

    /// Makes a payload of a head of some length.
    Payload ofLength(int length) {
        return new Payload(head(length), length);
    }

    /// Makes a payload of a head and arrays of any kinds, of up to so many elements each.
    Payload withArrays(int headLength, int arrays, int mostElements) {
        Object[] all = new Object[arrays];
        Arrays.setAll(all, _ -> array(random.nextInt(mostElements + 1)));
        return new Payload(head(headLength), headLength, all);
    }

    /// Makes a payload of any shape: mostly small, sometimes near a limit, now and then larger.
    ///
    /// @param limit a number of bytes at which something changes
    Payload any(int limit) {
        return switch (random.nextInt(12)) {
            case 0 -> ofLength(0);
            case 1 -> ofLength(Math.max(0, limit - 16 + random.nextInt(32)));
            case 2 -> ofLength(random.nextInt(limit) + random.nextInt(limit));
            case 3, 4 -> withArrays(random.nextInt(20), 1 + random.nextInt(4), limit / 8);
            default -> ofLength(random.nextInt(40));
        };
    }

    private byte[] head(int length) {
        // More than the head, as the codec's buffers are.
        byte[] bytes = new byte[length + random.nextInt(9)];
        random.nextBytes(bytes);
        number++;
        for (int i = 0; i < Math.min(8, length); i++) {
            bytes[i] = (byte) (number >>> (8 * i));
        }
        return bytes;
    }

    private Object array(int length) {
        Class<?> kind = KINDS[random.nextInt(KINDS.length)];
        Object array = Array.newInstance(kind, length);
        for (int i = 0; i < length; i++) {
            switch (array) {
                case byte[] a -> a[i] = (byte) random.nextInt();
                case short[] a -> a[i] = (short) random.nextInt();
                case char[] a -> a[i] = (char) random.nextInt();
                case int[] a -> a[i] = random.nextInt();
                case long[] a -> a[i] = random.nextLong();
                case float[] a -> a[i] = random.nextFloat();
                case double[] a -> a[i] = random.nextDouble();
                case boolean[] a -> a[i] = random.nextBoolean();
                default -> throw new AssertionError(array);
            }
        }
        return array;
    }

    /// Returns whether two payloads have the same content.
    static boolean same(Payload a, Payload b) {
        return Arrays.equals(a.head(), 0, a.headLength(), b.head(), 0, b.headLength())
                && Arrays.deepEquals(a.arrays(), b.arrays());
    }

    /// Describes a payload for messages.
    static String describe(Payload payload) {
        return "payload of %d + %d arrays, %d bytes, head %s"
                .formatted(
                        payload.headLength(),
                        payload.arrays().length,
                        payload.bytes(),
                        Arrays.toString(
                                Arrays.copyOf(payload.head(), Math.min(8, payload.headLength()))));
    }
}
