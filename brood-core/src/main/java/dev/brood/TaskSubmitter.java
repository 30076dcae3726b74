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
    /// The items are sent in batches, of which a bounded number is under way: only those are in
    /// memory as bytes. Their size follows the time that items take, unless [TaskOptions#chunk] is
    /// set, and becomes smaller towards the end, so that all workers end together.
    ///
    /// Items are not to be changed until it returns. Large arrays in them go straight from where
    /// they are to the workers: who changes one meanwhile, from another thread, may see that in a
    /// result.
    ///
    /// A function of several arguments takes a record or an entry of a map apart:
    /// `pool.map(shapes.entrySet(), e -> draw(e.getKey(), e.getValue()))`.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param items what to apply it to; iterated at once, in the calling thread, and what the
    ///   iteration throws is thrown
    /// @param function what to apply; sent once per batch of items
    /// @return the results in the order of the items
    /// @throws InterruptedException if interrupted while waiting; the rest is cancelled
    /// @throws TaskFailedException if the function failed for an item: the first such in the order
    ///   of the items, after all have ended; further failures are suppressed in it. To have the
    ///   results of the others, see [#outcomes]
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down. A shutdown
    ///   during the call lets it finish; `shutdownNow` fails what has not begun
    <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Collection<? extends T> items, Fn<? super T, ? extends R> function)
            throws InterruptedException;

    /// As [#map], without waiting. All items count as submitted when this returns: closing the pool
    /// waits for them.
    ///
    /// Cancelling the future, or completing it in any other way (`orTimeout`), ends the work on all
    /// items. Its callbacks run in a thread of their own.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param items what to apply it to; iterated at once, in the calling thread
    /// @param function what to apply
    /// @return the future of the results in the order of the items; it fails as [#map] throws
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            Collection<? extends T> items, Fn<? super T, ? extends R> function);

    /// Applies a function to each item in the workers and gives the results in the order of the
    /// items, as soon as each has its turn.
    ///
    /// Items are pulled by the thread that reads the stream, as workers can take them: a bounded
    /// number is under way, so an endless input works in constant memory, and one item that takes
    /// long holds up only those results behind it. How many items go in one message follows the
    /// time they take, unless [TaskOptions#chunk] is set. Once pulled, an item is on its way
    /// without waiting for others to fill its message; with a chunk set it waits.
    ///
    /// An item that fails ends the stream in its place with a [TaskFailedException], after the
    /// results of those before it. What the input throws is thrown after the results of all items
    /// before it. Closing the stream, or a failure, cancels what is under way; the pool goes on. A
    /// wait that is interrupted ends with a `CancellationException`, the thread's interrupted
    /// status set. When the pool is shut down, items that are under way come back, and the next
    /// that is pulled ends the stream with a `RejectedExecutionException`.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param items what to apply it to; for a `Stream` write `stream::iterator`
    /// @param function what to apply
    /// @return a sequential stream to be read by one thread, and closed if not read to its end
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function);

    /// As [#stream], with the results as they come, in any order, and the first failure as soon as
    /// it is known.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param items what to apply it to
    /// @param function what to apply
    /// @return a sequential stream to be read by one thread, and closed if not read to its end
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function);

    /// As [#streamUnordered], with what became of each item, so that the failure of one ends
    /// nothing: each item has exactly one outcome.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param items what to apply it to
    /// @param function what to apply
    /// @return a sequential stream to be read by one thread, and closed if not read to its end
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function);
}
