package dev.brood.local.channel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.brood.local.memory.Words;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One item as bytes: a head, and large primitive arrays beside it that are copied straight between
/// the heap and shared memory.
///
/// In memory, at a multiple of 8, everything padded to 8 bytes:
///
/// ```
///   without arrays:   head
///   with n arrays:    head length | kind and bytes of array 1 | … n | head | array 1 | … n
///                     8 bytes       kind in the top byte
/// ```
///
/// The number of arrays is in the record's header.
final class Payload {
    private static final Object[] NONE = {};

    final byte[] head;
    final int headLength;
    final @Nullable Object[] arrays;
    final int arrayCount;

    /// Makes a payload of a head alone.
    Payload(byte[] head, int headLength) {
        this(head, headLength, NONE, 0);
    }

    /// Makes a payload with arrays, of which the first so many count.
    Payload(byte[] head, int headLength, @Nullable Object[] arrays, int arrayCount) {
        this.head = head;
        this.headLength = headLength;
        this.arrays = arrays;
        this.arrayCount = arrayCount;
    }

    /// Returns how many bytes it takes.
    long bytes() {
        if (arrayCount == 0) {
            return headLength;
        }
        long bytes = 8 + 8L * arrayCount + padded(headLength);
        for (int i = 0; i < arrayCount; i++) {
            bytes += padded(PrimitiveArrays.bytes(array(i)));
        }
        return bytes;
    }

    private Object array(int i) {
        Object array = arrays[i];
        if (array == null) {
            throw new IllegalStateException("payload without its array " + i);
        }
        return array;
    }

    /// Writes it.
    void writeTo(MemorySegment memory, long offset) {
        if (arrayCount == 0) {
            MemorySegment.copy(head, 0, memory, JAVA_BYTE, offset, headLength);
            return;
        }
        Words.setLong(memory, offset, headLength);
        long at = offset + 8;
        for (int i = 0; i < arrayCount; i++) {
            Object array = array(i);
            long kind = PrimitiveArrays.kind(array);
            Words.setLong(memory, at, kind << 56 | PrimitiveArrays.bytes(array));
            at += 8;
        }
        MemorySegment.copy(head, 0, memory, JAVA_BYTE, at, headLength);
        at += padded(headLength);
        for (int i = 0; i < arrayCount; i++) {
            PrimitiveArrays.write(array(i), memory, at);
            at += padded(PrimitiveArrays.bytes(array(i)));
        }
    }

    /// Reads one without arrays, into a buffer if it is large enough.
    static Payload readHead(MemorySegment memory, long offset, int length, byte[] buffer) {
        byte[] head = length <= buffer.length ? buffer : new byte[length];
        MemorySegment.copy(memory, JAVA_BYTE, offset, head, 0, length);
        return new Payload(head, length);
    }

    /// Reads one with arrays.
    static Payload readWithArrays(MemorySegment memory, long offset, int arrayCount) {
        int headLength = (int) Words.getLong(memory, offset);
        byte[] head = new byte[headLength];
        Object[] arrays = new Object[arrayCount];
        long at = offset + 8 + 8L * arrayCount;
        MemorySegment.copy(memory, JAVA_BYTE, at, head, 0, headLength);
        at += padded(headLength);
        for (int i = 0; i < arrayCount; i++) {
            long description = Words.getLong(memory, offset + 8 + 8L * i);
            long bytes = description & 0x00ff_ffff_ffff_ffffL;
            arrays[i] = PrimitiveArrays.read((int) (description >>> 56), memory, at, bytes);
            at += padded(bytes);
        }
        return new Payload(head, headLength, arrays, arrayCount);
    }

    /// Rounds up to a multiple of 8.
    static long padded(long bytes) {
        return (bytes + 7) & -8;
    }
}
