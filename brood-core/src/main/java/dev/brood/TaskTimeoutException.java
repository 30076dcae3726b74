package dev.brood;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// The failure of a task that ran longer than its time-out ([TaskOptions#withTimeout]). Only this
/// task is hurt: its worker is reused if the interrupt ended the task within the grace, and
/// replaced otherwise. The future fails when the time is over, not after the grace.
///
/// The stack trace of the cause is where the task was when its time was over; there is no cause if
/// the worker could not say, being stopped for instance, and then the message says so.
public final class TaskTimeoutException extends BroodException {
    private final Duration timeout;

    /// Makes the failure of one task.
    ///
    /// @param message what happened, to which task, in which worker
    /// @param timeout how long it might have run
    /// @param stack what has the task's stack trace at that moment; null if that isn't known
    public TaskTimeoutException(String message, Duration timeout, @Nullable Throwable stack) {
        super(message, stack);
        this.timeout = timeout;
    }

    /// Returns how long the task was allowed to run.
    ///
    /// @return the time-out of its options
    public Duration timeout() {
        return timeout;
    }
}
