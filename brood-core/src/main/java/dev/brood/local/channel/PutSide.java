package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.RobustMutex;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// What those who put do to a [Ring], under its put mutex.
///
/// **Room.** Items go into the area while that leaves room for a spill record for each item up to
/// the capacity; else into spill files. So a put waits for the number of items only, never for
/// bytes. The area's pages are made to exist as they are first needed, and when the ring is found
/// empty the next record goes to the area's start: a ring that is emptied regularly lives in a few
/// pages that stay in the cache. Not so one bounded by bytes, which would have lost the rest of the
/// area to padding until the first item is taken: its putters have to wait for bytes.
///
/// **Proof.** Be `s` the spill records in the ring and `p ≤ 2` the padding before the one of them
/// that would have wrapped around. Then `free + 3s + p ≥ reserve = 3 · capacity + 6`: an ordinary
/// item goes in, and a ring starts over, only if `free ≥ reserve` after it; a spill record takes 3
/// from one term and adds them to the other; taking only adds. So with fewer items than capacity
/// `free ≥ 3 · capacity + 6 - 3 · (capacity - 1) - 2 = 7`, and the next spill record takes at most
/// 5 with its padding.
///
/// The exception are items removed from the middle: they are not counted any more, but their
/// records take room until head passes them. If as many are removed behind an item that stays that
/// there is no room for another spill record, a put waits for that item to be taken.
///
/// An exception on the way gives the mutex up as a death does: the next to lock it repairs.
final class PutSide {
    /// How far into the area a ring must be, beyond the reserve, to start over when it is empty: so
    /// much is then free for ordinary items until the first is taken, which frees the rest. A ring
    /// bounded by bytes never starts over.
    private static final int START_OVER = 32 * 1024 / 8;

    /// Beyond that, every so many puts it is looked whether the ring is empty.
    private static final int START_OVER_PUTS = 32;

    /// The units of a record for a spill file.
    private static final int SPILL_UNITS = SPILL_RECORD / 8;

    /// In a ring bounded by bytes an item may go to a file of its own only while there are fewer
    /// items than this: a large one waits for those before it.
    static final int MOST_SPILLED = 2;

    /// So that there are never more records that name what is beside the ring than this.
    private static final int MOST_ASIDE = MOST_SPILLED + Rooms.COUNT;

    /// The units that must be free for a spill record, padding included.
    static final int SPILL_ROOM = 2 * SPILL_UNITS - 1;

    private final Tree tree;
    private final Segment segment;
    private final MemorySegment memory;
    private final SpillFiles spills;
    private final Rooms rooms;
    private final boolean byBytes;
    private final int capacity;
    private final int units;

    /// What ordinary items must leave free: a spill record for each item up to the capacity, and
    /// padding before one that would wrap around.
    private final long reserve;

    private final long startOver;
    private final RobustMutex mutex;

    /// What this process last saw of head. It can only be behind, which makes the ring look fuller
    /// than it is; and then it is read again. It is also read again when another process has put
    /// since ([#lastTail]): cursors count modulo 2³², and to be compared they must not be further
    /// apart. Guarded by the mutex.
    private long knownHead;

    private long lastTail; // guarded by the mutex
    private boolean hasPut; // guarded by the mutex

    PutSide(Tree tree, Segment segment, SpillFiles spills, Rooms rooms) {
        this.tree = tree;
        this.segment = segment;
        this.memory = segment.memory();
        this.spills = spills;
        this.rooms = rooms;
        this.byBytes = Words.getInt(memory, BOUND) == BY_BYTES;
        this.capacity = Words.getInt(memory, CAPACITY);
        this.units = (int) (Words.getLong(memory, AREA_BYTES) / 8);
        this.reserve = ((long) (byBytes ? MOST_ASIDE : capacity) + 2) * SPILL_UNITS;
        this.startOver = byBytes ? units : reserve + START_OVER;
        this.mutex = new RobustMutex(tree, memory, PUT_MUTEX);
    }

    /// Gives back what a dead process held.
    void recover(int deadPid) {
        mutex.recover(deadPid);
    }

    /// Puts an item if there is room.
    ///
    /// @param draft the same item beside the ring, if that was asked for before; used up if the
    ///   result is DONE
    /// @throws dev.brood.ResourceException if there is no memory for it; the ring is unchanged
    Ring.Put put(Content payload, @Nullable Aside draft) {
        boolean whole = false;
        lock();
        try {
            Ring.Put result = place(payload, draft);
            whole = true;
            return result;
        } finally {
            unlock(whole);
        }
    }

    private Ring.Put place(Content payload, @Nullable Aside draft) {
        if (Words.getInt(memory, CLOSED_BY) != 0) {
            return Ring.Put.CLOSED;
        }
        long tail = Words.getLong(memory, TAIL);
        if (tail != lastTail || !hasPut) {
            knownHead = Words.getLongAcquire(memory, HEAD);
        }
        if (items(tail) >= capacity) {
            knownHead = Words.getLongAcquire(memory, HEAD);
            if (items(tail) >= capacity) {
                return Ring.Put.FULL;
            }
        }
        if (draft == null && placeItem(payload, tail)) {
            CrashPoint.reach("ring.put.committed");
            return Ring.Put.DONE;
        }
        knownHead = Words.getLongAcquire(memory, HEAD);
        if (byBytes && mustWait(payload, draft, tail)) {
            return Ring.Put.FULL;
        }
        if (free(tail) < SPILL_ROOM) {
            return Ring.Put.FULL; // of removed items: see above
        }
        if (draft == null) {
            return Ring.Put.NEEDS_DRAFT;
        }
        placeAside(draft, payload.hasArrays(), tail);
        CrashPoint.reach("ring.put.committed");
        return Ring.Put.DONE;
    }

    private boolean mustWait(Content payload, @Nullable Aside draft, long tail) {
        return switch (draft) {
            case null -> !isTooLarge(recordUnits(payload));
            case SpillFiles.Draft _ -> items(tail) >= MOST_SPILLED;
            case Rooms.Room _ -> false;
        };
    }

    /// Returns whether an attempt to put would find no room, without the mutex: a hint. For a ring
    /// bounded by bytes.
    boolean looksFullFor(Content payload, @Nullable Aside draft) {
        long tail = Words.getLongAcquire(memory, TAIL);
        long head = Words.getLongAcquire(memory, HEAD);
        return switch (draft) {
            case null -> {
                long wanted = recordUnits(payload);
                yield isTooLarge(wanted)
                        ? payload.bytes() <= Rooms.LARGEST && !rooms.isAnyFree()
                        : !fits(tail, head, (int) wanted);
            }
            case SpillFiles.Draft _ -> count(tail) - count(head) >= MOST_SPILLED;
            case Rooms.Room _ -> false;
        };
    }

    private static long recordUnits(Content payload) {
        return (RECORD_HEADER + Payload.padded(payload.bytes())) / 8;
    }

    private boolean isTooLarge(long recordUnits) {
        return recordUnits > units / 4;
    }

    private boolean fits(long tail, long head, int recordUnits) {
        int free = units - (position(tail) - position(head));
        return recordUnits + padding(tail, head, recordUnits) + reserve <= free;
    }

    private int items(long tail) {
        return count(tail) - count(knownHead);
    }

    private void lock() {
        if (mutex.lock()) {
            boolean whole = false;
            try {
                repair();
                whole = true;
            } finally {
                if (!whole) {
                    mutex.recover(tree.pid());
                }
            }
        }
        CrashPoint.reach("ring.put.locked");
    }

    /// @param whole whether what was begun is done; if not, the next to lock must repair
    private void unlock(boolean whole) {
        if (whole) {
            mutex.unlock();
        } else {
            mutex.recover(tree.pid());
        }
    }

    /// Deletes the spill file of a putter that died before it moved tail.
    private void repair() {
        CrashPoint.reach("ring.put.repairing");
        long pending = Words.getLong(memory, PENDING_SPILL);
        if (pending != 0
                && Words.getInt(memory, PENDING_SPILL_COUNT)
                        == count(Words.getLong(memory, TAIL))) {
            if (pending > 0) {
                spills.delete(pending);
            } else {
                rooms.free(~pending);
            }
        }
        CrashPoint.reach("ring.put.repaired");
        Words.setLongRelease(memory, PENDING_SPILL, 0);
    }

    private boolean placeItem(Content payload, long tail) {
        long bytes = payload.bytes();
        long recordUnits = recordUnits(payload);
        if (isTooLarge(recordUnits)) {
            return false;
        }
        int index = position(tail) & (units - 1);
        if (index > startOver && count(tail) % START_OVER_PUTS == 0) {
            knownHead = Words.getLongAcquire(memory, HEAD);
        }
        if (!fits(tail, knownHead, (int) recordUnits)) {
            knownHead = Words.getLongAcquire(memory, HEAD);
            if (!fits(tail, knownHead, (int) recordUnits)) {
                return false;
            }
        }
        int position = begin(tail, (int) recordUnits);
        long at = AREA + 8L * (position & (units - 1));
        payload.writeTo(memory, at + RECORD_HEADER);
        CrashPoint.reach("ring.put.half-written");
        Words.setLong(memory, at, header(ITEM, (int) bytes, payload.hasArrays(), count(tail)));
        CrashPoint.reach("ring.put.written");
        commitPut(tail, position + (int) recordUnits);
        return true;
    }

    private void placeAside(Aside draft, boolean arrays, long tail) {
        int position = begin(tail, SPILL_UNITS);
        boolean isRoom = draft instanceof Rooms.Room;
        long name =
                draft instanceof Rooms.Room room
                        ? Rooms.name(room.index(), count(tail))
                        : tree.nextNumber();
        Words.setInt(memory, PENDING_SPILL_COUNT, count(tail));
        Words.setLongRelease(memory, PENDING_SPILL, isRoom ? ~name : name);
        CrashPoint.reach("ring.put.spill-announced");
        switch (draft) {
            case SpillFiles.Draft file -> spills.publish(file, name);
            case Rooms.Room _ -> rooms.queue(name);
        }
        CrashPoint.reach("ring.put.spill-named");
        long at = AREA + 8L * (position & (units - 1));
        Words.setLong(memory, at + RECORD_HEADER, name);
        Words.setLong(memory, at + RECORD_HEADER + 8, draft.bytes());
        Words.setLong(memory, at, header(isRoom ? ROOM : SPILL, 16, arrays, count(tail)));
        commitPut(tail, position + SPILL_UNITS);
        CrashPoint.reach("ring.put.spill-committed");
        Words.setLongRelease(memory, PENDING_SPILL, 0);
    }

    private void commitPut(long tail, int position) {
        lastTail = cursor(count(tail) + 1, position);
        hasPut = true;
        Words.setLongRelease(memory, TAIL, lastTail);
    }

    private int free(long tail) {
        return units - (position(tail) - position(knownHead));
    }

    /// Returns how many units to leave out before a record, so that it doesn't wrap around, or that
    /// an empty ring starts over.
    private int padding(long tail, long head, int recordUnits) {
        int index = position(tail) & (units - 1);
        int toEnd = units - index;
        boolean isEmpty = position(tail) == position(head);
        boolean startsOver = isEmpty && index >= startOver + recordUnits;
        return startsOver || recordUnits > toEnd ? toEnd : 0;
    }

    /// Makes the place for a record: pads, and commits pages.
    ///
    /// @return the position of the record
    private int begin(long tail, int recordUnits) {
        int padding = padding(tail, knownHead, recordUnits);
        int position = position(tail);
        int index = position & (units - 1);
        if (padding > 0) {
            commitPages(8L * index + RECORD_HEADER);
            Words.setLong(memory, AREA + 8L * index, header(PAD, 8 * padding, false, 0));
            CrashPoint.reach("ring.put.padded");
            position += padding;
            index = 0;
        }
        commitPages(8L * (index + recordUnits));
        return position;
    }

    private void commitPages(long upTo) {
        long committed = Words.getLong(memory, COMMITTED);
        if (upTo > committed) {
            long next = Math.min(8L * units, Math.max(upTo, 2 * committed));
            segment.commit(AREA + committed, AREA + next);
            CrashPoint.reach("ring.put.pages");
            Words.setLongRelease(memory, COMMITTED, next);
        }
    }

    /// Closes the ring for putting.
    ///
    /// @return false if it was closed before
    boolean close(int pid) {
        boolean whole = false;
        lock();
        try {
            boolean first = Words.getInt(memory, CLOSED_BY) == 0;
            if (first) {
                Words.setIntRelease(memory, CLOSED_BY, pid);
            }
            CrashPoint.reach("ring.close.marked");
            whole = true;
            return first;
        } finally {
            unlock(whole);
        }
    }
}
