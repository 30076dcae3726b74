package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;

/// A task that a pool had not begun when it was stopped: what `shutdownNow` returns. Running it
/// does the work and completes the task's future.
public interface NotBegun extends Runnable {
    /// Returns the work.
    ///
    /// @return what was submitted, if that was a `Callable`
    Callable<?> work();

    /// Completes the task's future, if nobody has: the work was done elsewhere.
    ///
    /// @param result what came of it
    /// @param failure why nothing did; null if something did
    void finish(@Nullable Object result, @Nullable Throwable failure);
}
