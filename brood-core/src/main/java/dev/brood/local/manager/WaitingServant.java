package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.local.os.Deadline;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A servant in which calls wait, each in a virtual thread of its own, until it is their turn,
/// their time is over, their client is gone or the object is closed.
abstract class WaitingServant implements Servant {
    /// Guards all that a subclass has; nobody waits for anything with it but at its conditions.
    final ReentrantLock mutex = new ReentrantLock();

    private boolean ended;

    /// Wakes all who wait, to look again. With the mutex.
    abstract void wakeAll();

    /// Gives back what a client held. With the mutex.
    void release(Session client) {}

    @Override
    public final void ended() {
        mutex.lock();
        try {
            ended = true;
            wakeAll();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public final void clientGone(Session client) {
        mutex.lock();
        try {
            release(client);
            wakeAll();
        } finally {
            mutex.unlock();
        }
    }

    /// Refuses one who must not get anything any more. With the mutex.
    ///
    /// @throws ClosedException if the object was closed, or the client is gone
    final void check(Caller caller) {
        if (ended) {
            throw new ClosedException("it was closed");
        }
        if (caller.isGone()) {
            throw new ClosedException("the client is gone"); // so nobody reads this
        }
    }

    /// Waits for a signal. With the mutex.
    ///
    /// @param isInterruptible whether an interrupt ends it; if not, it only comes when the object
    ///   was closed or the client is gone
    /// @return false if the time is over
    /// @throws InterruptedException if interrupted
    /// @throws ClosedException if the object was closed, or the client is gone
    @SuppressWarnings("WaitNotInLoop") // the caller's business
    final boolean await(Condition place, Caller caller, long deadline, boolean isInterruptible)
            throws InterruptedException {
        check(caller);
        if (Deadline.remaining(deadline) <= 0) {
            return false;
        }
        try {
            boolean _ = place.await(Deadline.remaining(deadline), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            check(caller);
            if (isInterruptible) {
                throw e;
            }
        }
        check(caller);
        return true;
    }

    /// Waits for a signal, and takes no interrupt for a reason. With the mutex.
    ///
    /// @throws ClosedException if the object was closed, or the client is gone
    final void await(Condition place, Caller caller) {
        try {
            boolean _ = await(place, caller, Deadline.NEVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("it was not to be interruptible", e);
        }
    }

    /// What the server answers itself: no call of it comes here.
    public String name() {
        return Proxies.kind(face());
    }

    /// As [#name()].
    public boolean isClosed() {
        return false;
    }

    /// As [#name()].
    public void close() {
        ended();
    }
}
