package dev.brood;

/// Thrown when nothing has the name that is looked for: it was not made yet, or is gone.
public final class NameNotFoundException extends BroodException {

    /// Makes an exception with a message.
    ///
    /// @param message what was looked for, and where
    public NameNotFoundException(String message) {
        super(message);
    }
}
