package dev.brood.local.memory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;

/// File operations that an interrupt must not spoil. The channels of the JDK close when a thread
/// that uses them is interrupted; so the interrupted status is put aside, an operation that was hit
/// all the same is done again from its start, and the status is put back at the end.
public final class Uninterrupted {
    private Uninterrupted() {}

    /// An operation on files that opens what it uses.
    ///
    /// @param <T> its result
    @FunctionalInterface
    public interface FileOperation<T extends @Nullable Object> {
        /// Does it.
        ///
        /// @return the result
        /// @throws IOException if it fails
        T run() throws IOException;
    }

    /// Runs an operation.
    ///
    /// @param <T> its result
    /// @param operation what to do, from its start
    /// @return its result
    /// @throws IOException if it fails for another reason than an interrupt
    public static <T extends @Nullable Object> T call(FileOperation<T> operation)
            throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return operation.run();
                } catch (ClosedByInterruptException | FileLockInterruptionException _) {
                    interrupted = true;
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
