package dev.brood;

import org.jspecify.annotations.Nullable;

/// Thrown by the call that received bytes which cannot be turned into a value here: a class is
/// missing, a filter refused it, its own code failed, or the bytes are damaged. The bytes have been
/// consumed; what else was sent is not affected.
public final class DecodingException extends CodecException {

    /// Makes an exception with a message and a cause.
    ///
    /// @param message the path to the part that cannot be decoded, and why
    /// @param cause what was thrown while decoding, if anything was
    public DecodingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
