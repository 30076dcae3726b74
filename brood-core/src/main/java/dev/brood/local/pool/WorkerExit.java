package dev.brood.local.pool;

import dev.brood.local.process.ThisProcess;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/// The end of a worker's JVM when it was told to end, whatever threads its tasks have left behind.
///
/// `System.exit` would do, but it asks the logging system first whether it should say so, and that
/// loads all of it: a large part of what the end of a worker costs. So the JVM is left to end by
/// itself, as its last thread returns, where that is what it is going to do.
final class WorkerExit {
    /// How long the JVM has to end by itself.
    private static final long PATIENCE_NANOS = 2_000_000_000;

    private WorkerExit() {}

    /// Ends the JVM at once, or as soon as the calling thread, the main one, returns.
    static void leave() {
        if (ThisProcess.isInner()) {
            ThisProcess.exit(0);
        }
        if (isKept()) {
            System.exit(0);
        }
        // Should one who is a daemon, and stays, start one who is not.
        Thread.ofPlatform().daemon().name("brood-worker-exit").start(WorkerExit::exitLater);
    }

    private static void exitLater() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (long left = PATIENCE_NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        System.exit(0);
    }

    /// Returns whether another thread keeps the JVM.
    private static boolean isKept() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        for (ThreadGroup up = group; up != null; up = up.getParent()) {
            group = up;
        }
        Thread[] threads = new Thread[2 * group.activeCount() + 16];
        int count = group.enumerate(threads);
        return Arrays.stream(threads, 0, count)
                .anyMatch(each -> !each.isDaemon() && !each.equals(Thread.currentThread()));
    }
}
