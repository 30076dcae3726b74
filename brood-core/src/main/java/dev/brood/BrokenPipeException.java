package dev.brood;

import java.io.IOException;

/// Thrown by a send when nobody is left to receive: every process that had the other end has closed
/// it or died. The message names the last of them. What was sent before and not received is lost.
public final class BrokenPipeException extends IOException {

    /// Makes an exception with a message.
    ///
    /// @param message which pipe, and who has left it
    public BrokenPipeException(String message) {
        super(message);
    }
}
