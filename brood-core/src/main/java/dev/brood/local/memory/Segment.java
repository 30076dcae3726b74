package dev.brood.local.memory;

import dev.brood.ClosedException;
import dev.brood.ResourceException;
import dev.brood.local.os.CrashPoint;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/// A file of a tree's directory, mapped into this process.
///
/// A page of a mapped file that the file system has no room for is a fatal signal at the first
/// touch (SIGBUS; in the JVM an `InternalError` anywhere). So pages are made to exist by *writing*
/// to the file, which fails in an orderly way, before anyone touches them: all at creation, or step
/// by step with [#commit].
public final class Segment implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    /// Outside the heap, as a channel would copy it there first.
    private static final ByteBuffer ZEROS = Arena.global().allocate(CHUNK).asByteBuffer();

    private final Path file;
    private final Arena arena;
    private final MemorySegment memory;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Segment(Path file, Arena arena, MemorySegment memory) {
        this.file = file;
        this.arena = arena;
        this.memory = memory;
    }

    /// Creates a file, readable and writable by this user only, filled with zeros, and maps it.
    ///
    /// @param file where; nothing may be there
    /// @param size its size in bytes
    /// @param committed how many bytes from the start may be touched right away; the rest only
    ///   after [#commit]
    /// @return the segment
    /// @throws ResourceException if it can't be; then there is no file
    public static Segment create(Path file, long size, long committed) {
        try {
            PrivateFiles.createFile(file);
        } catch (IOException e) {
            throw cannot("create", file, size, e);
        }
        boolean made = false;
        try {
            setLength(file, size);
            CrashPoint.reach("segment.create.sized");
            writeZeros(file, 0, committed);
            Segment segment = map(file);
            made = true;
            return segment;
        } catch (IOException e) {
            throw cannot("create", file, size, e);
        } finally {
            if (!made) {
                deleteQuietly(file);
            }
        }
    }

    private static void setLength(Path file, long size) throws IOException {
        // A channel can shorten a file, but not lengthen it without writing.
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(size);
        }
    }

    /// Maps a file that another process created.
    ///
    /// @param file where it is
    /// @return the segment
    /// @throws NoSuchFileException if there is no such file (any more)
    /// @throws ResourceException if it can't be mapped
    public static Segment open(Path file) throws NoSuchFileException {
        try {
            return map(file);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw cannot("map", file, file.toFile().length(), e);
        }
    }

    /// Maps a file for looking at it: a write to its memory is refused by this JVM and by the
    /// system. No lock of the operating system is taken or lost by it, unless this process has one
    /// on that very file.
    ///
    /// @param file where it is
    /// @return the segment
    /// @throws IOException if it can't be mapped; a [NoSuchFileException] if it is gone
    public static Segment openToRead(Path file) throws IOException {
        return map(file, FileChannel.MapMode.READ_ONLY);
    }

    private static Segment map(Path file) throws IOException {
        return map(file, FileChannel.MapMode.READ_WRITE);
    }

    private static Segment map(Path file, FileChannel.MapMode mode) throws IOException {
        boolean reads = mode.equals(FileChannel.MapMode.READ_ONLY);
        return Uninterrupted.call(() -> {
            Arena arena = Arena.ofShared();
            try (FileChannel channel = reads ? FileChannel.open(file) : PrivateFiles.open(file)) {
                MemorySegment memory = channel.map(mode, 0, channel.size(), arena);
                return new Segment(file, arena, memory);
            } catch (Throwable e) {
                arena.close();
                throw e;
            }
        });
    }

    /// Returns the memory. After [#close] every access throws `IllegalStateException`.
    ///
    /// @return the whole file
    public MemorySegment memory() {
        return memory;
    }

    /// Returns the file.
    ///
    /// @return its path
    public Path file() {
        return file;
    }

    /// Makes more pages exist, filled with zeros. The range must be one that was never touched, and
    /// only one process may be here at a time: it is the caller's business to know.
    ///
    /// @param from first byte
    /// @param to behind the last byte
    /// @throws ResourceException if there is no room; then nothing has changed for those who touch
    ///   only what was committed
    /// @throws ClosedException if the file was deleted
    public void commit(long from, long to) {
        try {
            writeZeros(file, from, to);
        } catch (NoSuchFileException _) {
            throw new ClosedException(file + " was deleted: what it was for has ended");
        } catch (IOException e) {
            throw cannot("extend", file, to - from, e);
        }
    }

    private static void writeZeros(Path file, long from, long to) throws IOException {
        Uninterrupted.call(() -> {
            // Never creates the file: a new one of the same name would not be what is mapped.
            try (FileChannel channel = PrivateFiles.open(file)) {
                ByteBuffer zeros = ZEROS.duplicate();
                for (long at = from; at < to; ) {
                    zeros.position(0).limit((int) Math.min(CHUNK, to - at));
                    at += channel.write(zeros, at);
                }
                return null;
            }
        });
    }

    /// Deletes a file; who has mapped it keeps it until closing. Without effect if it is gone.
    ///
    /// @param file its path
    public static void unlink(Path file) {
        deleteQuietly(file);
    }

    /// Unmaps. A thread in the middle of an access gets an `IllegalStateException` there. A second
    /// call does nothing.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            arena.close();
        }
    }

    @Override
    public String toString() {
        return file + " (" + memory.byteSize() + " bytes)";
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // It is in the tree's directory, which goes as a whole at the end.
        }
    }

    private static ResourceException cannot(String what, Path file, long size, IOException e) {
        String free = "";
        try {
            FileStore store = Files.getFileStore(file.toAbsolutePath().getParent());
            free =
                    String.format(
                            Locale.ROOT,
                            "; %,d of %,d bytes are free there",
                            store.getUsableSpace(),
                            store.getTotalSpace());
        } catch (IOException _) {
            // The reason itself is in e.
        }
        return new ResourceException(
                String.format(
                        Locale.ROOT,
                        "cannot %s %,d bytes of shared memory as %s: %s%s; make room, or name"
                                + " another directory with -D%s=DIR",
                        what,
                        size,
                        file,
                        PrivateFiles.reason(e),
                        free,
                        TreeDirectory.PROPERTY),
                e);
    }
}
