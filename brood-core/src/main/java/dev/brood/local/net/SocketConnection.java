package dev.brood.local.net;

import dev.brood.BufferTooShortException;
import dev.brood.Connection;
import dev.brood.codec.Codec;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/// A [Connection] over a [Link]: encodes, and decodes what is allowed.
public final class SocketConnection implements Connection, Belled {
    private static final long serialVersionUID = 1;

    private final transient Link link;
    private final transient Codec codec;

    /// Makes a connection of a link.
    ///
    /// @param link nobody else uses it
    public SocketConnection(Link link) {
        this.link = link;
        codec = Codec.standard().restrictedTo(link.options().allowed());
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
        byte[] bytes = Codec.standard().toBytes("message", object);
        return link.send(MemorySegment.ofArray(bytes), deadline);
    }

    @Override
    public void sendBytes(MemorySegment bytes) throws IOException, InterruptedException {
        boolean _ = link.send(bytes, Deadline.NEVER);
    }

    @Override
    public @Nullable Object receive() throws IOException, InterruptedException {
        return codec.fromBytes("message", receiveBytes(Integer.MAX_VALUE));
    }

    @Override
    public @Nullable Object receive(Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        byte[] bytes = link.receive(Integer.MAX_VALUE, Deadline.after(timeout));
        if (bytes == null) {
            throw new TimeoutException(
                    "no message came within %s from %s".formatted(timeout, name()));
        }
        return codec.fromBytes("message", bytes);
    }

    @Override
    public byte[] receiveBytes(int most) throws IOException, InterruptedException {
        if (most < 0) {
            throw new IllegalArgumentException("the limit must be at least 0, was " + most);
        }
        return Objects.requireNonNull(link.receive(most, Deadline.NEVER));
    }

    @Override
    public int receiveBytesInto(MemorySegment buffer) throws IOException, InterruptedException {
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("the buffer to receive into is read-only");
        }
        byte[] bytes = receiveBytes(Integer.MAX_VALUE);
        if (bytes.length > buffer.byteSize()) {
            throw new BufferTooShortException(
                    "the message has %,d bytes, the buffer room for %,d: the exception has the message"
                            .formatted(bytes.length, buffer.byteSize()),
                    bytes);
        }
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, buffer, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public boolean poll() {
        return link.isReady();
    }

    @Override
    public boolean poll(Duration timeout) throws InterruptedException {
        return link.awaitReady(Deadline.after(timeout));
    }

    @Override
    public boolean isReadable() {
        return true;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public String name() {
        return link.toString();
    }

    @Override
    public boolean isClosed() {
        return link.isClosed();
    }

    @Override
    public void close() {
        link.close();
    }

    @Override
    public void watch() {
        link.bell().watch();
    }

    @Override
    public void unwatch() {
        link.bell().unwatch();
    }

    @Override
    public boolean isReady() {
        return link.isReady();
    }

    @Serial
    private Object writeReplace() throws InvalidClassException {
        throw new InvalidClassException(
                "a " + link + " can't travel: it is an open socket; connect where it is needed");
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a connection to another program can't travel");
    }

    @Override
    public String toString() {
        return link + (link.isClosed() ? " (closed)" : "");
    }
}
