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
///   a task:    0        8        12       16       20
///              +--------+--------+--------+--------+-------------
///              | id     | first  | end    | how    | the work, encoded
///              +--------+--------+--------+--------+-------------
///   a result:  0        8        16       24       25       29
///              +--------+--------+--------+--------+--------+-------------
///              | id     | nanos  | begun  | kind   | first  | what the kind says
///              +--------+--------+--------+--------+--------+-------------
/// ```
///
/// first and end of a task say which items of a [Batch] are to run; how has TIMED in it if someone
/// watches how long each takes, and QUIET if nobody waits for this task's results alone
/// ([ResultSignal]). begun is when the work began, in [System#nanoTime], which all processes of a
/// machine share; nanos is how long it took, decoding and encoding left out.
///
/// | kind | what follows | first |
/// |---|---|---|
/// | VALUE, FAILURE | what came of a task, encoded | 0 |
/// | PART | outcomes of some items of a batch ([Journal]); more will come | the first of them |
/// | LARGE_VALUE, LARGE_FAILURE | the outcome of one item, encoded; more will come | the item |
/// | LAST | outcomes of some items; no more will come | the first of them |
/// | STACK | where the task's thread was when its time was over | the item |
/// | those of [Notice] | what it says | 0 |
final class Messages {
    static final byte VALUE = 0;
    static final byte FAILURE = 1;
    static final byte PART = 2;
    static final byte LARGE_VALUE = 3;
    static final byte LARGE_FAILURE = 4;
    static final byte LAST = 5;
    static final byte STACK = 6;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int TIMED = 1;
    private static final int QUIET = 2;
    static final int TASK_HEADER = 20;
    static final int KIND = 24;
    private static final int FIRST = 25;
    static final int RESULT_HEADER = 29;

    private Messages() {}

    /// Makes a task's message, with the caller's own large arrays.
    static Payload task(long id, Object work) {
        try (Encoded encoded = Codec.standard().encode("task", work)) {
            byte[] head = head(encoded, TASK_HEADER);
            LONG.set(head, 0, id);
            return new Payload(head, head.length, Payload.arrays(encoded));
        }
    }

    /// Says which items of a batch are to run.
    static void setItems(Payload task, int first, int end, boolean timed, boolean quiet) {
        INT.set(task.head(), 8, first);
        INT.set(task.head(), 12, end);
        INT.set(task.head(), 16, (timed ? TIMED : 0) | (quiet ? QUIET : 0));
    }

    static int firstItem(Payload task) {
        return (int) INT.get(task.head(), 8);
    }

    static int endItem(Payload task) {
        return (int) INT.get(task.head(), 12);
    }

    static boolean isTimed(Payload task) {
        return ((int) INT.get(task.head(), 16) & TIMED) != 0;
    }

    static boolean isQuiet(Payload task) {
        return ((int) INT.get(task.head(), 16) & QUIET) != 0;
    }

    /// Makes a result's message.
    static Payload result(long id, long begun, long nanos, byte kind, @Nullable Object value) {
        try (Encoded encoded = Codec.standard().encode(what(kind), value)) {
            return encoded(id, begun, nanos, kind, 0, encoded);
        }
    }

    /// Makes a message that tells where a task is.
    static Payload stack(long id, int item, StackTraceElement[] stack) {
        Throwable where = new Whereabouts();
        where.setStackTrace(stack);
        try (Encoded encoded = Codec.standard().encode(what(STACK), where)) {
            return encoded(id, 0, 0, STACK, item, encoded);
        }
    }

    /// Makes a message of a value that was encoded already.
    static Payload encoded(long id, long begun, long nanos, byte kind, int first, Encoded value) {
        byte[] head = head(value, RESULT_HEADER);
        fill(head, id, begun, nanos, kind, first);
        return new Payload(head, head.length, Payload.arrays(value));
    }

    /// Makes a message of outcomes of items.
    ///
    /// @param message room for the header, and behind it the outcomes
    static Payload outcomes(long id, long begun, long nanos, byte kind, int first, byte[] message) {
        fill(message, id, begun, nanos, kind, first);
        return new Payload(message, message.length);
    }

    private static void fill(byte[] head, long id, long begun, long nanos, byte kind, int first) {
        LONG.set(head, 0, id);
        LONG.set(head, 8, nanos);
        LONG.set(head, 16, begun);
        head[KIND] = kind;
        INT.set(head, FIRST, first);
    }

    static boolean isFailure(byte kind) {
        return kind == FAILURE || kind == LARGE_FAILURE;
    }

    private static String what(byte kind) {
        return isFailure(kind) ? "failure" : kind == STACK ? "stack" : "result";
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

    /// Returns the first item that a result is about.
    static int first(Payload result) {
        return (int) INT.get(result.head(), FIRST);
    }

    /// Returns whether nothing more will come of the task.
    static boolean isLast(byte kind) {
        return kind == VALUE || kind == FAILURE || kind == LAST;
    }

    static @Nullable Object work(Payload task) {
        return decode("task", task, TASK_HEADER);
    }

    static @Nullable Object value(Payload result) {
        return decode(what(kind(result)), result, RESULT_HEADER);
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
