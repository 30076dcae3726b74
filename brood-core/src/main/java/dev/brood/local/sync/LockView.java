package dev.brood.local.sync;

import dev.brood.local.os.Deadline;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// One of the two locks of a [LocalReadWriteLock].
final class LockView implements Lock {
    private static final Patience NONE = new Patience(false, 0, false);
    private static final Patience ENDLESS = new Patience(true, Deadline.NEVER, false);
    private static final Patience INTERRUPTIBLE = new Patience(true, Deadline.NEVER, true);

    private final String which;
    private final Taking taking;
    private final Runnable unlocking;

    LockView(String which, Taking taking, Runnable unlocking) {
        this.which = which;
        this.taking = taking;
        this.unlocking = unlocking;
    }

    /// How long a thread waits.
    ///
    /// @param queues whether it waits at all
    /// @param deadline until when
    /// @param interruptible whether an interrupt ends the wait
    record Patience(boolean queues, long deadline, boolean interruptible) {}

    /// Takes the lock.
    @FunctionalInterface
    interface Taking {
        /// Returns false if it can't be had within that patience.
        boolean take(Patience patience) throws InterruptedException;
    }

    @Override
    public void lock() {
        var _ = takeUninterrupted(ENDLESS);
    }

    @Override
    public boolean tryLock() {
        return takeUninterrupted(NONE);
    }

    private boolean takeUninterrupted(Patience patience) {
        try {
            return taking.take(patience);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted, and was not to be", e);
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        LocalLock.throwIfInterrupted();
        var _ = taking.take(INTERRUPTIBLE);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        LocalLock.throwIfInterrupted();
        Duration timeout = Duration.ofNanos(unit.toNanos(time));
        return taking.take(new Patience(true, Deadline.after(timeout), true));
    }

    @Override
    public void unlock() {
        unlocking.run();
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException(
                "the %s lock of a read-write lock has no conditions: use SharedLock"
                        .formatted(which));
    }
}
