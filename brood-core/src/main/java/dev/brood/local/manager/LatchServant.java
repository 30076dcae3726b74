package dev.brood.local.manager;

import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.locks.Condition;

/// A latch in the server.
final class LatchServant extends WaitingServant implements LatchFace, Attempting {
    private static final long serialVersionUID = 1;

    private final transient Condition changed = mutex.newCondition();
    private long count;

    LatchServant(long count) {
        this.count = count;
    }

    @Override
    public Class<?> face() {
        return LatchFace.class;
    }

    @Override
    void wakeAll() {
        changed.signalAll();
    }

    @Override
    public void countDown() {
        mutex.lock();
        try {
            if (count > 0 && --count == 0) {
                changed.signalAll();
            }
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public long count() {
        mutex.lock();
        try {
            return count;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void await() throws InterruptedException {
        boolean _ = await(Deadline.NEVER);
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Deadline.after(timeout));
    }

    private boolean await(long deadline) throws InterruptedException {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            boolean inTime = true;
            while (count > 0 && inTime) {
                inTime = await(changed, caller, deadline, true);
            }
            return count == 0;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public @Nullable Object attempt(String method, @Nullable Object[] arguments) {
        if (count() > 0) {
            return LATER;
        }
        return arguments.length == 0 ? null : true;
    }

    @Override
    public String toString() {
        return "latch (count " + count() + ")";
    }
}
