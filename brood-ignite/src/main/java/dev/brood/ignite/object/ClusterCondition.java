package dev.brood.ignite.object;

import dev.brood.ClosedException;
import dev.brood.SharedCondition;
import dev.brood.ignite.cell.LockCell;
import dev.brood.ignite.cell.Op;

import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A condition of a lock of a cluster: part of the lock's cell. What never changes of it: its id.
final class ClusterCondition extends ClusterObject implements SharedCondition {
    private static final long serialVersionUID = 1;

    private volatile boolean closed;

    ClusterCondition(ObjectName name) {
        super(name);
    }

    private String id() {
        return (String) objectName().more().getFirst();
    }

    private Op waiting(String what) {
        if (closed) {
            throw new ClosedException("'" + name() + "' was closed: no " + what);
        }
        return new LockCell.Await(id());
    }

    @Override
    public void await() throws InterruptedException {
        Object _ = callInterruptibly(waiting("await"), null);
    }

    @Override
    public void awaitUninterruptibly() {
        Object _ = callUninterruptibly(waiting("await"));
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return Boolean.TRUE.equals(callInterruptibly(waiting("await"), timeout));
    }

    @Override
    public boolean await(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!predicate.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0 || !await(Duration.ofNanos(left))) {
                return predicate.getAsBoolean();
            }
        }
        return true;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller's business
    public long awaitNanos(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        boolean _ = await(nanos, TimeUnit.NANOSECONDS);
        return end - System.nanoTime();
    }

    @Override
    @SuppressWarnings({"WaitNotInLoop", "JavaUtilDate"}) // as the interface has it
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return await(deadline.getTime() - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void signal() {
        signal(1);
    }

    @Override
    public void signal(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "the number of signals must be at least 0, was " + count);
        }
        Op _ = waiting("signal");
        Object _ = call(new LockCell.Signal(id(), count));
    }

    @Override
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    @Override
    public int waiting() {
        try {
            return closed ? 0 : (Integer) Objects.requireNonNull(call(new LockCell.Sleeping(id())));
        } catch (ClosedException _) {
            return 0;
        }
    }

    @Override
    public boolean isClosed() {
        return closed || super.isClosed();
    }

    /// Ends this handle of it; its lock lives on.
    @Override
    public void close() {
        closed = true;
    }
}
