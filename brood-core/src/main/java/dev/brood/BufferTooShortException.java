package dev.brood;

import java.io.IOException;

/// Thrown when a message is longer than the buffer it was to be received into. The message has been
/// received all the same, and is here: nothing is lost.
public final class BufferTooShortException extends IOException {
    private final transient byte[] bytes;

    /// Makes an exception that carries a message.
    ///
    /// @param text what was too short for what
    /// @param bytes the message received
    public BufferTooShortException(String text, byte[] bytes) {
        super(text);
        this.bytes = bytes;
    }

    /// Returns the message that was received.
    ///
    /// @return all of it, not a copy
    public byte[] bytes() {
        return bytes;
    }
}
