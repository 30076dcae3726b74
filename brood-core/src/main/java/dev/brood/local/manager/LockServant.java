package dev.brood.local.manager;

import dev.brood.Abandonment;
import dev.brood.LockOwner;
import dev.brood.SharedCondition;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;

/// A lock in the server, whose owners are threads of clients.
final class LockServant extends WaitingServant implements LockFace, Attempting {
    private static final long serialVersionUID = 1;

    /// Those who wait, each for a signal of its own, in the order in which they came.
    private final transient Deque<Condition> queue = new ArrayDeque<>();

    private final transient Deque<ConditionServant> conditions = new ArrayDeque<>();
    private transient @Nullable Caller owner;
    private int holds;
    private @Nullable Abandonment abandonment;

    @Override
    public Class<?> face() {
        return LockFace.class;
    }

    @Override
    void wakeAll() {
        queue.forEach(Condition::signalAll);
        conditions.forEach(ConditionServant::wakeAll);
    }

    @Override
    void release(Session client) {
        Caller dead = owner;
        if (dead != null && client.equals(dead.client())) {
            abandonment = new Abandonment(dead.pid(), dead.process(), Instant.now());
            owner = null;
            holds = 0;
        }
    }

    @Override
    public void lock() {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            takeUninterruptibly(caller, 1);
        } finally {
            mutex.unlock();
        }
    }

    /// Takes the lock. With the mutex.
    ///
    /// @param count how often
    void takeUninterruptibly(Caller caller, int count) {
        try {
            boolean _ = take(caller, count, Deadline.NEVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("it was not to be interruptible", e);
        }
    }

    private boolean take(Caller caller, int count, long deadline, boolean isInterruptible)
            throws InterruptedException {
        check(caller);
        if (caller.equals(owner)) {
            holds += count;
            return true;
        }
        Condition turn = mutex.newCondition();
        queue.add(turn);
        try {
            while (owner != null || !turn.equals(queue.peek())) {
                if (!await(turn, caller, deadline, isInterruptible)) {
                    return false;
                }
            }
            owner = caller;
            holds = count;
            return true;
        } finally {
            queue.remove(turn);
            wakeFirst();
        }
    }

    private void wakeFirst() {
        Condition first = queue.peek();
        if (owner == null && first != null) {
            first.signal();
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        boolean _ = tryLock(Deadline.NEVER);
    }

    @Override
    public boolean tryLock(Duration timeout) throws InterruptedException {
        return tryLock(Deadline.after(timeout));
    }

    private boolean tryLock(long deadline) throws InterruptedException {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            return take(caller, 1, deadline, true);
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public boolean tryLock() {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            check(caller);
            if (owner != null && !owner.equals(caller)) {
                return false;
            }
            owner = caller;
            holds++;
            return true;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public @Nullable Object attempt(String method, @Nullable Object[] arguments) {
        mutex.lock();
        try {
            boolean isFree = queue.isEmpty() || Caller.current().equals(owner);
            if (!isFree || !tryLock()) {
                return LATER;
            }
            return method.equals("tryLock") ? true : null;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void unlock() {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            requireOwner(caller, "unlock");
            if (--holds == 0) {
                owner = null;
                wakeFirst();
            }
        } finally {
            mutex.unlock();
        }
    }

    /// Gives the lock up wholly. With the mutex.
    ///
    /// @return how often it was held
    int giveUp() {
        int count = holds;
        holds = 0;
        owner = null;
        wakeFirst();
        return count;
    }

    /// Refuses one who does not have the lock. With the mutex.
    void requireOwner(Caller caller, String what) {
        if (!caller.equals(owner)) {
            throw new IllegalMonitorStateException(
                    "to %s the lock must be held by this thread; it is %s"
                            .formatted(what, owner().map(who -> "held by " + who).orElse("free")));
        }
    }

    @Override
    public SharedCondition newCondition() {
        mutex.lock();
        try {
            ConditionServant condition = new ConditionServant(this);
            conditions.add(condition);
            return condition;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public boolean isLocked() {
        return owner().isPresent();
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return holdCount() > 0;
    }

    @Override
    public int holdCount() {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            return caller.equals(owner) ? holds : 0;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public Optional<LockOwner> owner() {
        mutex.lock();
        try {
            Caller now = owner;
            return now == null
                    ? Optional.empty()
                    : Optional.of(new LockOwner(now.pid(), now.process(), now.thread()));
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public int waiting() {
        mutex.lock();
        try {
            return queue.size();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public boolean isFair() {
        return true;
    }

    @Override
    public Optional<Abandonment> abandonment() {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            requireOwner(caller, "ask for an abandonment");
            return Optional.ofNullable(abandonment);
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void repaired() {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            requireOwner(caller, "repair what it protects");
            abandonment = null;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public String toString() {
        return "lock (%s)".formatted(owner().map(who -> "held by " + who).orElse("free"));
    }
}
