package dev.brood.ignite.client;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/// How much work this process hands to its gateway at a time, by its bytes. More waits here, where
/// the program has made it, in the order in which it was submitted: a gateway's heap would not hold
/// it, and is needed by others.
///
/// | work is | where its bytes are | counted |
/// |---|---|---|
/// | waiting | here only | no |
/// | handed | here, in the gateway, on its way to a node | from before it is handed until its answer is here |
///
/// One thread at a time hands over, whoever finds that there is room, so that none overtakes
/// another.
final class Window {
    private final long most;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final ArrayDeque<Sending> waiting = new ArrayDeque<>();
    private long handed;
    private boolean isHanding;

    /// Makes one.
    ///
    /// @param most how many bytes at a time, and in one piece of work
    Window(long most) {
        this.most = most;
    }

    long most() {
        return most;
    }

    /// Hands something over, now or when there is room; it is told by [Sending#hand], after which
    /// it must [#leave].
    void enter(Sending work) {
        lock.lock();
        try {
            waiting.add(work);
        } finally {
            lock.unlock();
        }
        handOver();
    }

    /// Makes room.
    void leave(long bytes) {
        lock.lock();
        try {
            handed -= bytes;
        } finally {
            lock.unlock();
        }
        handOver();
    }

    private void handOver() {
        Sending next = first();
        while (next != null) {
            next.hand();
            next = following();
        }
    }

    private @Nullable Sending first() {
        lock.lock();
        try {
            return isHanding ? null : take();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Sending following() {
        lock.lock();
        try {
            return take();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Sending take() {
        Sending next = waiting.peek();
        isHanding = next != null && (handed == 0 || handed + next.bytes() <= most);
        if (!isHanding) {
            return null;
        }
        handed += next.bytes();
        return waiting.remove();
    }
}
