package dev.brood;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How a pool treats tasks: immutable, made from [#DEFAULTS] by the `with…` methods. Given to a
/// pool for all its tasks ([ProcessPool.Builder#tasks]) or to some of them ([ProcessPool#with]).
///
/// @param name what messages, statistics and events call a task, or null for `task 17`
/// @param timeout how long a task may run from its begin in a worker, without the time it waits for
///   one; null for as long as it takes. Each item of a `map` or stream is a task
/// @param retry which tasks run again after a failure
/// @param chunk how many items of a `map` or stream go to a worker in one message; 0 to let the
///   pool choose
public record TaskOptions(
        @Nullable String name, @Nullable Duration timeout, Retry retry, int chunk) {

    /// No name, no time-out, no retries, chunks as the pool sees fit.
    public static final TaskOptions DEFAULTS = new TaskOptions(null, null, Retry.NEVER, 0);

    /// Checks what is given.
    public TaskOptions {
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "a task's time-out must be more than 0, was " + timeout);
        }
        if (chunk < 0) {
            throw new IllegalArgumentException(
                    "chunk must be at least 1, or 0 to let the pool choose; was " + chunk);
        }
    }

    /// Returns these options with a name for the tasks.
    ///
    /// @param name for instance `thumbnail`
    /// @return new options
    public TaskOptions withName(String name) {
        return new TaskOptions(name, timeout, retry, chunk);
    }

    /// Returns these options with a time-out. A task that runs longer is interrupted, after a grace
    /// killed with its worker, and fails with a [TaskTimeoutException].
    ///
    /// @param timeout more than 0, counted from the task's begin in a worker
    /// @return new options
    public TaskOptions withTimeout(Duration timeout) {
        return new TaskOptions(name, timeout, retry, chunk);
    }

    /// Returns these options with a retry policy.
    ///
    /// @param retry which tasks run again after a failure
    /// @return new options
    public TaskOptions withRetry(Retry retry) {
        return new TaskOptions(name, timeout, retry, chunk);
    }

    /// Returns these options with a number of items for each message.
    ///
    /// @param chunk at least 1, or 0 to let the pool choose
    /// @return new options
    public TaskOptions withChunk(int chunk) {
        return new TaskOptions(name, timeout, retry, chunk);
    }
}
