package dev.brood.cli.copy.dispatch;

import dev.brood.Task;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// Processes that run tasks: the little the copier asks of a pool.
public interface Workers extends AutoCloseable {

    /// Returns how many tasks run at once.
    ///
    /// @return at least 1
    int limit();

    /// Runs a task in one of them.
    ///
    /// @param <T> the result
    /// @param task the work
    /// @return its future, which fails with a [dev.brood.WorkerDiedException] if the worker dies
    <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task);

    /// Stops all that runs at once, by killing, and returns when nothing writes any more, or after
    /// a second.
    void kill();

    /// Ends the workers; nothing runs any more.
    @Override
    void close();
}
