package dev.brood.local.pool;

import java.time.Duration;

/// How often in a row workers have come to nothing, and how long to wait before the next is
/// started. Guarded by the pool's lock.
final class Backoff {
    private static final Duration LONGEST = Duration.ofMillis(500);
    private static final Duration FIRST = Duration.ofMillis(5);

    private int times;

    /// Notes another.
    ///
    /// @return how many there were in a row
    int note() {
        return ++times;
    }

    /// Begins anew: one has worked, or someone was told that none does.
    void clear() {
        times = 0;
    }

    /// Returns how long to wait.
    ///
    /// @return nothing after the first, as it may have been an accident
    Duration pause() {
        if (times < 2) {
            return Duration.ZERO;
        }
        Duration pause = FIRST.multipliedBy(1L << Math.min(times - 2, 16));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
