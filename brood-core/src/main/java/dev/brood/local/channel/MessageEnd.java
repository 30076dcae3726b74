package dev.brood.local.channel;

import dev.brood.Connection;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// An end of a pipe for one who encodes and decodes messages by himself.
public final class MessageEnd implements AutoCloseable {
    private final LocalConnection connection;

    /// Makes the access to an end.
    ///
    /// @param connection an open end, made by this engine
    public MessageEnd(Connection connection) {
        this.connection = (LocalConnection) connection;
    }

    /// Sends a message.
    ///
    /// @param message what to send
    /// @param mayWait whether to wait for room
    /// @return false if there was no room
    /// @throws IOException if nobody is left to receive
    /// @throws InterruptedException if interrupted before or while waiting; nothing was sent
    /// @throws dev.brood.ClosedException if the end is closed here, or the tree has ended
    public boolean send(Payload message, boolean mayWait) throws IOException, InterruptedException {
        return connection.sendPayload(message, mayWait ? Deadline.NEVER : System.nanoTime());
    }

    /// Receives a message, waiting for one.
    ///
    /// @return the message
    /// @throws IOException if none will come any more
    /// @throws InterruptedException if interrupted before or while waiting; nothing was received
    /// @throws dev.brood.ClosedException if the end is closed here, or the tree has ended
    public Payload receive() throws IOException, InterruptedException {
        Payload message = null;
        while (message == null) {
            message = connection.receivePayload(Deadline.NEVER);
        }
        return message;
    }

    /// Receives a message that is there.
    ///
    /// @return null if none is
    /// @throws IOException if none will come any more
    /// @throws InterruptedException if interrupted before; nothing was received
    /// @throws dev.brood.ClosedException if the end is closed here, or the tree has ended
    public @Nullable Payload poll() throws IOException, InterruptedException {
        return connection.receivePayload(System.nanoTime());
    }

    /// Returns whether the other end is gone: nothing more can be sent, though there may be
    /// messages left to receive.
    ///
    /// @return true also if this end is closed
    public boolean isOtherGone() {
        LocalEnd end = connection.end();
        if (!end.tryEnter()) {
            return true;
        }
        try {
            return end.isOtherGone();
        } finally {
            end.leave();
        }
    }

    /// Returns whether the other end is gone because the last process that had it died.
    ///
    /// @return false also if it was closed, or is not gone
    public boolean hasOtherDied() {
        LocalEnd end = connection.end();
        if (!end.tryEnter()) {
            return false;
        }
        try {
            return end.hasOtherDied();
        } finally {
            end.leave();
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
