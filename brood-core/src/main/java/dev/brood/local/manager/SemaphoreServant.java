package dev.brood.local.manager;

import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;

/// A semaphore in the server, given to those who wait in the order in which they came. It counts
/// which client holds how many permits, by the rules of [dev.brood.SharedSemaphore].
final class SemaphoreServant extends WaitingServant implements SemaphoreFace, Attempting {
    private static final long serialVersionUID = 1;

    private final int bound;
    private final transient Deque<Condition> queue = new ArrayDeque<>();
    private final transient Map<Session, Integer> held = new HashMap<>();
    private int permits;

    SemaphoreServant(int permits, int bound) {
        this.permits = permits;
        this.bound = bound;
    }

    @Override
    public Class<?> face() {
        return SemaphoreFace.class;
    }

    @Override
    void wakeAll() {
        queue.forEach(Condition::signalAll);
    }

    @Override
    void release(Session client) {
        Integer count = held.remove(client);
        permits += count == null ? 0 : count;
    }

    private static void requirePositive(int wanted) {
        if (wanted < 1) {
            throw new IllegalArgumentException("permits must be at least 1, were " + wanted);
        }
    }

    private void requirePossible(int wanted) {
        requirePositive(wanted);
        if (wanted > bound) {
            throw new IllegalArgumentException(
                    "permits must be at most the bound of %d, were %d".formatted(bound, wanted));
        }
    }

    @Override
    public void acquire(int wanted) throws InterruptedException {
        boolean _ = acquire(wanted, Deadline.NEVER, true);
    }

    @Override
    public void acquireUninterruptibly(int wanted) {
        try {
            boolean _ = acquire(wanted, Deadline.NEVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("it was not to be interruptible", e);
        }
    }

    @Override
    public boolean tryAcquire(int wanted, Duration timeout) throws InterruptedException {
        return acquire(wanted, Deadline.after(timeout), true);
    }

    private boolean acquire(int wanted, long deadline, boolean isInterruptible)
            throws InterruptedException {
        requirePossible(wanted);
        Caller caller = Caller.current();
        Condition turn = mutex.newCondition();
        mutex.lock();
        queue.add(turn);
        try {
            while (!turn.equals(queue.peek()) || permits < wanted) {
                if (!await(turn, caller, deadline, isInterruptible)) {
                    return false;
                }
            }
            check(caller);
            take(caller, wanted);
            return true;
        } finally {
            queue.remove(turn);
            wakeFirst();
            mutex.unlock();
        }
    }

    private void take(Caller caller, int wanted) {
        permits -= wanted;
        if (caller.client() != null) {
            held.merge(caller.client(), wanted, Integer::sum);
        }
    }

    private void wakeFirst() {
        Condition first = queue.peek();
        if (first != null && permits > 0) {
            first.signal();
        }
    }

    @Override
    public boolean tryAcquire(int wanted) {
        requirePossible(wanted);
        Caller caller = Caller.current();
        mutex.lock();
        try {
            check(caller);
            boolean free = permits >= wanted;
            if (free) {
                take(caller, wanted);
            }
            return free;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void release(int given) {
        requirePositive(given);
        Caller caller = Caller.current();
        mutex.lock();
        try {
            int withHolders = held.values().stream().mapToInt(Integer::intValue).sum();
            if (bound != Integer.MAX_VALUE && given > withHolders && permits + given > bound) {
                throw new IllegalStateException(
                        "releasing %d would make more permits than the bound of %d; %d are there"
                                .formatted(given, bound, permits));
            }
            if (permits + given < 0) {
                throw new IllegalStateException(
                        "releasing %d would make more permits than can be counted; %d are there"
                                .formatted(given, permits));
            }
            int left = given - takeFrom(caller.client(), given);
            for (Session other : java.util.List.copyOf(held.keySet())) {
                left -= takeFrom(other, left);
            }
            permits += given;
            wakeFirst();
        } finally {
            mutex.unlock();
        }
    }

    /// Takes permits from the count of a client.
    ///
    /// @return how many
    private int takeFrom(@Nullable Session client, int most) {
        Integer count = client == null ? null : held.get(client);
        if (client == null || count == null) {
            return 0;
        }
        if (count <= most) {
            held.remove(client);
            return count;
        }
        held.put(client, count - most);
        return most;
    }

    @Override
    public int availablePermits() {
        mutex.lock();
        try {
            return permits;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public int drainPermits() {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            check(caller);
            int all = permits;
            if (all > 0) {
                take(caller, all);
            }
            return all;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public int bound() {
        return bound;
    }

    @Override
    public boolean isFair() {
        return true;
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
    public @Nullable Object attempt(String method, @Nullable Object[] arguments) {
        mutex.lock();
        try {
            if (!queue.isEmpty() || !(arguments[0] instanceof Integer wanted)) {
                return LATER;
            }
            if (!tryAcquire(wanted)) {
                return LATER;
            }
            return method.equals("tryAcquire") ? true : null;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public String toString() {
        return "semaphore (%d permits)".formatted(availablePermits());
    }
}
