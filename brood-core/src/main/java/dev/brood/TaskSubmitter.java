package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// What takes tasks for the workers of a pool: a [ProcessPool] with its own options for tasks, or
/// what [ProcessPool#with] returns, with others.
public interface TaskSubmitter {

    /// Submits work with a result.
    ///
    /// @param <T> the result
    /// @param task the work, which must be able to travel
    /// @return its future; cancelling it ends the work
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task);

    /// Submits work without a result.
    ///
    /// @param action the work, which must be able to travel
    /// @return its future; cancelling it ends the work
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    CompletableFuture<@Nullable Void> submit(Action action);

    /// Applies a function to each item in the workers and waits for all.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param items what to apply it to
    /// @param function what to apply; sent once per batch of items
    /// @return the results in the order of the items
    /// @throws InterruptedException if interrupted while waiting; the rest is cancelled
    /// @throws TaskFailedException if the function failed for an item: the first such in the order
    ///   of the items, after all have ended; further failures are suppressed in it
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Collection<? extends T> items, Fn<? super T, ? extends R> function)
            throws InterruptedException;

    /// Applies a function to each item in the workers and gives the results as they come, in any
    /// order. Items are pulled as workers can take them: an endless input works in constant memory.
    ///
    /// An item that fails ends the stream there with a [TaskFailedException]. Closing the stream,
    /// or leaving it unfinished and closing the pool, cancels what has not been done. A wait that
    /// is interrupted ends with a `CancellationException`, the thread's interrupted status set.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param items what to apply it to; iterated by the thread that reads the stream
    /// @param function what to apply
    /// @return a stream to be read by one thread, and closed if not read to its end
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function);
}
