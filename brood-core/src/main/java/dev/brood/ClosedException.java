package dev.brood;

/// Thrown when something is used after it was closed, by this process or by another.
///
/// The message names the thing and who closed it. Nothing was changed by the call that failed: an
/// item that a `put` could not add is still the caller's.
public class ClosedException extends BroodException {

    /// Makes an exception with a message.
    ///
    /// @param message what is closed, and by whom
    public ClosedException(String message) {
        super(message);
    }
}
