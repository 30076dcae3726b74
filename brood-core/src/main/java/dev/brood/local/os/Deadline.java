package dev.brood.local.os;

import java.time.Duration;

/// Points in time on the clock of [System#nanoTime()], as plain longs.
public final class Deadline {
    /// The deadline of a wait without end; in fact 146 years from some start, as no wait outlives.
    public static final long NEVER = Long.MAX_VALUE;

    private Deadline() {}

    /// Returns the moment a time from now.
    ///
    /// @param timeout zero or negative for a moment that is over
    /// @return a deadline, [#NEVER] for times too long to count
    public static long after(Duration timeout) {
        long nanos;
        try {
            nanos = timeout.toNanos();
        } catch (ArithmeticException _) {
            return timeout.isNegative() ? System.nanoTime() : NEVER;
        }
        // Half the range is left to nanoTime's arbitrary origin.
        return nanos >= Long.MAX_VALUE / 2 ? NEVER : System.nanoTime() + Math.max(0, nanos);
    }

    /// Returns how long it is until a deadline.
    ///
    /// @param deadline as made by [#after]
    /// @return nanoseconds, zero or negative when it is over
    public static long remaining(long deadline) {
        return deadline == NEVER ? Long.MAX_VALUE : deadline - System.nanoTime();
    }
}
