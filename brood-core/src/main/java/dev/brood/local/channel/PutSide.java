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
/// pages that stay in the cache.
final class PutSide {
    /// Beyond this many units a ring that is found empty starts over at the area's start.
    private static final int START_OVER = 32 * 1024 / 8;

    /// Beyond that, every so many puts it is looked whether the ring is empty.
    private static final int START_OVER_PUTS = 32;

    /// The units of a record for a spill file.
    private static final int SPILL_UNITS = SPILL_RECORD / 8;

    private final Tree tree;
    private final Segment segment;
    private final MemorySegment memory;
    private final SpillFiles spills;
    private final int capacity;
    private final int units;

    /// What ordinary items must leave free: a spill record for each item up to the capacity, and
    /// padding before one that would wrap around.
    private final long reserve;

    private final RobustMutex mutex;

    /// What this process last saw of head. It can only be behind, which makes the ring look fuller
    /// than it is; and then it is read again. It is also read again when another process has put
    /// since ([#lastTail]): cursors count modulo 2³², and to be compared they must not be further
    /// apart. Guarded by the mutex.
    private long knownHead;

    private long lastTail; // guarded by the mutex
    private boolean hasPut; // guarded by the mutex

    PutSide(Tree tree, Segment segment, SpillFiles spills) {
        this.tree = tree;
        this.segment = segment;
        this.memory = segment.memory();
        this.spills = spills;
        this.capacity = Words.getInt(memory, CAPACITY);
        this.units = (int) (Words.getLong(memory, AREA_BYTES) / 8);
        this.reserve = ((long) capacity + 2) * SPILL_UNITS;
        this.mutex = new RobustMutex(tree, memory, PUT_MUTEX);
    }

    /// Gives back what a dead process held.
    void recover(int deadPid) {
        mutex.recover(deadPid);
    }

    /// Puts an item if there is room.
    ///
    /// @param draft the same item as a spill file, if that was asked for before; used up if the
    ///   result is DONE
    /// @throws dev.brood.ResourceException if there is no memory for it; the ring is unchanged
    Ring.Put put(Payload payload, SpillFiles.@Nullable Draft draft) {
        lock();
        try {
            if (Words.getInt(memory, CLOSED_BY) != 0) {
                return Ring.Put.CLOSED;
            }
            long tail = Words.getLong(memory, TAIL);
            if (tail != lastTail || !hasPut) {
                knownHead = Words.getLongAcquire(memory, HEAD);
            }
            if (items(tail, knownHead) >= capacity) {
                knownHead = Words.getLongAcquire(memory, HEAD);
                if (items(tail, knownHead) >= capacity) {
                    return Ring.Put.FULL;
                }
            }
            if (draft != null) {
                placeSpill(draft, payload.arrayCount(), tail);
            } else if (!placeItem(payload, tail)) {
                return Ring.Put.NEEDS_DRAFT;
            }
            CrashPoint.reach("ring.put.committed");
        } finally {
            mutex.unlock();
        }
        return Ring.Put.DONE;
    }

    private int items(long tail, long head) {
        return count(tail) - count(head) - Words.getIntAcquire(memory, REMOVED);
    }

    private void lock() {
        if (mutex.lock()) {
            repair();
        }
        CrashPoint.reach("ring.put.locked");
    }

    /// Deletes the spill file of a putter that died before it moved tail.
    private void repair() {
        long pending = Words.getLong(memory, PENDING_SPILL);
        if (pending != 0
                && Words.getInt(memory, PENDING_SPILL_COUNT)
                        == count(Words.getLong(memory, TAIL))) {
            spills.delete(pending);
        }
        Words.setLongRelease(memory, PENDING_SPILL, 0);
    }

    private boolean placeItem(Payload payload, long tail) {
        long bytes = payload.bytes();
        long recordUnits = (RECORD_HEADER + Payload.padded(bytes)) / 8;
        if (recordUnits > units / 4) {
            return false;
        }
        int index = position(tail) & (units - 1);
        if (index > START_OVER && count(tail) % START_OVER_PUTS == 0) {
            knownHead = Words.getLongAcquire(memory, HEAD);
        }
        if (recordUnits + padding(tail, (int) recordUnits) + reserve > free(tail)) {
            knownHead = Words.getLongAcquire(memory, HEAD);
            if (recordUnits + padding(tail, (int) recordUnits) + reserve > free(tail)) {
                return false;
            }
        }
        int position = begin(tail, (int) recordUnits);
        long at = AREA + 8L * (position & (units - 1));
        payload.writeTo(memory, at + RECORD_HEADER);
        Words.setLong(memory, at, header(ITEM, (int) bytes, payload.arrayCount()));
        CrashPoint.reach("ring.put.written");
        commitPut(tail, position + (int) recordUnits);
        return true;
    }

    private void placeSpill(SpillFiles.Draft draft, int arrays, long tail) {
        knownHead = Words.getLongAcquire(memory, HEAD);
        int position = begin(tail, SPILL_UNITS);
        long number = tree.nextNumber();
        Words.setInt(memory, PENDING_SPILL_COUNT, count(tail));
        Words.setLongRelease(memory, PENDING_SPILL, number);
        CrashPoint.reach("ring.put.spill-announced");
        spills.publish(draft, number);
        CrashPoint.reach("ring.put.spill-named");
        long at = AREA + 8L * (position & (units - 1));
        Words.setLong(memory, at + RECORD_HEADER, number);
        Words.setLong(memory, at + RECORD_HEADER + 8, draft.bytes());
        Words.setLong(memory, at, header(SPILL, 16, arrays));
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
    private int padding(long tail, int recordUnits) {
        int index = position(tail) & (units - 1);
        int toEnd = units - index;
        boolean startOver =
                count(tail) == count(knownHead)
                        && index > START_OVER
                        && index + recordUnits <= units;
        return startOver || recordUnits > toEnd ? toEnd : 0;
    }

    /// Makes the place for a record: pads, and commits pages.
    ///
    /// @return the position of the record
    private int begin(long tail, int recordUnits) {
        int padding = padding(tail, recordUnits);
        int position = position(tail);
        int index = position & (units - 1);
        if (padding > 0) {
            commitPages(8L * index + RECORD_HEADER);
            Words.setLong(memory, AREA + 8L * index, header(PAD, 8 * padding, 0));
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
        lock();
        boolean first;
        try {
            first = Words.getInt(memory, CLOSED_BY) == 0;
            if (first) {
                Words.setIntRelease(memory, CLOSED_BY, pid);
            }
        } finally {
            mutex.unlock();
        }
        return first;
    }
}
