package dev.brood.ignite.object;

import dev.brood.SharedSemaphore;
import dev.brood.ignite.cell.SemaphoreCell;

import java.time.Duration;
import java.util.Objects;

/// A semaphore of a cluster. What never changes of it: its bound, and 1 if it is fair.
final class ClusterSemaphore extends ClusterObject implements SharedSemaphore {
    private static final long serialVersionUID = 1;

    ClusterSemaphore(ObjectName name) {
        super(name);
    }

    private static int checked(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "the number of permits must be at least 0, was " + permits);
        }
        return permits;
    }

    @Override
    public void acquire(int permits) throws InterruptedException {
        Object _ = callInterruptibly(new SemaphoreCell.Acquire(checked(permits), true), null);
    }

    @Override
    public void acquireUninterruptibly(int permits) {
        Object _ = callUninterruptibly(new SemaphoreCell.Acquire(checked(permits), true));
    }

    @Override
    public boolean tryAcquire(int permits) {
        return Boolean.TRUE.equals(call(new SemaphoreCell.Acquire(checked(permits), false)));
    }

    @Override
    public boolean tryAcquire(int permits, Duration timeout) throws InterruptedException {
        boolean waits = timeout.isPositive();
        return Boolean.TRUE.equals(
                callInterruptibly(new SemaphoreCell.Acquire(checked(permits), waits), timeout));
    }

    @Override
    public void release(int permits) {
        Object _ = call(new SemaphoreCell.Release(checked(permits)));
    }

    @Override
    public int availablePermits() {
        return (Integer) Objects.requireNonNull(call(new SemaphoreCell.Available()));
    }

    @Override
    public int drainPermits() {
        return (Integer) Objects.requireNonNull(call(new SemaphoreCell.Drain()));
    }

    @Override
    public int bound() {
        return (int) objectName().number(0);
    }

    @Override
    public boolean isFair() {
        return objectName().number(1) != 0;
    }

    @Override
    public int waiting() {
        return isClosed() ? 0 : (Integer) Objects.requireNonNull(call(new SemaphoreCell.Waiting()));
    }
}
