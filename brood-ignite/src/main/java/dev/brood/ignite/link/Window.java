package dev.brood.ignite.link;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/// How much one JVM lets on its way at a time, by its bytes: the heap of the next would not hold
/// all, and is needed by others. More waits where it is, in the order in which it came.
///
/// | where | who enters | waiting, it is | handed, it is counted |
/// |---|---|---|---|
/// | program | work for the gateway | in the program only | until its answer is in the program |
/// | gateway | large answers of nodes | on its node only | from the first piece until it has been handed to the program |
///
/// One thread at a time hands over, whoever finds that there is room, so that none overtakes
/// another.
public final class Window {
    /// Something that wants to be on its way.
    public interface Entrant {
        /// Returns how large it is.
        ///
        /// @return bytes, always the same
        long bytes();

        /// Is told that there is room for it. Must not fail; sees to it that [Window#leave] is
        /// called when it is through.
        void hand();
    }

    private final long most;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final ArrayDeque<Entrant> waiting = new ArrayDeque<>();
    private long handed;
    private boolean isHanding;

    /// Makes one.
    ///
    /// @param most how many bytes at a time; what is larger enters alone
    public Window(long most) {
        this.most = most;
    }

    /// Returns how many bytes it lets in at a time.
    ///
    /// @return bytes
    public long most() {
        return most;
    }

    /// Hands something over, now or when there is room.
    ///
    /// @param work is told by [Entrant#hand]
    public void enter(Entrant work) {
        lock.lock();
        try {
            waiting.add(work);
        } finally {
            lock.unlock();
        }
        handOver();
    }

    /// Makes room.
    ///
    /// @param bytes of what was handed and is through
    public void leave(long bytes) {
        lock.lock();
        try {
            handed -= bytes;
        } finally {
            lock.unlock();
        }
        handOver();
    }

    private void handOver() {
        Entrant next = first();
        while (next != null) {
            next.hand();
            next = following();
        }
    }

    private @Nullable Entrant first() {
        lock.lock();
        try {
            return isHanding ? null : take();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Entrant following() {
        lock.lock();
        try {
            return take();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Entrant take() {
        Entrant next = waiting.peek();
        isHanding = next != null && (handed == 0 || handed + next.bytes() <= most);
        if (!isHanding) {
            return null;
        }
        handed += next.bytes();
        return waiting.remove();
    }
}
