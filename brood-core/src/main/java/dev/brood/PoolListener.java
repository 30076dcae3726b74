package dev.brood;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Is told what happens in a pool; given to [ProcessPool.Builder#listener]. All methods do nothing
/// by default.
///
/// It is called by one thread at a time, of the pool's own, in the order in which things happened,
/// a little later. So it can't hurt the pool: one that blocks misses what happens beyond some
/// thousand events, and is told so by [#missed]; what it throws goes to the thread's uncaught
/// exception handler the first time, and is dropped from then on. A pool does not wait for its
/// listeners when it ends, but they are still told the rest: also of a task whose callback returns
/// only then, by another thread perhaps.
///
/// When a task begins is known to its worker only; [ProcessPool#stats()] shows what runs.
public interface PoolListener {

    /// How a task has ended.
    enum Outcome {
        /// It has returned a result.
        DONE,
        /// It has thrown something, or its worker died, or its result could not travel.
        FAILED,
        /// It was cancelled, or its future was completed by another than the pool.
        CANCELLED,
        /// Its time was over.
        TIMED_OUT
    }

    /// A task that has ended.
    ///
    /// @param id its number in the pool, from 1
    /// @param name what it is called, `task 17` if it was given no name
    /// @param outcome how it has ended
    /// @param worker the name of the worker that has answered it; null if none has
    /// @param waited how long it waited for a worker; zero if none has answered it
    /// @param ran how long it ran; zero if no worker has answered it
    record TaskEnd(
            long id,
            String name,
            Outcome outcome,
            @Nullable String worker,
            Duration waited,
            Duration ran) {}

    /// Called when a task has ended and its future is complete.
    ///
    /// @param end the task and how it ended
    default void taskEnded(TaskEnd end) {}

    /// Called when a worker's process was started.
    ///
    /// @param name its name
    /// @param pid its process id
    default void workerStarted(String name, long pid) {}

    /// Called when a worker's process has ended.
    ///
    /// @param name its name
    /// @param pid the process id it had
    /// @param status its exit code or signal
    /// @param expected whether the pool had told it to end
    default void workerEnded(String name, long pid, ExitStatus status, boolean expected) {}

    /// Called now and then while tasks come and end, and once more when the pool has ended: often
    /// enough for a person who watches.
    ///
    /// @param submitted how many tasks the pool was given
    /// @param ended how many of them have ended, in whichever way
    default void progress(long submitted, long ended) {}

    /// Called when more happened than it could be told, because it took too long.
    ///
    /// @param events how many calls it missed since the last time
    default void missed(long events) {}
}
