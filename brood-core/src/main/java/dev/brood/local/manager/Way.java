package dev.brood.local.manager;

import java.io.IOException;

/// How a client comes to a manager's server.
interface Way {
    /// Makes the wire; called once.
    ///
    /// @throws IOException if the server is gone
    Wire open() throws IOException;

    /// Returns what to trust of what comes over it.
    Trust trust();

    /// Returns whether the client makes a new one when it is lost.
    default boolean isReplaced() {
        return false;
    }

    /// Returns whether it is known, without going it, that there is no server at its end any more.
    default boolean isOver() {
        return false;
    }

    /// Explains why it is at its end.
    ///
    /// @param cause what the wire said
    /// @param died whether the server has left its end without closing it
    RuntimeException explain(Exception cause, boolean died);
}
