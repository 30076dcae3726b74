package dev.brood;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Which tasks run again after a failure, and how often: immutable, made from [#NEVER] or [#times].
///
/// Whoever asks for retries says by it that running the task twice does no harm: a worker may have
/// died after the task had done its work and before it said so.
///
/// @param times how often a task runs again at most, 0 for never
/// @param failures the classes of failures after which it does, with their subclasses; empty for
///   all
/// @param delay how long a task waits before it runs again; doubled each time
public record Retry(int times, List<Class<? extends Throwable>> failures, Duration delay) {

    /// Every failure is final.
    public static final Retry NEVER = new Retry(0, List.of(), Duration.ZERO);

    /// Checks and copies what is given.
    public Retry {
        if (times < 0) {
            throw new IllegalArgumentException("times must be at least 0, was " + times);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("the delay must not be negative, was " + delay);
        }
        failures = List.copyOf(failures);
    }

    /// Lets a task run again after any failure: an exception of its own, a time-out, a worker's
    /// death. What was cancelled never runs again.
    ///
    /// @param times how often at most, so that it runs once more than this
    /// @return a policy without delay
    public static Retry times(int times) {
        return new Retry(times, List.of(), Duration.ZERO);
    }

    /// Restricts it to a kind of failure, besides those it is restricted to already.
    ///
    /// @param failure for instance `WorkerDiedException.class`; subclasses count too
    /// @return a new policy
    public Retry on(Class<? extends Throwable> failure) {
        List<Class<? extends Throwable>> more = new ArrayList<>(failures);
        more.add(failure);
        return new Retry(times, more, delay);
    }

    /// Has a task wait before it runs again.
    ///
    /// @param first how long after the first failure; doubled after each further one
    /// @return a new policy
    public Retry withDelay(Duration first) {
        return new Retry(times, failures, first);
    }

    /// Returns whether a task that failed runs again.
    ///
    /// @param failure why it failed
    /// @param before how often it has run again already
    /// @return whether it does once more
    public boolean allows(Throwable failure, int before) {
        return before < times
                && (failures.isEmpty() || failures.stream().anyMatch(c -> c.isInstance(failure)));
    }
}
