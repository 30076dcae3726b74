package dev.brood.ignite.object;

import dev.brood.Abandonment;
import dev.brood.ClosedException;
import dev.brood.LockOwner;
import dev.brood.SharedCondition;
import dev.brood.SharedLock;
import dev.brood.ignite.cell.LockCell;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// A lock of a cluster. What never changes of it: 1 if it is fair.
final class ClusterLock extends ClusterObject implements SharedLock {
    private static final long serialVersionUID = 1;

    ClusterLock(ObjectName name) {
        super(name);
    }

    @Override
    public void lock() {
        Object _ = callUninterruptibly(new LockCell.Lock(true));
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        Object _ = callInterruptibly(new LockCell.Lock(true), null);
    }

    @Override
    public boolean tryLock() {
        return Boolean.TRUE.equals(call(new LockCell.Lock(false)));
    }

    @Override
    public boolean tryLock(Duration timeout) throws InterruptedException {
        boolean waits = timeout.isPositive();
        return Boolean.TRUE.equals(callInterruptibly(new LockCell.Lock(waits), timeout));
    }

    @Override
    public void unlock() {
        try {
            Object _ = call(new LockCell.Unlock());
        } catch (ClosedException _) {
            // Then there is nothing to give up.
        }
    }

    @Override
    public SharedCondition newCondition() {
        ObjectName name = objectName();
        LockCell.View _ = look(); // or it is closed
        String id = UUID.randomUUID().toString();
        return (SharedCondition)
                ClusterObjects.of(
                        new ObjectName(
                                ObjectKind.CONDITION,
                                name.cluster(),
                                name.self(),
                                name.key(),
                                "condition " + id.substring(0, 8) + " of " + name.label(),
                                List.of(id)));
    }

    private LockCell.View look() {
        return (LockCell.View) Objects.requireNonNull(call(new LockCell.Look()));
    }

    @Override
    public boolean isLocked() {
        return look().owner() != null;
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return holdCount() > 0;
    }

    @Override
    public int holdCount() {
        try {
            return look().holds();
        } catch (ClosedException _) {
            return 0;
        }
    }

    @Override
    public Optional<LockOwner> owner() {
        return Optional.ofNullable(look().owner());
    }

    @Override
    public int waiting() {
        try {
            return look().waiting();
        } catch (ClosedException _) {
            return 0;
        }
    }

    @Override
    public boolean isFair() {
        return objectName().number(0) != 0;
    }

    @Override
    public Optional<Abandonment> abandonment() {
        LockCell.View view = look();
        if (view.holds() == 0) {
            throw new IllegalMonitorStateException(
                    "%s is not held by this thread%s"
                            .formatted(
                                    described(),
                                    view.owner() == null
                                            ? ": it is free"
                                            : ", but by " + view.owner()));
        }
        return Optional.ofNullable(view.abandonment());
    }

    @Override
    public void repaired() {
        Object _ = call(new LockCell.Repaired());
    }
}
