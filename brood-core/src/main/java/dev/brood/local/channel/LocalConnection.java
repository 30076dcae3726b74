package dev.brood.local.channel;

import dev.brood.BrokenPipeException;
import dev.brood.BufferTooShortException;
import dev.brood.Connection;
import dev.brood.MessageTooLongException;
import dev.brood.codec.Codec;
import dev.brood.codec.Encoded;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.local.memory.CellId;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// A [Connection]: encodes and decodes, and says what is wrong. What it does to the pipe it does as
/// a thread in its [LocalEnd].
final class LocalConnection implements Connection, Portable {
    private static final long serialVersionUID = 1;

    /// The largest message: an array must be able to hold it.
    private static final long MOST_BYTES = Integer.MAX_VALUE - 64L;

    private final transient LocalEnd end;

    LocalConnection(LocalEnd end) {
        this.end = end;
    }

    LocalEnd end() {
        return end;
    }

    /// A message that is longer than its receiver allows. Thrown from under the ring's mutex, so
    /// that the message stays.
    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int length;

        TooLong(int length) {
            super(null, null, false, false);
            this.length = length;
        }
    }

    @Override
    public void send(@Nullable Object object) throws IOException, InterruptedException {
        boolean _ = send(object, Deadline.NEVER);
    }

    @Override
    public boolean send(@Nullable Object object, Duration timeout)
            throws IOException, InterruptedException {
        return send(object, Deadline.after(timeout));
    }

    private boolean send(@Nullable Object object, long deadline)
            throws IOException, InterruptedException {
        BlockingRing out = out();
        try (Encoded encoded = Codec.standard().encode("message", object)) {
            return send(out, Payload.of(encoded), deadline);
        }
    }

    @Override
    public void sendBytes(MemorySegment bytes) throws IOException, InterruptedException {
        boolean _ = send(out(), new Slice(bytes), Deadline.NEVER);
    }

    /// Sends what was encoded elsewhere.
    ///
    /// @return false if there was no room before the time was over
    boolean sendPayload(Payload message, long deadline) throws IOException, InterruptedException {
        return send(out(), message, deadline);
    }

    /// Receives what is to be decoded elsewhere.
    ///
    /// @return null if the time was over first
    @Nullable Payload receivePayload(long deadline) throws IOException, InterruptedException {
        return receive(Payload::read, deadline);
    }

    private boolean send(BlockingRing out, Content content, long deadline)
            throws IOException, InterruptedException {
        if (content.bytes() > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a message has at most %,d bytes, this one has %,d: send it in parts, or use SharedMemory"
                            .formatted(MOST_BYTES, content.bytes()));
        }
        throwIfInterrupted();
        end.enter();
        try {
            // Asked first, as the ring may not have been told yet.
            BlockingRing.Put put =
                    end.isOtherGone() ? BlockingRing.Put.CLOSED : out.putContent(content, deadline);
            return switch (put) {
                case DONE -> true;
                case TIMED_OUT -> {
                    throwIfOver();
                    yield false;
                }
                case CLOSED -> {
                    throwIfOver();
                    throw new BrokenPipeException(
                            "broken pipe: nobody is left to receive, as " + end.describeOther());
                }
            };
        } catch (IllegalStateException e) {
            throw end.explain(e);
        } finally {
            end.leave();
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    @Override
    public @Nullable Object receive() throws IOException, InterruptedException {
        return decode(receive(Payload::read));
    }

    @Override
    public @Nullable Object receive(Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        Payload message = receive(Payload::read, Deadline.after(timeout));
        if (message == null) {
            throw new TimeoutException("no message came within %s to %s".formatted(timeout, end));
        }
        return decode(message);
    }

    private static @Nullable Object decode(Payload message) {
        return message.hasArrays()
                ? Codec.standard()
                        .decode(
                                "message",
                                message.head(),
                                0,
                                message.headLength(),
                                message.arrays())
                : Codec.standard().fromBytes("message", message.head());
    }

    @Override
    public byte[] receiveBytes(int most) throws IOException, InterruptedException {
        if (most < 0) {
            throw new IllegalArgumentException("the limit must be at least 0, was " + most);
        }
        try {
            return receive((memory, offset, length, hasArrays) -> {
                if (!hasArrays && length > most) {
                    throw new TooLong(length);
                }
                byte[] bytes = flat(Payload.read(memory, offset, length, hasArrays));
                if (bytes.length > most) {
                    throw new TooLong(bytes.length);
                }
                return bytes;
            });
        } catch (TooLong e) {
            throw new MessageTooLongException(
                    "the next message has %,d bytes, more than the %,d allowed; it can still be received"
                            .formatted(e.length, most),
                    e.length);
        }
    }

    @Override
    public int receiveBytesInto(MemorySegment buffer) throws IOException, InterruptedException {
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("the buffer to receive into is read-only");
        }
        long room = buffer.byteSize();
        Object received =
                receive((memory, offset, length, hasArrays) -> {
                    if (hasArrays || length > room) {
                        return flat(Payload.read(memory, offset, length, hasArrays));
                    }
                    MemorySegment.copy(memory, offset, buffer, 0, length);
                    return (Object) length;
                });
        if (!(received instanceof byte[] bytes)) {
            return (Integer) received;
        }
        if (bytes.length > room) {
            throw new BufferTooShortException(
                    "the message has %,d bytes, the buffer room for %,d: the exception has the message"
                            .formatted(bytes.length, room),
                    bytes);
        }
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, buffer, 0, bytes.length);
        return bytes.length;
    }

    private static byte[] flat(Payload message) {
        return message.hasArrays()
                ? Codec.join("message", message.head(), message.headLength(), message.arrays())
                : message.head();
    }

    private <T> T receive(ItemReader<T> reader) throws IOException, InterruptedException {
        T message = null;
        while (message == null) { // a deadline in 146 years is not to be relied on
            message = receive(reader, Deadline.NEVER);
        }
        return message;
    }

    /// @return null if the time was over first
    private <T> @Nullable T receive(ItemReader<T> reader, long deadline)
            throws IOException, InterruptedException {
        BlockingRing in = in();
        throwIfInterrupted();
        end.enter();
        try {
            for (long until = deadline; ; until = System.nanoTime()) {
                // In this order: when it was gone before the look, nothing can come after it. The
                // last message may also have come, and its sender gone, as the time was over.
                boolean gone = end.isOtherGone();
                T message = in.take(reader, gone ? System.nanoTime() : until);
                if (message != null) {
                    return message;
                }
                throwIfOver();
                if (gone) {
                    throw new EOFException("nothing more will come: " + end.describeOther());
                }
                if (!end.isOtherGone()) {
                    return null;
                }
            }
        } catch (IllegalStateException e) {
            throw end.explain(e);
        } finally {
            end.leave();
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean poll() {
        BlockingRing in = in();
        end.enter();
        try {
            return in.hasItem() || end.isOtherGone();
        } catch (IllegalStateException e) {
            throw end.explain(e);
        } finally {
            end.leave();
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean poll(Duration timeout) throws InterruptedException {
        BlockingRing in = in();
        throwIfInterrupted();
        end.enter();
        try {
            boolean ready =
                    end.isOtherGone() || in.awaitItem(Deadline.after(timeout)) || end.isOtherGone();
            throwIfOver();
            return ready;
        } catch (IllegalStateException e) {
            throw end.explain(e);
        } finally {
            end.leave();
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    /// Begins to be watched, to be ended by [#unwatch].
    void watch() {
        BlockingRing _ = in(); // whether there is anything to receive
        end.enter();
    }

    void unwatch() {
        try {
            end.leave();
        } finally {
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    /// Returns whether a receive would not wait, while it is watched.
    boolean isReady() {
        throwIfOver();
        return in().hasItem() || end.isOtherGone();
    }

    BlockingRing in() {
        BlockingRing in = end.in();
        if (in == null) {
            throw new UnsupportedOperationException(
                    end + " only sends: it is one-way, and its first end receives");
        }
        return in;
    }

    private BlockingRing out() {
        BlockingRing out = end.out();
        if (out == null) {
            throw new UnsupportedOperationException(
                    end + " only receives: it is one-way, and its second end sends");
        }
        return out;
    }

    private void throwIfOver() {
        if (end.isOver()) {
            throw end.closed();
        }
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public boolean isReadable() {
        return end.in() != null;
    }

    @Override
    public boolean isWritable() {
        return end.out() != null;
    }

    @Override
    public String name() {
        return end.name();
    }

    @Override
    public boolean isClosed() {
        return end.isOver() || end.tree().isClosing();
    }

    @Override
    public void close() {
        end.close("closed by this process");
    }

    @Override
    public Reference reference() {
        if (!Passage.add(this)) {
            end.sent();
        }
        CellId id = end.memory().cell().id();
        return new PipeReference(
                end.tree().id(),
                id.arena(),
                id.offset(),
                id.generation(),
                end.number(),
                end.name());
    }

    /// For Java serialization.
    private Object writeReplace() {
        return reference();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a connection travels as a reference");
    }

    @Override
    public String toString() {
        return end + (end.isOver() ? " (closed)" : "");
    }
}
