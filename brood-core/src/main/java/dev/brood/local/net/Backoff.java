package dev.brood.local.net;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before each attempt to connect after the first: at random up to a bound that
/// doubles each time (full jitter), so that those who have lost the same peer at the same time do
/// not all come back at the same time.
///
/// For one thread.
public final class Backoff {
    private static final long FIRST_NANOS = Duration.ofMillis(20).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long LEAST_NANOS = Duration.ofMillis(1).toNanos();

    private long bound = FIRST_NANOS;

    /// Begins with short pauses.
    public Backoff() {}

    /// Returns how long to wait now.
    ///
    /// @return in nanoseconds, 1 ms to 2 s
    public long nextNanos() {
        long pause = ThreadLocalRandom.current().nextLong(LEAST_NANOS, bound);
        bound = Math.min(2 * bound, LONGEST_NANOS);
        return pause;
    }
}
