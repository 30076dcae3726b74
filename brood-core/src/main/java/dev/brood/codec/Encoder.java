package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes one message at a time: the state that its parts share. The forms do the writing.
///
/// Code of users may run inside (a record's accessor, a `writeReplace`) and may encode something
/// itself; that takes another encoder from the [EncoderPool].
final class Encoder {
    /// How many containers may be inside each other. A default stack holds this twice over, in the
    /// interpreter too.
    static final int DEEPEST = 1000;

    /// From this size on an array is attached instead of copied: about where handling it apart
    /// begins to cost less than the copy.
    static final int ATTACHED_FROM = 4096;

    private final AtomicInteger busy = new AtomicInteger();
    private final ByteSink bytes = new ByteSink();
    private final IdentityTable parts = new IdentityTable();
    private final IdentityTable descriptors = new IdentityTable();
    private @Nullable Object[] attachments = new @Nullable Object[4];
    private int attachmentCount;
    private boolean attaching;
    private int depth;
    private @Nullable JdkWriter jdk;
    private @Nullable ThrowableParts throwableParts;
    private final List<Throwable> throwablesInside = new ArrayList<>();
    private int inside;
    private final List<Renumbered> renumbered = new ArrayList<>();
    private @Nullable Object failed;

    boolean tryAcquire() {
        return busy.get() == 0 && busy.compareAndSet(0, 1);
    }

    /// Forgets the message and lets the next user have this encoder.
    void release() {
        bytes.reset();
        parts.clear();
        descriptors.clear();
        if (attachmentCount > 0) {
            Arrays.fill(attachments, 0, attachmentCount, null);
            attachmentCount = 0;
        }
        depth = 0;
        jdk = null;
        throwableParts = null;
        throwablesInside.clear();
        inside = 0;
        renumbered.clear();
        failed = null;
        busy.lazySet(0);
    }

    /// Writes a whole message.
    ///
    /// @param attaching whether large arrays are attached rather than copied
    void message(@Nullable Object value, boolean attaching) {
        this.attaching = attaching;
        bytes.put(Tag.VERSION);
        write(value);
        if (jdk != null) {
            finish(jdk);
        }
    }

    private void finish(JdkWriter writer) {
        try {
            writer.flush();
        } catch (IOException e) {
            throw CodecFailure.of(e); // can't be: it writes to memory
        }
        ByteSink part = writer.written();
        bytes.bytes(part.bytes(), 0, part.position());
        bytes.int32(part.position());
        bytes.set(0, Tag.VERSION | Tag.JDK_PART);
    }

    /// Writes a value, or a reference to it if it was written before.
    void write(@Nullable Object value) {
        if (value == null) {
            bytes.put(Tag.NULL);
        } else if (value instanceof Integer number) {
            Numbers.write(number, bytes);
        } else if (value instanceof String text) {
            bytes.put(Tag.STRING);
            bytes.string(text);
        } else {
            Forms.of(value.getClass()).write(this, value);
        }
    }

    ByteSink bytes() {
        return bytes;
    }

    /// Begins a value that has a number: writes its tag, or a reference if it has been begun
    /// before.
    ///
    /// @return true if its parts are to be written, and then [#end()] called
    boolean begin(Object value, int tag) {
        int number = parts.findOrAdd(value);
        if (number >= inside || (number >= 0 && Forms.of(value.getClass()).madeFirst())) {
            bytes.put(Tag.BACK);
            bytes.varint(number);
            return false;
        }
        if (number >= 0) {
            renumbered.add(new Renumbered(value, number));
            parts.addAgain(value);
        }
        bytes.put(tag);
        deeper();
        return true;
    }

    void end() {
        depth--;
    }

    /// Counts a level of nesting, for values without a number as well.
    void deeper() {
        if (++depth > DEEPEST) {
            throw new CodecFailure(
                    "nested more than "
                            + DEEPEST
                            + " levels deep: send long chains as a list of their links");
        }
    }

    boolean isBegun(Object value) {
        return parts.find(value) >= 0;
    }

    void descriptor(Descriptor descriptor) {
        int number = descriptors.findOrAdd(descriptor);
        bytes.varint(number + 1);
        if (number < 0) {
            byte[] framed = descriptor.framed();
            bytes.bytes(framed, 0, framed.length);
        }
    }

    boolean attaches(long arrayBytes) {
        return attaching && arrayBytes >= ATTACHED_FROM;
    }

    /// Puts an array beside the head.
    ///
    /// @return its index
    int attach(Object array) {
        if (attachmentCount == attachments.length) {
            attachments = Arrays.copyOf(attachments, attachmentCount * 2);
        }
        attachments[attachmentCount] = array;
        return attachmentCount++;
    }

    int attachmentCount() {
        return attachmentCount;
    }

    Object attachment(int index) {
        if (index < attachmentCount) {
            Object array = attachments[index];
            if (array != null) {
                return array;
            }
        }
        throw new IndexOutOfBoundsException(
                "attachment " + index + " asked for, there are " + attachmentCount);
    }

    JdkWriter jdk() throws IOException {
        if (jdk == null) {
            jdk = new JdkWriter(this);
        }
        return jdk;
    }

    /// Writes a value that is inside of one in Java serialization.
    ///
    /// Nothing in there can wait for a value around it to be made. So what has begun outside and is
    /// made of its parts is written once more, and has its old number back afterwards. That ends:
    /// the object in Java serialization, which closes the circle, is not written twice.
    void writeInside(Object value) {
        int outside = inside;
        int before = renumbered.size();
        inside = parts.size();
        write(value);
        inside = outside;
        while (renumbered.size() > before) {
            Renumbered last = renumbered.removeLast();
            parts.restore(last.value, last.number);
        }
    }

    /// Notes which object inside of one in Java serialization could not be written.
    void failed(@Nullable Object object) {
        failed = object;
    }

    @Nullable Object takeFailed() {
        Object taken = failed;
        failed = null;
        return taken;
    }

    /// Makes this the encoder of a message that contains one throwable alone.
    void within(ThrowableParts parts) {
        throwableParts = parts;
    }

    @Nullable ThrowableParts throwableParts() {
        return throwableParts;
    }

    /// Returns the throwables that are being written, each the reason for the next.
    List<Throwable> throwablesInside() {
        return throwablesInside;
    }

    private record Renumbered(Object value, int number) {}
}
