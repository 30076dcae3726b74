package dev.brood;

import org.jspecify.annotations.Nullable;

/// Thrown when a child JVM could not be started. The message holds the reason the system or the JVM
/// gave, such as a bad flag or a missing directory.
public final class ProcessStartException extends BroodException {

    /// Makes an exception with a message and a cause.
    ///
    /// @param message which child, and why it did not start
    /// @param cause the system's own error, if there is one
    public ProcessStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
