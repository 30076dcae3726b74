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

    /// Takes no more tasks and kills the workers, whatever runs in them. Returns at once.
    void kill();

    /// Kills the workers and returns when they are gone and write no more, or after a second.
    @Override
    void close();
}
