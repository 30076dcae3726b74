package dev.brood;

import java.time.Duration;

/// The failure of a task that ran longer than its time-out ([TaskOptions#withTimeout]). Only this
/// task is hurt. The stack trace of the cause is where the task was when its time was over.
public final class TaskTimeoutException extends BroodException {
    private final Duration timeout;

    /// Makes the failure of one task.
    ///
    /// @param message what happened, to which task, in which worker
    /// @param timeout how long it might have run
    public TaskTimeoutException(String message, Duration timeout) {
        super(message);
        this.timeout = timeout;
    }

    /// Returns how long the task was allowed to run.
    ///
    /// @return the time-out of its options
    public Duration timeout() {
        return timeout;
    }
}
