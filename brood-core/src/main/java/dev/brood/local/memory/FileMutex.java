package dev.brood.local.memory;

import dev.brood.ResourceException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/// Mutual exclusion between threads of all processes, by a lock of the operating system on a file
/// (`fcntl(2)`), which the kernel releases when its process dies, at whatever instruction. A few
/// microseconds; for what is rare. Reentrant.
///
/// POSIX drops a process's locks on a file when it closes *any* descriptor of that file: so the
/// file is opened here only, once.
public final class FileMutex implements AutoCloseable {
    private final Path file;
    private final ReentrantLock threads = new ReentrantLock();
    private @Nullable FileChannel channel; // guarded by threads
    private @Nullable FileLock lock; // guarded by threads

    /// Makes a mutex on a file of the tree's directory.
    ///
    /// @param file an existing file that nothing else opens
    public FileMutex(Path file) {
        this.file = file;
    }

    /// Runs an action alone among the threads of all processes. Not interruptible.
    ///
    /// @param action what to run
    /// @throws ResourceException if the file can't be locked
    public void run(Runnable action) {
        threads.lock();
        try {
            boolean outermost = threads.getHoldCount() == 1;
            if (outermost) {
                acquire();
            }
            try {
                action.run();
            } finally {
                if (outermost) {
                    release();
                }
            }
        } finally {
            threads.unlock();
        }
    }

    private void acquire() {
        try {
            lock =
                    Uninterrupted.call(() -> {
                        FileChannel open = channel;
                        if (open == null || !open.isOpen()) {
                            open = PrivateFiles.open(file);
                            channel = open;
                        }
                        return open.lock();
                    });
        } catch (IOException e) {
            throw new ResourceException("cannot lock " + file + ": " + PrivateFiles.reason(e), e);
        }
    }

    private void release() {
        FileLock held = lock;
        lock = null;
        try {
            if (held != null && held.isValid()) {
                held.release();
            }
        } catch (IOException e) {
            throw new ResourceException("cannot unlock " + file + ": " + PrivateFiles.reason(e), e);
        }
    }

    @Override
    public void close() {
        threads.lock();
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // Nothing was written through it.
        } finally {
            threads.unlock();
        }
    }
}
