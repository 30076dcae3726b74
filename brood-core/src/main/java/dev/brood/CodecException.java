package dev.brood;

import org.jspecify.annotations.Nullable;

/// Thrown when a value cannot be turned into bytes or back.
///
/// The message gives the path from the outermost value to the part concerned, such as `task →
/// captured 'connection' → com.example.Session is not serializable`.
public abstract sealed class CodecException extends BroodException
        permits EncodingException, DecodingException {

    /// Makes an exception with a message and a cause.
    ///
    /// @param message the path to the part concerned, and what is wrong with it
    /// @param cause why, if another exception tells
    protected CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
