package dev.brood.local.memory;

/// How long to look before sleeping: as long as looking has paid off lately.
///
/// A look costs some 50 ns (`Thread.onSpinWait` on a recent Xeon), a sleep 5 µs to the sleeper and
/// 1 to 5 µs to its waker, measured on two cores. After the adaptive mutex of glibc
/// (`nptl/pthread_mutex_lock.c`): the limit follows the number of looks that were needed, and
/// shrinks when looking was in vain. On one processor nothing can change while one looks, so there
/// it is 0.
///
/// Used by many threads without synchronization: a lost update costs a little time, nothing else.
public final class Spin {
    private static final boolean POINTLESS = Runtime.getRuntime().availableProcessors() == 1;
    private static final int MOST = 400;
    private static final int FIRST = 200;
    private static final int LEAST = 8;

    private int limit = POINTLESS ? 0 : FIRST;

    /// Makes one for a place where threads wait.
    public Spin() {}

    /// Returns how often to look, at most.
    ///
    /// @return a number of rounds with one [Thread#onSpinWait] each
    public int limit() {
        return limit;
    }

    /// Learns from a success.
    ///
    /// @param rounds after how many rounds it came
    public void succeededAfter(int rounds) {
        if (!POINTLESS) {
            int wanted = Math.min(MOST, 2 * rounds + LEAST);
            limit += (wanted - limit) / 8;
        }
    }

    /// Learns from a failure.
    public void failed() {
        if (!POINTLESS) {
            limit = Math.max(LEAST, limit - limit / 8);
        }
    }
}
