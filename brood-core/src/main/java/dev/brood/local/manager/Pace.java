package dev.brood.local.manager;

/// Whether calls of a method are worth a thread of their own, by experience: a method is taken for
/// quick until one of its calls is found to last, and again when many in a row were quick. Each
/// time it disappoints, more are wanted.
///
/// Used by several threads without synchronization: a lost update costs a little time, nothing
/// else.
final class Pace {
    private static final long QUICK_NANOS = 50_000;
    private static final int FIRST = 64;
    private static final int MOST = 1 << 20;

    private volatile boolean slow;
    private int wanted = FIRST;
    private int quick;

    boolean isSlow() {
        return slow;
    }

    /// A call lasts.
    void lasts() {
        quick = 0;
        wanted = Math.min(MOST, 4 * wanted);
        slow = true;
    }

    /// A call that had a thread of its own is done.
    void took(long nanos) {
        quick = nanos < QUICK_NANOS ? quick + 1 : 0;
        if (quick >= wanted) {
            slow = false;
        }
    }
}
