package dev.brood.local.process;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What the parent of this child answers to what the child has asked by other ways: one answer, in
/// a form of which the two know.
public final class Mail {
    private static byte @Nullable [] letter; // guarded by this class

    private Mail() {}

    static synchronized void deliver(byte[] body) {
        letter = body;
        Mail.class.notifyAll();
    }

    /// Waits for the answer. An interrupt does not end the wait, and is not lost.
    ///
    /// @param timeout how long
    /// @return null if there is none
    public static synchronized byte @Nullable [] await(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        long left = timeout.toMillis();
        while (letter == null && left > 0) {
            try {
                Mail.class.wait(left);
            } catch (InterruptedException _) {
                interrupted = true;
            }
            left = (end - System.nanoTime()) / 1_000_000;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return letter;
    }
}
