package dev.brood.local.channel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;

/// Copies primitive arrays between the heap and shared memory. Kinds are numbers that are written
/// into shared memory.
final class PrimitiveArrays {
    private static final int BYTES = 1;
    private static final int SHORTS = 2;
    private static final int CHARS = 3;
    private static final int INTS = 4;
    private static final int LONGS = 5;
    private static final int FLOATS = 6;
    private static final int DOUBLES = 7;
    private static final int BOOLEANS = 8;

    private PrimitiveArrays() {}

    /// Returns the kind of an array.
    static int kind(Object array) {
        return switch (array) {
            case byte[] _ -> BYTES;
            case short[] _ -> SHORTS;
            case char[] _ -> CHARS;
            case int[] _ -> INTS;
            case long[] _ -> LONGS;
            case float[] _ -> FLOATS;
            case double[] _ -> DOUBLES;
            case boolean[] _ -> BOOLEANS;
            default -> throw new IllegalArgumentException("no primitive array: " + array);
        };
    }

    /// Returns the size of an array's contents.
    static long bytes(Object array) {
        return switch (array) {
            case byte[] a -> a.length;
            case short[] a -> 2L * a.length;
            case char[] a -> 2L * a.length;
            case int[] a -> 4L * a.length;
            case long[] a -> 8L * a.length;
            case float[] a -> 4L * a.length;
            case double[] a -> 8L * a.length;
            case boolean[] a -> a.length;
            default -> throw new IllegalArgumentException("no primitive array: " + array);
        };
    }

    /// Returns a copy of an array.
    static Object copyOf(Object array) {
        int length = Array.getLength(array);
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, length);
        return copy;
    }

    /// Copies an array's contents to memory.
    static void write(Object array, MemorySegment memory, long at) {
        switch (array) {
            case byte[] a -> MemorySegment.copy(a, 0, memory, JAVA_BYTE, at, a.length);
            case short[] a -> MemorySegment.copy(a, 0, memory, JAVA_SHORT, at, a.length);
            case char[] a -> MemorySegment.copy(a, 0, memory, JAVA_CHAR, at, a.length);
            case int[] a -> MemorySegment.copy(a, 0, memory, JAVA_INT, at, a.length);
            case long[] a -> MemorySegment.copy(a, 0, memory, JAVA_LONG, at, a.length);
            case float[] a -> MemorySegment.copy(a, 0, memory, JAVA_FLOAT, at, a.length);
            case double[] a -> MemorySegment.copy(a, 0, memory, JAVA_DOUBLE, at, a.length);
            case boolean[] a -> {
                for (int i = 0; i < a.length; i++) {
                    memory.set(JAVA_BYTE, at + i, (byte) (a[i] ? 1 : 0));
                }
            }
            default -> throw new IllegalArgumentException("no primitive array: " + array);
        }
    }

    /// Makes an array of memory's contents.
    static Object read(int kind, MemorySegment memory, long at, long bytes) {
        MemorySegment part = memory.asSlice(at, bytes);
        return switch (kind) {
            case BYTES -> part.toArray(JAVA_BYTE);
            case SHORTS -> part.toArray(JAVA_SHORT);
            case CHARS -> part.toArray(JAVA_CHAR);
            case INTS -> part.toArray(JAVA_INT);
            case LONGS -> part.toArray(JAVA_LONG);
            case FLOATS -> part.toArray(JAVA_FLOAT);
            case DOUBLES -> part.toArray(JAVA_DOUBLE);
            case BOOLEANS -> {
                boolean[] booleans = new boolean[(int) bytes];
                for (int i = 0; i < booleans.length; i++) {
                    booleans[i] = part.get(JAVA_BYTE, i) != 0;
                }
                yield booleans;
            }
            default -> throw new IllegalStateException("no kind of array: " + kind);
        };
    }
}
