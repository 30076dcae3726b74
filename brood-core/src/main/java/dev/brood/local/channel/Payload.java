package dev.brood.local.channel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.brood.codec.Encoded;
import dev.brood.local.memory.Words;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// One item as bytes: a head, and large primitive arrays beside it that are copied straight between
/// the heap and shared memory.
///
/// In memory, at a multiple of 8, everything padded to 8 bytes:
///
/// ```
///   without arrays:   head
///   with n arrays:    n | head length | kind and bytes of array 1 | … n | head | array 1 | … n
///                     4   4 bytes       8 bytes, kind in the top byte
/// ```
///
/// Which of the two it is is in the record's header.
public sealed class Payload permits LeasedPayload {
    private static final Object[] NONE = {};

    private final byte[] head;
    private final int headLength;
    private final Object[] arrays;
    private final int arrayCount;

    /// Makes a payload of a head alone.
    ///
    /// @param head bytes that begin with the head
    /// @param headLength how many of them
    public Payload(byte[] head, int headLength) {
        this(head, headLength, NONE);
    }

    /// Makes a payload with arrays.
    ///
    /// @param head bytes that begin with the head
    /// @param headLength how many of them
    /// @param arrays primitive arrays
    public Payload(byte[] head, int headLength, Object[] arrays) {
        this.head = head;
        this.headLength = headLength;
        this.arrays = arrays;
        this.arrayCount = arrays.length;
    }

    /// Returns an encoded value as a payload that shares its buffer and arrays.
    ///
    /// @param encoded not to be closed before the payload is written
    /// @return the payload
    public static Payload of(Encoded encoded) {
        return new Payload(encoded.head(), encoded.headLength(), arrays(encoded));
    }

    /// Returns the arrays of an encoded value.
    ///
    /// @param encoded the value
    /// @return the value's own arrays
    public static Object[] arrays(Encoded encoded) {
        int count = encoded.attachments();
        Object[] arrays = count == 0 ? NONE : new Object[count];
        for (int i = 0; i < count; i++) {
            arrays[i] = encoded.attachment(i);
        }
        return arrays;
    }

    /// Returns the same with copies of the arrays, so that what is done to the originals afterwards
    /// does not show.
    ///
    /// @return this, if there are no arrays
    public Payload withOwnArrays() {
        if (arrayCount == 0) {
            return this;
        }
        Object[] copies = new Object[arrayCount];
        Arrays.setAll(copies, i -> PrimitiveArrays.copyOf(arrays[i]));
        return new Payload(head, headLength, copies);
    }

    /// Returns the bytes that begin with the head.
    ///
    /// @return perhaps more than the head
    public byte[] head() {
        return head;
    }

    /// Returns how long the head is.
    ///
    /// @return in bytes
    public int headLength() {
        return headLength;
    }

    /// Returns the arrays.
    ///
    /// @return primitive arrays
    public Object[] arrays() {
        return arrays;
    }

    /// Returns which form it has in memory.
    boolean hasArrays() {
        return arrayCount > 0;
    }

    /// Returns how many bytes it takes.
    ///
    /// @return in bytes
    public long bytes() {
        if (arrayCount == 0) {
            return headLength;
        }
        long bytes = 8 + 8L * arrayCount + padded(headLength);
        for (int i = 0; i < arrayCount; i++) {
            bytes += padded(PrimitiveArrays.bytes(arrays[i]));
        }
        return bytes;
    }

    /// Writes it.
    void writeTo(MemorySegment memory, long offset) {
        if (arrayCount == 0) {
            MemorySegment.copy(head, 0, memory, JAVA_BYTE, offset, headLength);
            return;
        }
        Words.setLong(memory, offset, (long) arrayCount << 32 | headLength);
        long at = offset + 8;
        for (int i = 0; i < arrayCount; i++) {
            Object array = arrays[i];
            long kind = PrimitiveArrays.kind(array);
            Words.setLong(memory, at, kind << 56 | PrimitiveArrays.bytes(array));
            at += 8;
        }
        MemorySegment.copy(head, 0, memory, JAVA_BYTE, at, headLength);
        at += padded(headLength);
        for (int i = 0; i < arrayCount; i++) {
            PrimitiveArrays.write(arrays[i], memory, at);
            at += padded(PrimitiveArrays.bytes(arrays[i]));
        }
    }

    /// Reads one.
    ///
    /// @param length of it all
    /// @param hasArrays which form it has
    static Payload read(MemorySegment memory, long offset, int length, boolean hasArrays) {
        return hasArrays ? readWithArrays(memory, offset) : readBytes(memory, offset, length);
    }

    /// Reads the first bytes of a head.
    ///
    /// @param hasArrays which form the payload has
    static Payload readStart(MemorySegment memory, long offset, int length, boolean hasArrays) {
        long head = hasArrays ? offset + 8 + 8L * arrayCount(memory, offset) : offset;
        return readBytes(memory, head, length);
    }

    private static Payload readBytes(MemorySegment memory, long offset, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(memory, JAVA_BYTE, offset, bytes, 0, length);
        return new Payload(bytes, length);
    }

    private static Payload readWithArrays(MemorySegment memory, long offset) {
        int headLength = (int) Words.getLong(memory, offset);
        byte[] head = new byte[headLength];
        Object[] arrays = new Object[arrayCount(memory, offset)];
        long at = offset + 8 + 8L * arrays.length;
        MemorySegment.copy(memory, JAVA_BYTE, at, head, 0, headLength);
        at += padded(headLength);
        for (int i = 0; i < arrays.length; i++) {
            long description = Words.getLong(memory, offset + 8 + 8L * i);
            long bytes = description & 0x00ff_ffff_ffff_ffffL;
            arrays[i] = PrimitiveArrays.read((int) (description >>> 56), memory, at, bytes);
            at += padded(bytes);
        }
        return new Payload(head, headLength, arrays);
    }

    private static int arrayCount(MemorySegment memory, long offset) {
        return (int) (Words.getLong(memory, offset) >>> 32);
    }

    /// Rounds up to a multiple of 8.
    static long padded(long bytes) {
        return (bytes + 7) & -8;
    }
}
