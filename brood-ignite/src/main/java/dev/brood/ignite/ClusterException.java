package dev.brood.ignite;

import dev.brood.BroodException;

import org.jspecify.annotations.Nullable;

/// Thrown when a cluster can't be joined, has no nodes to work, or could not carry something out:
/// nobody answers at the addresses, it is another cluster, a connection was lost. The message says
/// which, and what to do.
public sealed class ClusterException extends BroodException permits ClusterFullException {
    private static final long serialVersionUID = 1;

    /// Makes one.
    ///
    /// @param message what happened
    /// @param cause why, if known
    public ClusterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
