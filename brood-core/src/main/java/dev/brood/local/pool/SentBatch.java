package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// A batch on its way through a pool.
public interface SentBatch {
    /// Returns the future of its outcomes: of each item the result or why there is none. Cancelling
    /// it ends the work.
    ///
    /// @return always the same
    CompletableFuture<@Nullable Object[]> future();

    /// Returns how long its items have run, when it is done.
    ///
    /// @return in nanoseconds; 0 only if none has run
    long ranNanos();

    /// Returns how large it and its outcomes were, when it is done.
    ///
    /// @return in bytes
    long bytes();

    /// Returns why it was not taken, when it is done, if nothing that follows will be either.
    ///
    /// @return null if it was
    default @Nullable RuntimeException refusal() {
        return null;
    }
}
