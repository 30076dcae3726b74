package dev.brood.local.manager;

import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// What carries messages between a client and a server, both ways, in order, each whole or not at
/// all. Any number of threads may send; one at a time receives.
interface Wire extends AutoCloseable {
    /// Sends a message. An interrupt does not end a wait, and is kept.
    ///
    /// @param mayWait whether to wait for room
    /// @return false if there was none
    /// @throws IOException if the peer is gone
    /// @throws dev.brood.ClosedException if it is closed here
    boolean send(Payload message, boolean mayWait) throws IOException;

    /// Receives a message, waiting for one.
    ///
    /// @throws IOException if none will come any more, as the peer is gone
    /// @throws InterruptedException if interrupted; nothing was received
    /// @throws dev.brood.ClosedException if it is closed here
    Payload receive() throws IOException, InterruptedException;

    /// Receives a message that is there.
    ///
    /// @return null if none is
    /// @throws IOException if none will come any more, as the peer is gone
    /// @throws dev.brood.ClosedException if it is closed here
    @Nullable Payload poll() throws IOException;

    /// Returns how long a message may be.
    ///
    /// @return in bytes
    default long longest() {
        return Long.MAX_VALUE;
    }

    /// Returns whether nothing can be sent any more, as far as is known without trying.
    default boolean isGone() {
        return false;
    }

    /// Returns whether the peer is gone without having closed its end.
    boolean hasPeerDied();

    /// Closes this end, for threads that are in it too.
    @Override
    void close();
}
