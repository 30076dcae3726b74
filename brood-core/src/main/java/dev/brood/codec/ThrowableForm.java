package dev.brood.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;

/// Throwables, which always travel: in words, and if possible as they are.
///
/// ```text
///   string, string     the class, and what toString() gives
///   byte, string       1 and the message, or 0
///   count, bytes       the stack trace in Java serialization (which keeps what prints it as here)
///   count, bytes       a message of its own, with the throwable in Java serialization; or nothing
///   byte               1 if there is a cause
///   varint             how many suppressed throwables there are
///   count, values      the parts: the cause, the suppressed, and others that the message refers to
/// ```
///
/// The message refers to other throwables by number, so that each is rebuilt or replaced on its
/// own: one that can't be rebuilt does not take with it those around it. Stack trace and suppressed
/// throwables are left out of the message and set afterwards.
final class ThrowableForm extends Form {
    /// So many causes of causes are enough to tell what happened.
    private static final int DEEPEST = 200;

    private static final byte[] NOTHING = {};
    private static final JdkForm JAVA = new JdkForm();

    @Override
    void write(Encoder out, Object value) {
        Throwable throwable = (Throwable) value;
        ThrowableParts enclosing = out.throwableParts();
        if (enclosing != null) {
            writePart(out, throwable, enclosing);
        } else if (out.begin(throwable, Tag.THROWABLE)) {
            out.throwablesInside().add(throwable);
            writeWhole(out, throwable);
            out.throwablesInside().removeLast();
            out.end();
        }
    }

    private static void writePart(Encoder out, Throwable throwable, ThrowableParts enclosing) {
        if (enclosing.isRoot(throwable)) {
            JAVA.write(out, throwable);
        } else {
            int part = enclosing.number(throwable);
            out.bytes().put(part < 0 ? Tag.NULL : Tag.THROWABLE_PART);
            if (part >= 0) {
                out.bytes().varint(part);
            }
        }
    }

    private static void writeWhole(Encoder out, Throwable throwable) {
        ByteSink bytes = out.bytes();
        bytes.string(throwable.getClass().getName());
        bytes.string(Describe.text(throwable));
        String message = Describe.message(throwable);
        bytes.put(message == null ? 0 : 1);
        if (message != null) {
            bytes.string(message);
        }
        StackTraceElement[] stack = Describe.stack(throwable);
        byte[] frames = stack.length == 0 ? NOTHING : frames(stack);
        bytes.varint(frames.length);
        bytes.bytes(frames, 0, frames.length);

        boolean last = out.throwablesInside().size() >= DEEPEST;
        ThrowableParts parts = new ThrowableParts(throwable, stack, out.throwablesInside(), last);
        writeMessage(out, throwable, parts);
        bytes.put(parts.hasCause() ? 1 : 0);
        bytes.varint(parts.suppressedCount());
        bytes.varint(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            out.write(parts.get(i));
        }
    }

    private static byte[] frames(StackTraceElement[] stack) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(stack);
        } catch (IOException e) {
            return NOTHING; // can't be: it writes to memory
        }
        return bytes.toByteArray();
    }

    private static void writeMessage(Encoder out, Throwable throwable, ThrowableParts parts) {
        Encoder inner = EncoderPool.acquire();
        try {
            inner.within(parts);
            inner.message(throwable, false);
            out.bytes().varint(inner.bytes().position());
            out.bytes().bytes(inner.bytes().bytes(), 0, inner.bytes().position());
        } catch (Throwable e) {
            CodecFailure.of(e); // passes what is not the throwable's own fault
            parts.dropOthers();
            out.bytes().varint(0);
        } finally {
            inner.release();
        }
    }
}
