package dev.brood;

import java.io.IOException;

/// Thrown by [Connection#connect] when the two sides don't know the same [Secret]: the listener
/// refused this side's proof, or could not give its own. Trying again is of no use.
public final class AuthenticationException extends IOException {

    /// Makes an exception with a message.
    ///
    /// @param message who refused whom
    public AuthenticationException(String message) {
        super(message);
    }
}
