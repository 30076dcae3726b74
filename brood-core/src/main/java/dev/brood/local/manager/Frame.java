package dev.brood.local.manager;

import dev.brood.codec.Codec;
import dev.brood.codec.Encoded;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// What goes over a [Wire]. All numbers are little-endian.
///
/// ```
///   a call:    0      1      9        17       25       33
///              +------+------+--------+--------+--------+---------------------
///              | CALL | id   | object | method | thread | arguments, encoded
///              +------+------+--------+--------+--------+---------------------
///   a note:    0      1      9        17
///              +------+------+--------+
///              | kind | what | number |
///              +------+------+--------+
///   a reply:   0      1      9
///              +------+------+------------------------------------------
///              | kind | id   | value or failure, encoded
///              +------+------+------------------------------------------
/// ```
///
/// | kind | from | means |
/// |---|---|---|
/// | CALL | client | answered by one VALUE or FAILURE with the same id, in any order |
/// | CANCEL | client | the call of id *what* is to be interrupted, if it runs; it is answered all the same |
/// | ACQUIRE | client | it has got a reference to object *what* from elsewhere than this server |
/// | RELEASE | client | it gives back *number* of the references to object *what* it has got |
/// | PASSED | client | a reference to object *what* has left for elsewhere |
/// | VALUE, FAILURE | server | the answer |
///
/// A client counts the references that it gets in replies and those it acquires; the server counts
/// as it encodes replies and as it gets ACQUIRE: so both agree when RELEASE comes, whatever is
/// under way.
final class Frame {
    static final byte CALL = 1;
    static final byte CANCEL = 2;
    static final byte ACQUIRE = 3;
    static final byte RELEASE = 4;
    static final byte PASSED = 5;
    static final byte VALUE = 16;
    static final byte FAILURE = 17;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CALL_HEADER = 33;
    private static final int NOTE = 17;
    private static final int REPLY_HEADER = 9;
    private static final @Nullable Object[] NOTHING = {};

    private Frame() {}

    /// Makes a call.
    ///
    /// @throws dev.brood.EncodingException if an argument can't travel
    static Payload call(
            long id, long object, long method, long thread, @Nullable Object[] arguments) {
        if (arguments.length == 0) {
            return called(new byte[CALL_HEADER], id, object, method, thread);
        }
        Object encodable = arguments.length == 1 ? arguments[0] : arguments;
        try (Encoded encoded = Codec.standard().encode("argument", encodable)) {
            byte[] head = head(encoded, CALL_HEADER);
            Payload call = called(head, id, object, method, thread);
            Object[] arrays = Payload.arrays(encoded);
            return arrays.length == 0 ? call : new Payload(head, head.length, arrays);
        }
    }

    private static Payload called(byte[] head, long id, long object, long method, long thread) {
        head[0] = CALL;
        LONG.set(head, 1, id);
        LONG.set(head, 9, object);
        LONG.set(head, 17, method);
        LONG.set(head, 25, thread);
        return new Payload(head, head.length);
    }

    /// Makes a note.
    static Payload note(byte kind, long what, long number) {
        byte[] head = new byte[NOTE];
        head[0] = kind;
        LONG.set(head, 1, what);
        LONG.set(head, 9, number);
        return new Payload(head, NOTE);
    }

    /// Makes a reply. Large arrays in it are copied: what is done to the object afterwards does not
    /// show.
    ///
    /// @throws dev.brood.EncodingException if it can't travel
    static Payload reply(byte kind, long id, @Nullable Object value) {
        String what = kind == VALUE ? "result" : "failure";
        try (Encoded encoded = Codec.standard().encode(what, value)) {
            byte[] head = head(encoded, REPLY_HEADER);
            head[0] = kind;
            LONG.set(head, 1, id);
            return new Payload(head, head.length, Payload.arrays(encoded)).withOwnArrays();
        }
    }

    private static byte[] head(Encoded encoded, int header) {
        byte[] head = new byte[header + encoded.headLength()];
        System.arraycopy(encoded.head(), 0, head, header, encoded.headLength());
        return head;
    }

    /// Returns how much of a message comes before what is encoded.
    ///
    /// @return in bytes; of what is no message, more than any has
    static int header(Payload message) {
        return switch (kind(message)) {
            case CALL -> CALL_HEADER;
            case CANCEL, ACQUIRE, RELEASE, PASSED -> NOTE;
            case VALUE, FAILURE -> REPLY_HEADER;
            default -> Integer.MAX_VALUE;
        };
    }

    static byte kind(Payload message) {
        return message.head()[0];
    }

    /// Returns the id of a call or reply, or what a note is about.
    static long id(Payload message) {
        return (long) LONG.get(message.head(), 1);
    }

    /// Returns the number in a note.
    static long number(Payload note) {
        return (long) LONG.get(note.head(), 9);
    }

    static long object(Payload call) {
        return (long) LONG.get(call.head(), 9);
    }

    static long method(Payload call) {
        return (long) LONG.get(call.head(), 17);
    }

    static long thread(Payload call) {
        return (long) LONG.get(call.head(), 25);
    }

    /// Decodes the arguments of a call.
    ///
    /// @param count how many there must be
    /// @throws dev.brood.DecodingException if they can't be decoded
    static @Nullable Object[] arguments(Payload call, int count, Trust trust) {
        if (count == 0) {
            return NOTHING;
        }
        Object decoded = trust.decode("argument", call, CALL_HEADER);
        if (count == 1) {
            return new @Nullable Object[] {decoded};
        }
        if (decoded instanceof Object[] several && several.length == count) {
            return several;
        }
        throw new IllegalStateException("a call without its " + count + " arguments: " + decoded);
    }

    /// Decodes the value or failure of a reply.
    ///
    /// @throws dev.brood.DecodingException if it can't be decoded
    static @Nullable Object value(Payload reply, Trust trust) {
        return trust.decode(kind(reply) == VALUE ? "result" : "failure", reply, REPLY_HEADER);
    }
}
