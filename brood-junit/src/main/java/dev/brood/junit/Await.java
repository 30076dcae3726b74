package dev.brood.junit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting for a condition that nothing signals, in place of a sleep of guessed length.
///
/// The condition is asked at once, then after pauses that grow from 0.1 to 20 ms, so a test goes on
/// as soon as it can, and the time-out can be generous at no cost.
public final class Await {
    private static final long FIRST_PAUSE_NANOS = 100_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private Await() {}

    /// Waits until a condition holds.
    ///
    /// @param timeout how long to wait at most; zero or less asks the condition once
    /// @param what the condition in words, to follow "waited for" in a sentence
    /// @param condition is asked again and again by the calling thread; what it throws ends the
    ///   wait
    /// @throws InterruptedException if interrupted while waiting
    /// @throws AssertionError if the time is over; it says what was awaited and for how long
    public static void until(Duration timeout, String what, BooleanSupplier condition)
            throws InterruptedException {
        long start = System.nanoTime();
        if (!holds(timeout, condition)) {
            throw new AssertionError(
                    "waited %d ms in vain for %s (time-out %s)"
                            .formatted(millisSince(start), what, inWords(timeout)));
        }
    }

    /// Waits until a condition holds or the time is over.
    ///
    /// @return whether it holds
    static boolean holds(Duration timeout, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        long limit = timeout.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        while (!condition.getAsBoolean()) {
            long left = limit - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(Math.min(pause, left));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        return true;
    }

    /// Returns a duration as a person writes it, such as `90 s` or `250 ms`.
    static String inWords(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
