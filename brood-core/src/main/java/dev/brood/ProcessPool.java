package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

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
public interface ProcessPool extends ExecutorService, TaskSubmitter {

    /// Returns a way to submit tasks with other options than the pool's own.
    ///
    /// ```java
    /// pool.with(TaskOptions.DEFAULTS.withTimeout(Duration.ofSeconds(1))).submit(() -> risky());
    /// ```
    ///
    /// @param options replace those of the pool, all of them
    /// @return a submitter to the same workers; it need not be closed, and any number may be used
    ///   at once
    TaskSubmitter with(TaskOptions options);

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

    /// Returns the worker processes that are alive at this moment.
    ///
    /// @return a new list
    List<ChildProcess> workers();

    /// Returns what the pool is doing and has done: tasks by state, workers, where the time goes.
    /// Takes no longer than it takes to hand out a task; may be called at any time, also after the
    /// end.
    ///
    /// @return a snapshot
    PoolStats stats();

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

        /// Sets how tasks are treated for which nothing else is said.
        ///
        /// @param options time-out, retries…
        /// @return this
        Builder tasks(TaskOptions options);

        /// Adds one who is told what happens in the pool, in a thread of its own.
        ///
        /// @param listener whom to tell
        /// @return this
        Builder listener(PoolListener listener);

        /// Makes the pool.
        ///
        /// @return an open pool
        ProcessPool open();
    }
}
