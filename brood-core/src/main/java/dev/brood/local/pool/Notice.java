package dev.brood.local.pool;

import dev.brood.local.channel.Payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// What a worker tells its pool besides results, through the same ring and in their order, so that
/// what a task has printed arrives before its result: a message as a result's, of kinds that no
/// result has.
///
/// | kind | when | body |
/// |---|---|---|
/// | INITIALIZED | the initializer has succeeded | none |
/// | NOT_INITIALIZED | it has failed; the worker ends | the failure, encoded |
/// | SATURATED | it uses too much memory; once | none |
/// | OUTPUT, ERRORS | lines were printed | the lines in UTF-8, without the last one's end |
/// | LOG | a record was logged | a [LogEntry], encoded |
/// | LEVELS_WANTED | the first record is being made | none |
final class Notice {
    static final byte INITIALIZED = 64;
    static final byte NOT_INITIALIZED = 65;
    static final byte SATURATED = 66;
    static final byte OUTPUT = 67;
    static final byte ERRORS = 68;
    static final byte LOG = 69;
    static final byte LEVELS_WANTED = 70;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Notice() {}

    /// Makes a message.
    ///
    /// @param task the task that the worker runs, 0 for none
    static Payload of(byte kind, long task, byte[] body) {
        return of(kind, task, body, body.length);
    }

    /// Makes a message of the first bytes of an array.
    static Payload of(byte kind, long task, byte[] body, int length) {
        byte[] head = new byte[Messages.RESULT_HEADER + length];
        LONG.set(head, 0, task);
        head[Messages.KIND] = kind;
        System.arraycopy(body, 0, head, Messages.RESULT_HEADER, length);
        return new Payload(head, head.length);
    }

    /// Returns whether a worker's message is one of these.
    static boolean isOne(Payload message) {
        return Messages.kind(message) >= INITIALIZED;
    }

    static byte[] body(Payload notice) {
        return Arrays.copyOfRange(notice.head(), Messages.RESULT_HEADER, notice.headLength());
    }
}
