package dev.brood.local.manager;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Looks, once in a millisecond while there are calls, whether the thread that reads a client's
/// calls is stuck in one of them, and has another read in its place. It sleeps while there are
/// none.
final class Overseer {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int IDLE_TICKS = 100;

    private final CallRegister register;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopped;

    Overseer(CallRegister register) {
        this.register = register;
        this.thread =
                Thread.ofPlatform().daemon().name("brood-manager-overseer").unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /// Ends it: the server ends.
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /// Tells it that a call begins, which it may have to look after. The call was announced before
    /// this, which was a full fence.
    void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /// A lack of memory or threads is to be over by the next look, and is told by who caused it.
    private boolean hasReplaced() {
        try {
            return register.replaceStuckReaders();
        } catch (OutOfMemoryError _) {
            return true;
        }
    }

    private void work() {
        int idle = 0;
        while (!stopped) {
            LockSupport.parkNanos(this, TICK_NANOS);
            idle = hasReplaced() ? 0 : idle + 1;
            if (idle >= IDLE_TICKS) {
                asleep = true; // before it looks for the last time
                if (!register.hasCalls() && !stopped) {
                    LockSupport.park(this);
                }
                asleep = false;
                idle = 0;
            }
        }
    }
}
