package dev.brood.codec;

import java.nio.charset.StandardCharsets;

/// Reads what [ByteSink] wrote, trusting none of it: every length is checked against the bytes that
/// are there before anything is allocated for it.
final class ByteSource {
    private final byte[] bytes;
    private int limit;
    private int position;

    ByteSource(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.limit = to;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    int remaining() {
        return limit - position;
    }

    /// Returns the next byte as 0 to 255.
    int get() {
        if (position >= limit) {
            throw ended();
        }
        return bytes[position++] & 0xFF;
    }

    /// Passes over some bytes and returns where they begin.
    int take(int length) {
        int start = position;
        if (length < 0 || length > limit - start) {
            throw ended();
        }
        position = start + length;
        return start;
    }

    /// Cuts some bytes off the end.
    ByteSource cut(int length) {
        if (length < 0 || length > remaining()) {
            throw ended();
        }
        int end = limit;
        limit -= length;
        return new ByteSource(bytes, limit, end);
    }

    int varint() {
        int b = get();
        int value = b & 0x7F;
        for (int shift = 7; b >= 0x80; shift += 7) {
            if (shift > 28) {
                throw new CodecFailure("damaged bytes: a number of more than 32 bits");
            }
            b = get();
            value |= (b & 0x7F) << shift;
        }
        return value;
    }

    long varlong() {
        int b = get();
        long value = b & 0x7F;
        for (int shift = 7; b >= 0x80; shift += 7) {
            if (shift > 63) {
                throw new CodecFailure("damaged bytes: a number of more than 64 bits");
            }
            b = get();
            value |= (long) (b & 0x7F) << shift;
        }
        return value;
    }

    int zigzag() {
        int value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    long zigzagLong() {
        long value = varlong();
        return (value >>> 1) ^ -(value & 1);
    }

    int int32() {
        int at = take(4);
        byte[] source = bytes;
        return (source[at] & 0xFF)
                | (source[at + 1] & 0xFF) << 8
                | (source[at + 2] & 0xFF) << 16
                | source[at + 3] << 24;
    }

    long int64() {
        long low = int32() & 0xFFFF_FFFFL;
        return low | (long) int32() << 32;
    }

    /// Reads how many parts follow.
    ///
    /// @param leastBytes what each part takes at least
    int count(int leastBytes) {
        int count = varint();
        if (count < 0 || count > remaining() / leastBytes) {
            throw new CodecFailure(
                    "damaged bytes: "
                            + Integer.toUnsignedString(count)
                            + " elements claimed where "
                            + remaining()
                            + " bytes are left");
        }
        return count;
    }

    String string() {
        long header = varlong();
        boolean wide = (header & 1) != 0;
        long length = header >>> 1;
        if (length > remaining() >> (wide ? 1 : 0)) {
            throw new CodecFailure(
                    "damaged bytes: a text of "
                            + length
                            + " characters claimed where "
                            + remaining()
                            + " bytes are left");
        }
        int size = (int) length;
        return wide ? wide(size) : new String(bytes, take(size), size, StandardCharsets.ISO_8859_1);
    }

    private String wide(int length) {
        int at = take(length * 2);
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = (char) ((bytes[at + 2 * i] & 0xFF) | (bytes[at + 2 * i + 1] << 8));
        }
        return new String(text);
    }

    private CodecFailure ended() {
        return new CodecFailure("damaged bytes: they end in the middle of a value");
    }
}
