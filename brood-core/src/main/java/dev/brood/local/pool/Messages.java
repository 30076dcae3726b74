package dev.brood.local.pool;

import dev.brood.codec.Codec;
import dev.brood.codec.Encoded;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// What goes through the rings of a worker.
///
/// ```
///   a task:    0        8
///              +--------+-------------
///              | id     | the work, encoded
///              +--------+-------------
///   a result:  0        8        16       24       25
///              +--------+--------+--------+--------+-------------
///              | id     | nanos  | begun  | kind   | value or failure, encoded
///              +--------+--------+--------+--------+-------------
/// ```
///
/// begun is when the work began, in [System#nanoTime], which all processes of a machine share;
/// nanos is how long the work took, decoding and encoding left out.
final class Messages {
    static final byte VALUE = 0;
    static final byte FAILURE = 1;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final int TASK_HEADER = 8;
    static final int KIND = 24;
    static final int RESULT_HEADER = 25;

    private Messages() {}

    /// Makes a task's message. Large arrays in it are copied: what the caller does to them
    /// afterwards does not show.
    static Payload task(long id, Object work) {
        try (Encoded encoded = Codec.standard().encode("task", work)) {
            byte[] head = head(encoded, TASK_HEADER);
            LONG.set(head, 0, id);
            return new Payload(head, head.length, Payload.arrays(encoded)).withOwnArrays();
        }
    }

    /// Makes a result's message.
    static Payload result(long id, long begun, long nanos, byte kind, @Nullable Object value) {
        String what = kind == VALUE ? "result" : "failure";
        try (Encoded encoded = Codec.standard().encode(what, value)) {
            byte[] head = head(encoded, RESULT_HEADER);
            LONG.set(head, 0, id);
            LONG.set(head, 8, nanos);
            LONG.set(head, 16, begun);
            head[KIND] = kind;
            return new Payload(head, head.length, Payload.arrays(encoded));
        }
    }

    private static byte[] head(Encoded encoded, int header) {
        byte[] head = new byte[header + encoded.headLength()];
        System.arraycopy(encoded.head(), 0, head, header, encoded.headLength());
        return head;
    }

    static long id(Payload message) {
        return (long) LONG.get(message.head(), 0);
    }

    static long nanos(Payload result) {
        return (long) LONG.get(result.head(), 8);
    }

    static long begun(Payload result) {
        return (long) LONG.get(result.head(), 16);
    }

    static byte kind(Payload result) {
        return result.head()[KIND];
    }

    static @Nullable Object work(Payload task) {
        return decode("task", task, TASK_HEADER);
    }

    static @Nullable Object value(Payload result) {
        return decode(kind(result) == VALUE ? "result" : "failure", result, RESULT_HEADER);
    }

    private static @Nullable Object decode(String what, Payload message, int header) {
        return Codec.standard()
                .decode(
                        what,
                        message.head(),
                        header,
                        message.headLength() - header,
                        message.arrays());
    }
}
