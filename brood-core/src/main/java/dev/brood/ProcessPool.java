package dev.brood;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
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
/// Workers are started when there is work and no idle one, up to the limit, and are reused; one
/// that has had nothing to do for a while ends. Tasks, arguments and results travel by value.
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
/// **Workers.** [Builder#initializer] and [Worker#state] make them ready, [Builder#recycleAfter]
/// and [Builder#recycleAbove] replace them. Unless [Builder#process] says otherwise, workers of a
/// pool of more than four share the machine's memory: the heap of each may grow to an equal part of
/// it (of a smaller pool, to a quarter, the JVM's default).
///
/// **Output.** What tasks print with `System.out` and `System.err` goes through this process's own,
/// in whole lines, before the task's future is completed; a line that was not ended is ended with
/// its task. Records of `System.Logger` and `java.util.logging` go to this process's logger of the
/// same name, with level, time, source and throwable. A worker asks for the levels of this
/// process's loggers when it makes its first record. Workers that are given another place for
/// output, or a configuration of logging as system property, by [Builder#process], keep to that.
///
/// **Pools in tasks.** A task may open a pool. It can't be given this one: a pool does not travel,
/// so that no task can wait for a worker of a pool that is full of tasks which wait. The system
/// property `brood.processes` of the root limits the processes of the whole tree (512 by default):
/// when there are so many, a pool gets no further workers but one, whatever it asks for, until
/// others have ended. The count is not exact while several pools grow at the same moment.
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

    /// Begins to start workers until there is the least number, so that the first tasks need not
    /// wait for one. Does not wait for them.
    ///
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    void prestart();

    /// Changes how many workers there may be. If there are too many now, the idle ones end, and of
    /// the others each when it has ended its task; what was handed to it ahead goes to the others.
    ///
    /// @param least how many are kept when there is nothing to do, at least 0
    /// @param most the largest number, at least 1 and `least`
    /// @throws IllegalArgumentException if they can't be; nothing was changed
    void resize(int least, int most);

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

        /// Sets how many workers are kept when there is nothing to do. They are not started by
        /// this: the first tasks do, or [ProcessPool#prestart()].
        ///
        /// @param workers at least 0, which is the default
        /// @return this
        /// @throws IllegalArgumentException if negative
        Builder minWorkers(int workers);

        /// Sets after how long without a task a worker ends, if there are more than the least
        /// number. A worker costs some 16 MB even when idle, so they don't stay for ever; those of
        /// which the start is expensive (an initializer that loads much, [Worker#state]) should be
        /// given more time, or a least number.
        ///
        /// @param timeout more than 0; 60 s if not set
        /// @return this
        /// @throws IllegalArgumentException if not more than 0
        Builder idleTimeout(Duration timeout);

        /// Sets what each worker runs before its first task.
        ///
        /// If it throws, or ends the worker, the tasks that wait for a worker fail with an
        /// [InitializerFailedException], and no other worker is started until there is another
        /// task. A worker that is being initialized gets no tasks.
        ///
        /// @param action must be able to travel
        /// @return this
        Builder initializer(Action action);

        /// Sets what each worker runs when it ends in order: idle for too long, recycled, or
        /// because the pool is closed. It runs after the worker's last task and before what
        /// [Worker#state] has made is closed, and has 30 s; then the worker is killed. It does not
        /// run where a worker dies, or is killed with a task. What it throws is printed by the
        /// worker and hurts nothing.
        ///
        /// @param action must be able to travel
        /// @return this
        Builder finalizer(Action action);

        /// Replaces each worker after so many tasks, for libraries that leak. Each item of a `map`
        /// or stream is a task; a worker ends the message it is at, so it may run a few more. The
        /// successor is started before the old one ends, if there is work for it.
        ///
        /// @param tasks at least 1
        /// @return this
        /// @throws IllegalArgumentException if less than 1
        Builder recycleAfter(int tasks);

        /// Replaces each worker that is so old, when it has ended the task it is at. See
        /// [#recycleAfter(int)].
        ///
        /// @param age more than 0
        /// @return this
        /// @throws IllegalArgumentException if not more than 0
        Builder recycleAfter(Duration age);

        /// Replaces each worker that uses so much memory. A worker looks between two tasks, at most
        /// once a second: at its resident memory, in which native leaks show as well as its heap
        /// (where the system does not tell, at its heap alone). If that is too much it collects its
        /// garbage and looks again. See [#recycleAfter(int)].
        ///
        /// @param bytes at least 1; a worker that has done nothing has some 60 MB
        /// @return this
        /// @throws IllegalArgumentException if less than 1
        Builder recycleAbove(long bytes);

        /// Gives each worker processors of its own: as many as there are for each if there are more
        /// than workers, else one, which it may share. All threads of a worker run there only.
        ///
        /// @param pinned false if not set
        /// @return this
        /// @throws UnsupportedOperationException if true and this system can't do it
        Builder pin(boolean pinned);

        /// Puts `[worker]` or `[worker task]` in front of each line that workers print and of each
        /// log record they make.
        ///
        /// @param prefixed false if not set
        /// @return this
        Builder prefixOutput(boolean prefixed);

        /// Makes the pool.
        ///
        /// @return an open pool
        /// @throws EncodingException if the initializer or the finalizer can't travel
        ProcessPool open();
    }
}
