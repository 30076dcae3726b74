package dev.brood.cli.serve;

/// Thrown when what the user has named can't be used: a file, a class, a key. The message says what
/// and why.
public final class UnusableException extends Exception {
    private static final long serialVersionUID = 1;

    /// Makes an exception.
    ///
    /// @param message what is wrong
    public UnusableException(String message) {
        super(message);
    }
}
