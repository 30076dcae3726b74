package dev.brood.local.pool;

/// How far ahead of its work a worker is handed more: far enough that it need not wait for the pool
/// between short tasks, and no further, so that long tasks find the worker that is free first.
///
/// Guarded by the pool's lock.
final class Pace {
    /// What a worker should have in hand.
    private static final long WORTH_NANOS = 200_000;

    /// What it should have of tasks whose results it need not tell of one by one.
    private static final long QUIET_WORTH_NANOS = 8_000_000;

    private static final int MOST = 128;
    private static final int AT_FIRST = 2;

    private double average = -1;

    /// Learns from a task's time.
    void learn(long nanos) {
        average = average < 0 ? nanos : average + (nanos - average) / 16;
    }

    /// Returns how many tasks a worker may have in hand, the one it runs included.
    ///
    /// @param quiet whether it need not tell of their results one by one ([ResultSignal])
    int limit(boolean quiet) {
        if (average < 0) {
            return AT_FIRST;
        }
        long worth = quiet ? QUIET_WORTH_NANOS : WORTH_NANOS;
        return 1 + Math.clamp((long) (worth / Math.max(average, 1)), 1, MOST - 1);
    }
}
