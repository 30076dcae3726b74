package dev.brood.local.manager;

import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.locks.Condition;

/// An event in the server.
final class EventServant extends WaitingServant implements EventFace, Attempting {
    private static final long serialVersionUID = 1;

    private final transient Condition changed = mutex.newCondition();
    private boolean isSet;
    private long sets;
    private int waiting;

    @Override
    public Class<?> face() {
        return EventFace.class;
    }

    @Override
    void wakeAll() {
        changed.signalAll();
    }

    @Override
    public void set() {
        mutex.lock();
        try {
            isSet = true;
            sets++; // so that those who wait now go on even if it is cleared at once
            changed.signalAll();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void clear() {
        mutex.lock();
        try {
            isSet = false;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public boolean isSet() {
        mutex.lock();
        try {
            return isSet;
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
        waiting++;
        try {
            long before = sets;
            boolean inTime = true;
            while (!isSet && sets == before && inTime) {
                inTime = await(changed, caller, deadline, true);
            }
            return isSet || sets != before;
        } finally {
            waiting--;
            mutex.unlock();
        }
    }

    @Override
    public @Nullable Object attempt(String method, @Nullable Object[] arguments) {
        if (!isSet()) {
            return LATER;
        }
        return arguments.length == 0 ? null : true;
    }

    @Override
    public int waiting() {
        mutex.lock();
        try {
            return waiting;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public String toString() {
        return "event (%s)".formatted(isSet() ? "set" : "not set");
    }
}
