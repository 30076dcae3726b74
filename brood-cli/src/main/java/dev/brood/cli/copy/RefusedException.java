package dev.brood.cli.copy;

/// Thrown when a copy can't be begun as it was asked for. Nothing has been written; the message
/// says which argument is wrong and why.
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    /// Makes a refusal.
    ///
    /// @param message what is wrong
    public RefusedException(String message) {
        super(message);
    }
}
