package dev.brood;

import java.io.IOException;

/// Thrown when a message is longer than the receiver allows. It has not been received: the next
/// receive that allows so much gets it.
public final class MessageTooLongException extends IOException {
    private final long length;

    /// Makes an exception.
    ///
    /// @param text what was too long for what
    /// @param length of the message, in bytes
    public MessageTooLongException(String text, long length) {
        super(text);
        this.length = length;
    }

    /// Returns how long the message is.
    ///
    /// @return in bytes
    public long length() {
        return length;
    }
}
