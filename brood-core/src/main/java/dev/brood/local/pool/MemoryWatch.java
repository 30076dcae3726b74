package dev.brood.local.pool;

import dev.brood.local.os.ProcessUsage;

/// Looks now and then whether this process uses too much memory. Used by one thread.
final class MemoryWatch {
    private static final long PAUSE_NANOS = 1_000_000_000;

    /// After garbage was collected in vain or not, as that takes its time.
    private static final long LONG_PAUSE_NANOS = 5 * PAUSE_NANOS;

    private final long most;
    private long next = System.nanoTime();
    private boolean found;

    /// @param most how many bytes are not too much; 0 for any number
    MemoryWatch(long most) {
        this.most = most;
    }

    /// Looks, if it is time to.
    ///
    /// @return true once: when it has become too much, and collecting garbage does not help
    boolean isTooMuch() {
        if (most == 0 || found || System.nanoTime() - next < 0) {
            return false;
        }
        if (used() > most) {
            System.gc();
            found = used() > most;
            next = System.nanoTime() + LONG_PAUSE_NANOS;
        } else {
            next = System.nanoTime() + PAUSE_NANOS;
        }
        return found;
    }

    private static long used() {
        long resident = ProcessUsage.ownResidentBytes();
        return resident >= 0 ? resident : Runtime.getRuntime().totalMemory();
    }
}
