package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

/// An [ExecutorService] whose workers are child JVMs.
///
/// ```java
/// try (ProcessPool pool = Brood.local().pool(4)) {
///     List<Integer> squares = pool.map(List.of(1, 2, 3), x -> x * x);
///     CompletableFuture<String> name = pool.submit(() -> expensive());
/// }
/// ```
///
/// Workers are started when there is work and no idle one, up to the limit, and are reused. Tasks,
/// arguments and results travel by value.
///
/// **Death.** A worker that dies (killed, out of memory, crashed, `System.exit`) fails the one task
/// it was running with a [WorkerDiedException]; tasks handed to it ahead run elsewhere, and a new
/// worker takes its place.
///
/// **Failures.** What a task throws is the cause of the `ExecutionException` of its future, as the
/// same class where it can travel and as a [RemoteFailureException] where not; its stack trace is
/// the worker's. A task or a result that can't be encoded fails that one future with an
/// [EncodingException].
///
/// **Cancelling** a future ends the work too: a task that has not begun is dropped, one that runs
/// is interrupted and, if that does not end it in the grace, killed with its worker.
///
/// **Closing.** [#close()] takes no more tasks, lets all that were submitted finish and ends the
/// workers; [#shutdownNow()] stops what runs and returns what had not begun.
///
/// **Memory effects.** As for any executor: what a thread does before it submits happens before the
/// task, and the task before what follows `get`, for shared memory.
public interface ProcessPool extends ExecutorService {

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

    /// Submits work typed for any executor. It must be serializable all the same: a lambda is so
    /// only where a [Task] or [Action] is expected.
    @Override
    <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task);

    /// As [#submit(Callable)], without a result.
    @Override
    CompletableFuture<?> submit(Runnable task);

    /// As [#submit(Runnable)], with a result known beforehand, which does not travel.
    @Override
    <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result);

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

    /// Returns the worker processes that are alive at this moment.
    ///
    /// @return a new list
    List<ChildProcess> workers();

    /// Collects options and makes a pool; made by [Brood#newPool()].
    interface Builder {
        /// Sets the largest number of workers.
        ///
        /// @param workers at least 1; the number of processors if not set
        /// @return this
        /// @throws IllegalArgumentException if less than 1
        Builder workers(int workers);

        /// Gives the pool a name, for messages and the names of its workers.
        ///
        /// @param name a label without further meaning
        /// @return this
        Builder name(String name);

        /// Sets how its worker processes are started; their names are the pool's business.
        ///
        /// @param options heap, flags, environment, output…
        /// @return this
        Builder process(ProcessOptions options);

        /// Makes the pool.
        ///
        /// @return an open pool
        ProcessPool open();
    }
}
