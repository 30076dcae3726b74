package dev.brood.local.manager;

import dev.brood.local.os.Deadline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;

/// A condition of a lock in the server. All it has is guarded by the lock's mutex.
@SuppressWarnings("WaitNotInLoop") // the caller's business
final class ConditionServant implements ConditionFace, Servant {
    private static final long serialVersionUID = 1;

    private final transient LockServant lock;
    private final transient Deque<Waiter> waiters = new ArrayDeque<>();

    /// One who waits, and whether it was signalled.
    private static final class Waiter {
        final Condition place;
        boolean isSignalled;

        Waiter(Condition place) {
            this.place = place;
        }
    }

    ConditionServant(LockServant lock) {
        this.lock = lock;
    }

    @Override
    public Class<?> face() {
        return ConditionFace.class;
    }

    /// Wakes all who wait, to look whether their lock was closed. With the mutex.
    void wakeAll() {
        waiters.forEach(waiter -> waiter.place.signalAll());
    }

    @Override
    public void await() throws InterruptedException {
        boolean _ = await(Deadline.NEVER, true);
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Deadline.after(timeout), true);
    }

    @Override
    public void awaitUninterruptibly() {
        try {
            boolean _ = await(Deadline.NEVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("it was not to be interruptible", e);
        }
    }

    private boolean await(long deadline, boolean isInterruptible) throws InterruptedException {
        Caller caller = Caller.current();
        lock.mutex.lock();
        try {
            lock.requireOwner(caller, "wait for a condition");
            Waiter own = new Waiter(lock.mutex.newCondition());
            waiters.add(own);
            int count = lock.giveUp();
            boolean done = false;
            try {
                boolean inTime = true;
                while (!own.isSignalled && inTime) {
                    inTime = lock.await(own.place, caller, deadline, isInterruptible);
                }
                lock.takeUninterruptibly(caller, count);
                done = own.isSignalled;
                return done;
            } catch (InterruptedException e) {
                lock.takeUninterruptibly(caller, count);
                throw e;
            } finally {
                waiters.remove(own);
                if (own.isSignalled && !done) {
                    signalSome(1); // it was meant for one who goes on
                }
            }
        } finally {
            lock.mutex.unlock();
        }
    }

    private void signalSome(int count) {
        int left = count;
        for (Waiter waiter : waiters) {
            if (left > 0 && !waiter.isSignalled) {
                waiter.isSignalled = true;
                waiter.place.signal();
                left--;
            }
        }
    }

    @Override
    public void signal() {
        signal(1);
    }

    @Override
    public void signal(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the count must be at least 0, was " + count);
        }
        Caller caller = Caller.current();
        lock.mutex.lock();
        try {
            lock.requireOwner(caller, "signal a condition");
            signalSome(count);
        } finally {
            lock.mutex.unlock();
        }
    }

    @Override
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    @Override
    public int waiting() {
        lock.mutex.lock();
        try {
            return (int) waiters.stream().filter(waiter -> !waiter.isSignalled).count();
        } finally {
            lock.mutex.unlock();
        }
    }

    @Override
    public String toString() {
        return "condition (%d waiting)".formatted(waiting());
    }

    @Override
    public String name() {
        return "condition";
    }

    @Override
    public boolean isClosed() {
        return false; // the server answers for it
    }

    @Override
    public void close() {
        wakeAll();
    }
}
