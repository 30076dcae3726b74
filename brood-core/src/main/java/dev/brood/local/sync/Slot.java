package dev.brood.local.sync;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.RobustMutex;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.NoSuchFileException;

/// A place for bytes of any number that processes replace as a whole.
///
/// ```
///   0          8                  8 + half            8 + 2 * half
///   +----------+------------------+-------------------+
///   | current  | buffer 0         | buffer 1          |      a buffer: length 8 | bytes
///   +----------+------------------+-------------------+
///
///   current: version 62 | in a file 1 | buffer 1
/// ```
///
/// What fits is written to the buffer that is not current, what does not to a file that is named by
/// the version; then *current* is changed by one store. So the bytes are always all old or all new.
///
/// | word | written by | mode |
/// |---|---|---|
/// | current | who holds the mutex | volatile |
/// | the buffer that is not current | who holds the mutex | plain, published by current |
///
/// **Reading** takes no mutex: the current buffer is copied, and if current is the same after that,
/// no one can have begun to write to it; else it is done again, and after many times under the
/// mutex. The contents of a file never change, and whoever has opened it can read it to its end.
///
/// | dies | the slot has | to repair |
/// |---|---|---|
/// | writing a draft | the old bytes | the draft, deleted by recovery |
/// | before current is changed | the old bytes | a file of the next version perhaps, deleted by the next owner of the mutex |
/// | after | the new bytes | the file of the version before, deleted likewise |
final class Slot {
    private static final int READS = 64;
    private static final int FILE = 2;
    private static final int BUFFER = 1;

    private final SpilledValues files;
    private final RobustMutex mutex;
    private final MemorySegment memory;
    private final long start;
    private final long half;

    /// Makes an object for a slot.
    ///
    /// @param files where what is too large goes
    /// @param mutex that writers hold
    /// @param bytes its size, a multiple of 16 and 8
    Slot(SpilledValues files, RobustMutex mutex, MemorySegment memory, long start, long bytes) {
        this.files = files;
        this.mutex = mutex;
        this.memory = memory;
        this.start = start;
        this.half = ((bytes - 8) / 2) & -8;
    }

    /// Returns the size of a slot in which so many bytes need no file.
    static long sizeFor(long bytes) {
        return 8 + 2 * (8 + ((bytes + 7) & -8));
    }

    /// What was in a slot.
    static final class Contents {
        private final long current;
        private final byte[] bytes;

        private Contents(long current, byte[] bytes) {
            this.current = current;
            this.bytes = bytes;
        }

        /// Returns what tells it from what was there before and after.
        long current() {
            return current;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /// Writes the first contents; no other process knows the slot yet.
    void initialize(byte[] bytes) {
        if (fits(bytes)) {
            write(0, bytes);
        } else {
            files.publish(files.draft(bytes), 0);
            Words.setLong(memory, start, FILE);
        }
    }

    /// Returns what is in the slot.
    Contents read() {
        for (int i = 0; i < READS; i++) {
            Contents contents = tryRead();
            if (contents != null) {
                return contents;
            }
        }
        lock();
        try {
            Contents contents = tryRead();
            if (contents == null) {
                throw new IllegalStateException("the file of a value is missing: " + files);
            }
            return contents;
        } finally {
            mutex.unlock();
        }
    }

    /// Returns what is in the slot, or null if it was written meanwhile.
    private @Nullable Contents tryRead() {
        long current = Words.getLongVolatile(memory, start);
        if ((current & FILE) != 0) {
            try {
                return new Contents(current, files.read(version(current)));
            } catch (NoSuchFileException _) {
                return null;
            }
        }
        long at = bufferAt(current);
        long length = Words.getLong(memory, at);
        if (length < 0 || length > half - 8) {
            return null; // it is being written
        }
        byte[] bytes = new byte[(int) length];
        MemorySegment.copy(memory, JAVA_BYTE, at + 8, bytes, 0, bytes.length);
        VarHandle.acquireFence();
        return Words.getLongAcquire(memory, start) == current ? new Contents(current, bytes) : null;
    }

    /// Returns what tells the contents from others.
    long current() {
        return Words.getLongVolatile(memory, start);
    }

    /// Replaces the contents.
    ///
    /// @param lifetime of what the slot is in; nothing is written once it is closed
    /// @param expected what current must be, or null for anything
    /// @return false if current was something else
    boolean replace(Lifetime lifetime, @Nullable Long expected, byte[] bytes) {
        SpilledValues.@Nullable Draft draft = fits(bytes) ? null : files.draft(bytes);
        boolean replaced = false;
        try {
            lock();
            try {
                lifetime.check();
                long current = Words.getLongVolatile(memory, start);
                if (expected == null || expected == current) {
                    replace(current, bytes, draft);
                    replaced = true;
                }
            } finally {
                mutex.unlock();
            }
            return replaced;
        } finally {
            if (draft != null && !replaced) {
                files.discard(draft);
            }
        }
    }

    private void replace(long current, byte[] bytes, SpilledValues.@Nullable Draft draft) {
        CrashPoint.reach("slot.locked");
        long next = (version(current) + 1) << 2;
        if (draft != null) {
            files.publish(draft, version(next));
            CrashPoint.reach("slot.published");
            next |= FILE | (current & BUFFER);
        } else {
            next |= ~current & BUFFER;
            write(next, bytes);
            CrashPoint.reach("slot.written");
        }
        Words.setLongVolatile(memory, start, next);
        CrashPoint.reach("slot.replaced");
        if ((current & FILE) != 0) {
            files.delete(version(current));
        }
        CrashPoint.reach("slot.deleted");
    }

    private void write(long current, byte[] bytes) {
        long at = bufferAt(current);
        Words.setLong(memory, at, bytes.length);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, at + 8, bytes.length);
    }

    /// Takes the mutex. If its last owner died, it may have left files.
    private void lock() {
        if (mutex.lock()) {
            try {
                files.deleteStrays();
            } catch (Throwable e) {
                mutex.unlock();
                throw e;
            }
        }
    }

    /// Returns whether a file is of the version that is current.
    boolean isCurrent(long version) {
        long current = Words.getLongVolatile(memory, start);
        return (current & FILE) != 0 && version(current) == version;
    }

    private boolean fits(byte[] bytes) {
        return bytes.length <= half - 8;
    }

    private long bufferAt(long current) {
        return start + 8 + (current & BUFFER) * half;
    }

    private static long version(long current) {
        return current >>> 2;
    }
}
