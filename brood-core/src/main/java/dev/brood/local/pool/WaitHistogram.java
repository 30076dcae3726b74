package dev.brood.local.pool;

/// Counts times in classes that are an eighth of a power of two wide. Guarded by the pool's lock.
final class WaitHistogram {
    private static final int PARTS_LOG = 3;
    private static final int PARTS = 1 << PARTS_LOG;

    private final long[] counts = new long[(Long.SIZE - PARTS_LOG) * PARTS];
    private long total;

    /// Counts a time.
    ///
    /// @param nanos what is less than 0 counts as 0
    void add(long nanos) {
        counts[index(Math.max(0, nanos))]++;
        total++;
    }

    /// Returns how many were counted.
    long total() {
        return total;
    }

    /// Returns a time that a share of those that were counted does not exceed, and the rest hardly
    /// falls below.
    ///
    /// @param share more than 0, at most 1
    /// @return nanoseconds, 0 if nothing was counted
    long quantile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return highest(i);
            }
        }
        return 0;
    }

    /// The first 8 classes are of one nanosecond each; from there on a class is told by the place
    /// of the first bit and the three that follow.
    private static int index(long nanos) {
        if (nanos < PARTS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - PARTS_LOG;
        return (shift << PARTS_LOG) + (int) (nanos >>> shift);
    }

    private static long highest(int index) {
        if (index < PARTS) {
            return index;
        }
        int shift = (index >>> PARTS_LOG) - 1;
        long part = (index & (PARTS - 1L)) + PARTS;
        return ((part + 1) << shift) - 1;
    }
}
