package dev.brood.local.channel;

import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Two files beside a ring for what is too large for its area, used again and again: pages that
/// exist cost a fifth of new ones. With two of them, one is written while the other is read.
///
/// ```
///   0         8         16
///   +---------+---------+---------+
///   | state   | file    | next    |
///   +---------+---------+---------+
/// ```
///
/// | state | meaning | goes to | by |
/// |---|---|---|---|
/// | 0 | free | CLAIMED + pid | who is going to put (CAS); it writes, without any mutex |
/// | CLAIMED + pid | no record names it | QUEUED + n | the same, under the put mutex, announced by the pending word of [PutSide] |
/// | | | 0 | the same, giving up; recovery, the process being dead (CAS) |
/// | QUEUED + n | named by the record of number n, if tail has passed that | 0 | whoever takes that record, when head has passed it; or, if the process died before tail passed it, the next to lock the put mutex; or, if it died after head passed it, the next to lock the take mutex (CAS) |
///
/// The number in QUEUED keeps a repair from freeing what has been claimed again since. `file` is
/// the number in the name of the room's file, 0 if it has none yet; `next` that of a file that is
/// about to take its place. Both are written in CLAIMED only, by who has claimed it. A file never
/// changes its size: a larger one takes its place, so that nobody has mapped too little.
final class Rooms {
    /// How many there are.
    static final int COUNT = 2;

    /// The largest content for a room: they keep their size.
    static final long LARGEST = 32 << 20;

    private static final long STEP = 64 * 1024;
    private static final int BYTES = 64;
    private static final int FILE = 8;
    private static final int NEXT = 16;
    private static final long CLAIMED = 1L << 62;
    private static final long QUEUED = 1L << 63;

    private final Tree tree;
    private final MemorySegment memory;
    private final long base;
    private final long ring;

    /// What this process has mapped of each room, which may be a file that was replaced since.
    private final @Nullable Mapped[] mapped = new Mapped[COUNT]; // guarded by this

    private record Mapped(long file, Segment segment) {}

    /// A room that this process has claimed and written.
    ///
    /// @param index which
    /// @param bytes how many were written
    record Room(int index, long bytes) implements Aside {}

    /// Makes the rooms of a ring known.
    ///
    /// @param base where in the memory their words are
    /// @param ring the ring's number
    Rooms(Tree tree, MemorySegment memory, long base, long ring) {
        this.tree = tree;
        this.memory = memory;
        this.base = base;
        this.ring = ring;
    }

    private long at(int index) {
        return base + (long) index * BYTES;
    }

    /// Returns whether one is free: a hint.
    boolean isAnyFree() {
        for (int i = 0; i < COUNT; i++) {
            if (Words.getLongVolatile(memory, at(i)) == 0) {
                return true;
            }
        }
        return false;
    }

    /// Writes content to a free room.
    ///
    /// @return null if none is free
    /// @throws dev.brood.ResourceException if there is no memory for it; then the room is free
    @Nullable Room write(Content content) {
        for (int i = 0; i < COUNT; i++) {
            if (Words.compareAndSetLong(memory, at(i), 0, CLAIMED | tree.pid())) {
                boolean written = false;
                try {
                    CrashPoint.reach("ring.room.claimed");
                    content.writeTo(withRoomFor(i, content.bytes()), 0);
                    CrashPoint.reach("ring.room.written");
                    written = true;
                } finally {
                    if (!written) {
                        release(i);
                    }
                }
                return new Room(i, content.bytes());
            }
        }
        return null;
    }

    /// Gives up a room that was written and is not going to be put.
    void discard(Room room) {
        release(room.index());
    }

    private void release(int index) {
        var _ = Words.compareAndSetLong(memory, at(index), CLAIMED | tree.pid(), 0);
    }

    private MemorySegment withRoomFor(int index, long bytes) {
        long next = Words.getLong(memory, at(index) + NEXT);
        long file = Words.getLong(memory, at(index) + FILE);
        if (next != 0 && next != file) {
            Segment.unlink(path(next)); // of one that died about here
        }
        MemorySegment now = file == 0 ? null : map(index, file);
        if (now != null && now.byteSize() >= bytes) {
            return now;
        }
        long size = rounded(bytes);
        long number = tree.nextNumber();
        Words.setLongRelease(memory, at(index) + NEXT, number);
        CrashPoint.reach("ring.room.file-announced");
        Segment segment = tree.holds(Segment.create(path(number), size, size));
        CrashPoint.reach("ring.room.file-made");
        Segment.unlink(path(file));
        CrashPoint.reach("ring.room.file-unlinked");
        Words.setLongRelease(memory, at(index) + FILE, number);
        CrashPoint.reach("ring.room.file-named");
        Words.setLongRelease(memory, at(index) + NEXT, 0);
        remember(index, new Mapped(number, segment));
        return segment.memory();
    }

    /// Rounds up, the more the larger it is: contents that grow a little each time must not need a
    /// new file each time.
    private static long rounded(long bytes) {
        long step = Math.max(STEP, Long.highestOneBit(bytes) / 4);
        return (bytes + step - 1) / step * step;
    }

    /// Returns what names a room in its record: the room, and the number of the record.
    static long name(int index, int count) {
        return (count & 0xffff_ffffL) << 8 | index;
    }

    /// Marks a claimed room as named by a record. Under the put mutex.
    void queue(long name) {
        Words.setLongVolatile(memory, at((int) name & 0xff), QUEUED | name >>> 8);
    }

    /// Frees a room when its record is passed, or never was there.
    void free(long name) {
        var _ = Words.compareAndSetLong(memory, at((int) name & 0xff), QUEUED | name >>> 8, 0);
    }

    /// Returns the contents of a room that a record names. Under the take mutex.
    MemorySegment contents(long name) {
        int index = (int) name & 0xff;
        long file = Words.getLongAcquire(memory, at(index) + FILE);
        MemorySegment contents = map(index, file);
        if (contents == null) {
            throw new IllegalStateException("a message's file is missing: " + path(file));
        }
        return contents;
    }

    /// Frees what a dead process has claimed and not queued.
    void recover(int deadPid) {
        for (int i = 0; i < COUNT; i++) {
            var _ = Words.compareAndSetLong(memory, at(i), CLAIMED | deadPid, 0);
        }
    }

    private synchronized @Nullable MemorySegment map(int index, long file) {
        Mapped known = mapped[index];
        if (known == null || known.file() != file) {
            try {
                known = new Mapped(file, tree.holds(Segment.open(path(file))));
            } catch (NoSuchFileException _) {
                return null;
            }
            remember(index, known);
        }
        return known.segment().memory();
    }

    private synchronized void remember(int index, Mapped now) {
        Mapped before = mapped[index];
        mapped[index] = now;
        if (before != null) {
            before.segment().close();
        }
    }

    /// Unmaps all.
    synchronized void close() {
        for (int i = 0; i < COUNT; i++) {
            Mapped known = mapped[i];
            mapped[i] = null;
            if (known != null) {
                known.segment().close();
            }
        }
    }

    private Path path(long file) {
        return tree.directory().file("ring-" + ring + "-room-" + file);
    }
}
