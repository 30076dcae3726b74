package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Queue;

/// Carries out tasks one after the other, in the order they came: the quick ones in the thread that
/// brings them as long as no other is in the way, the rest in a virtual thread.
final class Strand {
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by this
    private boolean busy; // guarded by this
    private volatile @Nullable Thread runner;

    /// Returns whether the calling thread is carrying out a task of this strand.
    boolean isOwn() {
        return Thread.currentThread().equals(runner);
    }

    /// Takes a task.
    ///
    /// @param task throws nothing
    /// @param isQuick whether it may be carried out in this thread
    void execute(Runnable task, boolean isQuick) {
        synchronized (this) {
            if (busy) {
                waiting.add(task);
                return;
            }
            busy = true;
        }
        if (!isQuick) {
            startFrom(task);
            return;
        }
        run(task);
        Runnable next = next();
        if (next != null) {
            startFrom(next);
        }
    }

    private void startFrom(Runnable first) {
        var _ =
                Thread.startVirtualThread(() -> {
                    for (Runnable task = first; task != null; task = next()) {
                        run(task);
                    }
                });
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        busy = next != null;
        return next;
    }

    private void run(Runnable task) {
        runner = Thread.currentThread();
        try {
            task.run();
        } finally {
            runner = null;
        }
    }
}
