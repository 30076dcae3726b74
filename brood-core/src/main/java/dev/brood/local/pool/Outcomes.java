package dev.brood.local.pool;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.brood.codec.Codec;
import dev.brood.codec.Encoded;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The form in which outcomes of items lie side by side: a tag, and what the tag says.
///
/// | tag | what follows |
/// |---|---|
/// | NULL, FALSE, TRUE | nothing |
/// | INT | 4 bytes |
/// | LONG, DOUBLE | 8 bytes |
/// | VALUE, FAILURE | its length in 4 bytes, and the encoded value or exception |
///
/// The commonest values have a form of their own, as a batch of small items is little else than
/// this.
final class Outcomes {
    /// The largest entry of those that have no length.
    static final int SMALL = 9;

    /// Tag and length of those that have.
    static final int ENTRY_HEADER = 5;

    private static final byte NULL = 0;
    private static final byte FALSE = 1;
    private static final byte TRUE = 2;
    private static final byte INT = 3;
    private static final byte LONG = 4;
    private static final byte DOUBLE = 5;
    private static final byte VALUE = 6;
    private static final byte FAILURE = 7;

    private static final ValueLayout.OfInt INT_AT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG_AT =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT_IN =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_IN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Outcomes() {}

    /// Writes a value that has a form of its own.
    ///
    /// @param at where; there is room for [#SMALL] bytes
    /// @return how many bytes it took, 0 if the value has no such form and nothing was written
    static int writeSmall(@Nullable Object value, MemorySegment to, long at) {
        return switch (value) {
            case null -> {
                to.set(JAVA_BYTE, at, NULL);
                yield 1;
            }
            case Integer number -> {
                to.set(JAVA_BYTE, at, INT);
                to.set(INT_AT, at + 1, number);
                yield 1 + Integer.BYTES;
            }
            case Long number -> {
                to.set(JAVA_BYTE, at, LONG);
                to.set(LONG_AT, at + 1, number);
                yield 1 + Long.BYTES;
            }
            case Double number -> {
                to.set(JAVA_BYTE, at, DOUBLE);
                to.set(LONG_AT, at + 1, Double.doubleToRawLongBits(number));
                yield 1 + Long.BYTES;
            }
            case Boolean truth -> {
                to.set(JAVA_BYTE, at, truth ? TRUE : FALSE);
                yield 1;
            }
            default -> 0;
        };
    }

    /// Writes an encoded value or exception, which has no arrays beside it.
    ///
    /// @return how many bytes it took
    static int write(boolean failure, Encoded encoded, MemorySegment to, long at) {
        int length = encoded.headLength();
        to.set(JAVA_BYTE, at, failure ? FAILURE : VALUE);
        to.set(INT_AT, at + 1, length);
        MemorySegment.copy(encoded.head(), 0, to, JAVA_BYTE, at + ENTRY_HEADER, length);
        return ENTRY_HEADER + length;
    }

    /// Counts the entries of a message.
    static int count(Payload message) {
        byte[] bytes = message.head();
        int count = 0;
        for (int at = Messages.RESULT_HEADER; at < message.headLength(); count++) {
            at += entryLength(bytes, at);
        }
        return count;
    }

    private static int entryLength(byte[] bytes, int at) {
        return switch (bytes[at]) {
            case NULL, FALSE, TRUE -> 1;
            case INT -> 1 + Integer.BYTES;
            case LONG, DOUBLE -> 1 + Long.BYTES;
            case VALUE, FAILURE -> ENTRY_HEADER + (int) INT_IN.get(bytes, at + 1);
            default -> throw new IllegalStateException("no tag of an outcome: " + bytes[at]);
        };
    }

    /// Decodes a message into its items' places. What can't be decoded is that item's failure.
    static void decode(Payload message, @Nullable Object[] outcomes) {
        byte kind = Messages.kind(message);
        int item = Messages.first(message);
        if (kind == Messages.LARGE_VALUE || kind == Messages.LARGE_FAILURE) {
            outcomes[item] = large(message, kind);
            return;
        }
        byte[] bytes = message.head();
        for (int at = Messages.RESULT_HEADER; at < message.headLength(); item++) {
            outcomes[item] = entry(bytes, at);
            at += entryLength(bytes, at);
        }
    }

    private static @Nullable Object large(Payload message, byte kind) {
        try {
            Object value = Messages.value(message);
            return kind == Messages.LARGE_FAILURE ? failed(value) : value;
        } catch (RuntimeException e) {
            return new Batch.Failed(e);
        }
    }

    private static @Nullable Object entry(byte[] bytes, int at) {
        return switch (bytes[at]) {
            case NULL -> null;
            case FALSE -> false;
            case TRUE -> true;
            case INT -> (Integer) (int) INT_IN.get(bytes, at + 1);
            case LONG -> (Long) (long) LONG_IN.get(bytes, at + 1);
            case DOUBLE -> (Double) Double.longBitsToDouble((long) LONG_IN.get(bytes, at + 1));
            default -> encoded(bytes, at);
        };
    }

    private static @Nullable Object encoded(byte[] bytes, int at) {
        boolean failure = bytes[at] == FAILURE;
        int length = (int) INT_IN.get(bytes, at + 1);
        try {
            Object value =
                    Codec.standard()
                            .decode(
                                    failure ? "failure" : "result",
                                    bytes,
                                    at + ENTRY_HEADER,
                                    length);
            return failure ? failed(value) : value;
        } catch (RuntimeException e) {
            return new Batch.Failed(e);
        }
    }

    private static Batch.Failed failed(@Nullable Object value) {
        return new Batch.Failed(
                value instanceof Throwable failure
                        ? failure
                        : new IllegalStateException("a failure that is none: " + value));
    }
}
