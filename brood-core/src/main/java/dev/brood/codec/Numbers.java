package dev.brood.codec;

import java.math.BigDecimal;
import java.math.BigInteger;

/// Boxes and big numbers.
final class Numbers extends Form {
    private final int tag;

    Numbers(int tag) {
        this.tag = tag;
    }

    static void write(int value, ByteSink bytes) {
        if (value >= Tag.SMALLEST && value <= Tag.LARGEST) {
            bytes.put(Tag.SMALL_INT | value - Tag.SMALLEST);
        } else {
            bytes.put(Tag.INT);
            bytes.zigzag(value);
        }
    }

    @Override
    void write(Encoder out, Object value) {
        ByteSink bytes = out.bytes();
        if (tag == Tag.TRUE) {
            bytes.put((Boolean) value ? Tag.TRUE : Tag.FALSE);
            return;
        }
        bytes.put(tag);
        switch (tag) {
            case Tag.BYTE -> bytes.put((Byte) value);
            case Tag.SHORT -> {
                short number = (Short) value;
                bytes.put(number);
                bytes.put(number >> 8);
            }
            case Tag.CHAR -> {
                char character = (Character) value;
                bytes.put(character);
                bytes.put(character >> 8);
            }
            case Tag.LONG -> bytes.zigzag((long) (Long) value);
            case Tag.FLOAT -> bytes.int32(Float.floatToRawIntBits((Float) value));
            case Tag.DOUBLE -> bytes.int64(Double.doubleToRawLongBits((Double) value));
            case Tag.BIG_INTEGER -> write((BigInteger) value, bytes);
            case Tag.BIG_DECIMAL -> {
                BigDecimal number = (BigDecimal) value;
                bytes.zigzag(number.scale());
                write(number.unscaledValue(), bytes);
            }
            default -> throw new IllegalStateException("no number has tag " + tag);
        }
    }

    private static void write(BigInteger value, ByteSink bytes) {
        byte[] digits = value.toByteArray();
        bytes.varint(digits.length);
        bytes.bytes(digits, 0, digits.length);
    }

    static Object read(int tag, ByteSource bytes) {
        return switch (tag) {
            case Tag.BYTE -> (byte) bytes.get();
            case Tag.SHORT -> (short) (bytes.get() | bytes.get() << 8);
            case Tag.CHAR -> (char) (bytes.get() | bytes.get() << 8);
            case Tag.INT -> bytes.zigzag();
            case Tag.LONG -> bytes.zigzagLong();
            case Tag.FLOAT -> Float.intBitsToFloat(bytes.int32());
            case Tag.DOUBLE -> Double.longBitsToDouble(bytes.int64());
            case Tag.BIG_INTEGER -> bigInteger(bytes);
            case Tag.BIG_DECIMAL -> {
                int scale = bytes.zigzag();
                yield new BigDecimal(bigInteger(bytes), scale);
            }
            default -> throw Decoder.noSuchTag(tag);
        };
    }

    private static BigInteger bigInteger(ByteSource bytes) {
        int length = bytes.count(1);
        int at = bytes.take(length);
        return new BigInteger(bytes.bytes(), at, length);
    }
}
