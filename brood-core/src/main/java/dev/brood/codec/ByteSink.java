package dev.brood.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A buffer that grows as it is written, with the number and text formats that [Tag] describes.
final class ByteSink {
    /// What a pooled buffer may hold on to between values.
    static final int KEPT = 64 << 10;

    private static final int FIRST = 256;
    private static final int MOST = Integer.MAX_VALUE - 64;

    /// Up to this length a simple loop is the fastest.
    private static final int SHORT_TEXT = 12;

    private byte[] bytes = new byte[FIRST];
    private int position;

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    void reset() {
        position = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[FIRST];
        }
    }

    void put(int value) {
        if (position == bytes.length) {
            grow(1);
        }
        bytes[position++] = (byte) value;
    }

    void set(int index, int value) {
        bytes[index] = (byte) value;
    }

    int get(int index) {
        return bytes[index];
    }

    /// Makes room for some bytes, to be written by the caller, and returns where they go.
    int claim(int length) {
        int start = position;
        if (bytes.length - start < length) {
            grow(length);
        }
        position = start + length;
        return start;
    }

    void varint(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            put(rest | 0x80);
            rest >>>= 7;
        }
        put(rest);
    }

    void varlong(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put((int) rest | 0x80);
            rest >>>= 7;
        }
        put((int) rest);
    }

    /// Small in few bytes, whatever the sign.
    void zigzag(int value) {
        varint((value << 1) ^ (value >> 31));
    }

    void zigzag(long value) {
        varlong((value << 1) ^ (value >> 63));
    }

    void int32(int value) {
        int at = claim(4);
        byte[] target = bytes;
        target[at] = (byte) value;
        target[at + 1] = (byte) (value >> 8);
        target[at + 2] = (byte) (value >> 16);
        target[at + 3] = (byte) (value >> 24);
    }

    void int64(long value) {
        int at = claim(8);
        byte[] target = bytes;
        target[at] = (byte) value;
        target[at + 1] = (byte) (value >> 8);
        target[at + 2] = (byte) (value >> 16);
        target[at + 3] = (byte) (value >> 24);
        target[at + 4] = (byte) (value >> 32);
        target[at + 5] = (byte) (value >> 40);
        target[at + 6] = (byte) (value >> 48);
        target[at + 7] = (byte) (value >> 56);
    }

    void bytes(byte[] source, int offset, int length) {
        int at = claim(length);
        System.arraycopy(source, offset, bytes, at, length);
    }

    void string(String text) {
        int length = text.length();
        if (length > SHORT_TEXT) {
            longString(text, length);
            return;
        }
        put(length << 1);
        int at = claim(length);
        byte[] target = bytes;
        int all = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            all |= c;
            target[at + i] = (byte) c;
        }
        if (all > 0xFF) {
            position = at - 1;
            wide(text, length);
        }
    }

    /// Copies the low halves of the characters and looks whether they were all there is. Both are
    /// vectorized, which no loop over `charAt` is; nor does UTF-8 tell half a pair from `?`.
    @SuppressWarnings("deprecation") // of a method that is right for no other use
    private void longString(String text, int length) {
        int start = position;
        textHeader(length, 0);
        int at = claim(length);
        text.getBytes(0, length, bytes, at);
        if (!text.equals(new String(bytes, at, length, StandardCharsets.ISO_8859_1))) {
            position = start;
            wide(text, length);
        }
    }

    /// UTF-16 as it is in memory: half a surrogate pair, which UTF-8 can't express, survives.
    private void wide(String text, int length) {
        textHeader(length, 1);
        if (length > MOST / 2) {
            throw tooLarge();
        }
        int at = claim(length * 2);
        byte[] target = bytes;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            target[at + 2 * i] = (byte) c;
            target[at + 2 * i + 1] = (byte) (c >> 8);
        }
    }

    private void textHeader(int length, int wide) {
        varlong((long) length << 1 | wide);
    }

    private void grow(int length) {
        long needed = (long) position + length;
        if (needed > MOST) {
            throw tooLarge();
        }
        long doubled = Math.min(MOST, Math.max(needed, 2L * bytes.length));
        bytes = Arrays.copyOf(bytes, (int) doubled);
    }

    private static CodecFailure tooLarge() {
        return new CodecFailure("larger than 2 GiB when encoded: send it in parts");
    }
}
