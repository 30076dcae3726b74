package dev.brood.local.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/// What people at a terminal see and can do while a program that is ending ends its children, which
/// may take as long as their grace: where it was Ctrl-C that ended the program, it is said after a
/// second, once; and Ctrl-C kills them at once.
///
/// What the first Ctrl-C does is the program's own affair: by default the JVM ends in order, and so
/// comes here. Only from then on, when no program needs it any more, is SIGINT handled by Brood.
public final class Farewell implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int INTERRUPTED = 130;
    private static final String HANDLER_THREAD = "SIGINT handler";

    private final IntSupplier alive;
    private final Runnable kill;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicBoolean killed = new AtomicBoolean();

    /// Begins.
    ///
    /// @param alive tells how many there are still to be ended
    /// @param kill kills them
    public Farewell(IntSupplier alive, Runnable kill) {
        this.alive = alive;
        this.kill = kill;
        Signals.onInterrupt(this::killNow);
        if (isInterrupted()) {
            Thread.ofPlatform().daemon().name("brood-farewell").start(this::sayLater);
        }
    }

    /// Returns whether the JVM ends for SIGINT: its thread for that waits for the end.
    private static boolean isInterrupted() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(HANDLER_THREAD));
    }

    private void sayLater() {
        try {
            if (!over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                int left = alive.getAsInt();
                if (left > 0) {
                    System.err.println(message(left));
                }
            }
        } catch (InterruptedException _) {
            // Nobody has this thread but this class.
        }
    }

    private static String message(int left) {
        return left == 1
                ? "interrupted: ending 1 process; press Ctrl-C again to kill it"
                : "interrupted: ending " + left + " processes; press Ctrl-C again to kill them";
    }

    private void killNow() {
        if (!killed.compareAndSet(false, true)) {
            return;
        }
        kill.run();
        try {
            // What is left to do is quick, but for what others do as the program ends.
            if (!over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
        } catch (InterruptedException _) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
    }

    /// Told when all have ended.
    @Override
    public void close() {
        over.countDown();
    }
}
