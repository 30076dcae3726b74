package dev.brood;

import org.jspecify.annotations.Nullable;

/// What every exception of Brood's own extends; each subclass stands for one thing a caller can do
/// about it. Unchecked, as most are not expected; the message names the thing concerned, the value
/// found and the way out.
public abstract class BroodException extends RuntimeException {

    /// Makes an exception with a message.
    ///
    /// @param message what happened
    protected BroodException(String message) {
        super(message);
    }

    /// Makes an exception with a message and a cause.
    ///
    /// @param message what happened
    /// @param cause why, if known
    protected BroodException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
