package dev.brood;

import org.jspecify.annotations.Nullable;

/// Thrown by the call that tried to send a value which cannot travel. Nothing was sent.
public final class EncodingException extends CodecException {

    /// Makes an exception with a message and a cause.
    ///
    /// @param message the path to the part that cannot travel, and why
    /// @param cause what was thrown while encoding, if anything was
    public EncodingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
