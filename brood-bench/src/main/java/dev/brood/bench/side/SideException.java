package dev.brood.bench.side;

/// A side could not do what it was told to; the message has the order, the reason, and what the
/// side wrote to its standard error.
public final class SideException extends Exception {
    private static final long serialVersionUID = 1;

    SideException(String message) {
        super(message);
    }
}
