package dev.brood.local.pool;

/// How many items of a `map` or stream go to a worker in one message: as many as are worth one, and
/// no more, so that items go to the worker that is free first and results do not wait for others.
///
/// It begins with single items and at most doubles with each batch that comes back, so that a few
/// quick items before slow ones do little harm. Guarded by the lock of its [ItemFlow].
final class ChunkSize {
    private static final long MOST_BYTES = 256 << 10;
    private static final int MOST = 1024;

    private final boolean fixed;
    private final double worthNanos;
    private int size;
    private double nanosPerItem;
    private double bytesPerItem;

    /// Makes one.
    ///
    /// @param given what the caller wants, or 0 to learn it
    /// @param worthNanos how much work is worth a message
    ChunkSize(int given, long worthNanos) {
        this.fixed = given > 0;
        this.worthNanos = worthNanos;
        this.size = Math.max(1, given);
    }

    boolean isFixed() {
        return fixed;
    }

    int size() {
        return size;
    }

    /// Learns from a batch that has come back.
    ///
    /// @param items how many it had
    /// @param nanos how long the worker took
    /// @param bytes how large it and its results were
    void learn(int items, long nanos, long bytes) {
        if (fixed) {
            return;
        }
        nanosPerItem = average(nanosPerItem, (double) nanos / items);
        bytesPerItem = average(bytesPerItem, (double) bytes / items);
        double worth =
                Math.min(
                        worthNanos / Math.max(nanosPerItem, 1),
                        MOST_BYTES / Math.max(bytesPerItem, 1));
        size = (int) Math.clamp(worth, 1, Math.min(MOST, 2 * size));
    }

    /// Believes bad news sooner than good.
    private static double average(double before, double now) {
        return before + (now - before) / (now > before ? 2 : 4);
    }
}
