package dev.brood;

import org.jspecify.annotations.Nullable;

/// Thrown when the operating system refuses something Brood needs: shared memory, a file, a
/// process.
///
/// The message names the path or the call, the size wanted where there is one, and the system's
/// reason; what was asked for has not been done, and nothing half-made is left behind.
public class ResourceException extends BroodException {

    /// Makes an exception with a message.
    ///
    /// @param message what was wanted and what the system said
    public ResourceException(String message) {
        super(message);
    }

    /// Makes an exception with a message and a cause.
    ///
    /// @param message what was wanted and what the system said
    /// @param cause the system's own error, if there is one
    public ResourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
