package dev.brood.local.memory;

import java.util.function.BooleanSupplier;

/// How long to look before sleeping: as long as looking has paid off lately.
///
/// A look costs some 50 ns (`Thread.onSpinWait` on a recent Xeon), a sleep 5 µs to the sleeper and
/// 1 to 5 µs to its waker, measured on two cores. After the adaptive mutex of glibc
/// (`nptl/pthread_mutex_lock.c`): the limit follows the number of looks that were needed, and
/// shrinks when looking was in vain. On one processor nothing can change while one looks, so there
/// it is 0.
///
/// A patient one is for two that answer each other. It looks for about as long as a sleep and the
/// wake-up cost, as long as that pays off: then it never costs more than twice what sleeping would
/// have. Were the limit to follow the number of looks that were needed, an answer that comes a
/// little later than the last would be slept for, and the sleeper's own answer comes later by a
/// wake-up, for which the other sleeps. After failures it looks less and less, and still as long as
/// it may from time to time: each of two that sleep looks in vain for as long as the other takes to
/// wake up, and neither would find out that none had to sleep if both looked on.
///
/// A patient one that also yields offers its processor, every 16 looks, to whoever else could run
/// on it: with more threads at work than processors the one that is looked for may be waiting for
/// just that. Where nobody is, `sched_yield` costs no more than these looks.
///
/// Used by many threads without synchronization: a lost update costs a little time, nothing else.
public final class Spin {
    private static final boolean POINTLESS = Runtime.getRuntime().availableProcessors() == 1;
    private static final int MOST = 400;
    private static final int FIRST = 200;
    private static final int LEAST = 8;
    private static final int PATIENT_MOST = 1500;

    /// How many failures of a patient one come before it looks as long as it may.
    private static final int FAILURES = 32;

    /// For which in compiled code no limit is too large.
    private static final long LONGEST_NANOS = 60_000;

    private static final int ROUNDS_A_CLOCK = 16;

    private final int most;
    private final boolean patient;
    private final boolean yields;
    private int limit = POINTLESS ? 0 : FIRST;
    private int failures;

    /// Makes one for a place where threads wait.
    public Spin() {
        this(MOST, false, false);
    }

    private Spin(int most, boolean patient, boolean yields) {
        this.most = most;
        this.patient = patient;
        this.yields = yields;
    }

    /// Makes one for a thread that waits for another which answers it.
    ///
    /// @return a patient one
    public static Spin patient() {
        return new Spin(PATIENT_MOST, true, false);
    }

    /// As [#patient], for one that is answered while more threads may be at work than there are
    /// processors.
    ///
    /// @return a patient one that yields
    public static Spin yielding() {
        return new Spin(PATIENT_MOST, true, true);
    }

    /// Returns how often to look, at most.
    ///
    /// @return a number of rounds with one [Thread#onSpinWait] each
    public int limit() {
        return failures == FAILURES ? most : limit;
    }

    /// Looks until an obstacle is gone, as long as that may pay: in compiled code for [#limit()]
    /// rounds, and in code that is still interpreted, where a round takes a hundred times as long,
    /// for about that time; the compiler may be waiting for this very processor.
    ///
    /// @param obstacle looks at shared memory by volatile reads
    /// @return false if it is still there
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on what the scheduler does then
    public boolean sees(BooleanSupplier obstacle) {
        int limit = limit();
        long begin = 0;
        for (int i = 0; i < limit; i++) {
            if (!obstacle.getAsBoolean()) {
                succeededAfter(i);
                return true;
            }
            Thread.onSpinWait();
            if ((i + 1) % ROUNDS_A_CLOCK == 0) {
                if (yields) {
                    Thread.yield();
                }
                long now = System.nanoTime();
                if (begin == 0) {
                    begin = now;
                } else if (now - begin > LONGEST_NANOS) {
                    break;
                }
            }
        }
        failed();
        return false;
    }

    /// Learns from a success.
    ///
    /// @param rounds after how many rounds it came
    public void succeededAfter(int rounds) {
        if (!POINTLESS) {
            failures = 0;
            int wanted = Math.min(most, 2 * rounds + LEAST);
            limit = patient ? most : limit + (wanted - limit) / 8;
        }
    }

    /// Learns from a failure.
    public void failed() {
        if (!POINTLESS) {
            failures = !patient || failures == FAILURES ? 0 : failures + 1;
            limit = Math.max(LEAST, limit - limit / (patient ? 2 : 8));
        }
    }
}
