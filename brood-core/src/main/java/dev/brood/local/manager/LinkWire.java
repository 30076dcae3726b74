package dev.brood.local.manager;

import dev.brood.codec.Codec;
import dev.brood.local.channel.Payload;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/// A wire between two programs: an authenticated link. Arrays go in the message's one run of bytes.
///
/// Who must not wait never gets to send: only the other side's reading bounds how long that takes.
///
/// @param link nobody else uses it
record LinkWire(dev.brood.local.net.Link link) implements Wire {
    @Override
    public boolean send(Payload message, boolean mayWait) throws IOException {
        if (!mayWait) {
            return false;
        }
        MemorySegment bytes = MemorySegment.ofArray(flat(message));
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return link.send(bytes, Deadline.NEVER);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static byte[] flat(Payload message) {
        byte[] head = Arrays.copyOf(message.head(), message.headLength());
        Object[] arrays = message.arrays();
        if (arrays.length == 0) {
            return head;
        }
        int header = Frame.header(message);
        byte[] value = Arrays.copyOfRange(head, header, head.length);
        byte[] joined = Codec.join("message", value, value.length, arrays);
        byte[] all = Arrays.copyOf(head, header + joined.length);
        System.arraycopy(joined, 0, all, header, joined.length);
        return all;
    }

    @Override
    public Payload receive() throws IOException, InterruptedException {
        return checked(Objects.requireNonNull(link.receive(Integer.MAX_VALUE, Deadline.NEVER)));
    }

    private Payload checked(byte[] bytes) throws ProtocolException {
        Payload message = new Payload(bytes, bytes.length);
        if (bytes.length == 0 || bytes.length < Frame.header(message)) {
            throw new ProtocolException(link.peer() + " sent what is no message");
        }
        return message;
    }

    @Override
    public @Nullable Payload poll() throws IOException {
        if (!link.isReady()) {
            return null;
        }
        boolean interrupted = Thread.interrupted();
        try {
            byte[] bytes = link.receive(Integer.MAX_VALUE, Deadline.after(Duration.ZERO));
            return bytes == null ? null : checked(bytes);
        } catch (InterruptedException _) {
            interrupted = true;
            return null; // whoever polls will look again
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public long longest() {
        return link.longestToSend();
    }

    /// Sends what the server is, the first message.
    void welcome(Address address) throws IOException {
        byte[] bytes =
                Codec.standard().toBytes("welcome", new Object[] {address.pid(), address.name()});
        boolean interrupted = Thread.interrupted();
        try {
            boolean _ = link.send(MemorySegment.ofArray(bytes), Deadline.NEVER);
        } catch (InterruptedException _) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Receives what the server is.
    ///
    /// @param timeout how long to wait
    /// @return its process id and its name
    /// @throws IOException if it is none, or says nothing
    Object[] awaitWelcome(Duration timeout) throws IOException, InterruptedException {
        byte[] bytes = link.receive(Integer.MAX_VALUE, Deadline.after(timeout));
        if (bytes == null) {
            throw new EOFException(
                    "%s has said nothing within %s: is it a manager?"
                            .formatted(link.peer(), timeout));
        }
        if (Trust.ofServer(dev.brood.AllowedClasses.basic()).codec().fromBytes("welcome", bytes)
                        instanceof Object[] parts
                && parts.length == 2
                && parts[0] instanceof Long
                && parts[1] instanceof String) {
            return parts;
        }
        throw new ProtocolException(link.peer() + " is no manager");
    }

    @Override
    public boolean isGone() {
        return link.isGone();
    }

    @Override
    public boolean hasPeerDied() {
        return false;
    }

    @Override
    public void close() {
        link.close();
    }
}
