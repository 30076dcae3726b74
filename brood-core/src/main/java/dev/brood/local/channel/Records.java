package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.local.memory.Words;

import java.lang.foreign.MemorySegment;

/// The records of a [Ring] as those see them who take: from head to tail, padding stepped over.
///
/// A cursor is a word as head is one: a count and a position. All this is for the holder of the
/// take mutex.
abstract class Records {
    final MemorySegment memory;
    final SpillFiles spills;
    final Rooms rooms;
    private final int units;

    /// What this process last saw of tail. It can only be behind, which makes the ring look emptier
    /// than it is; and then it is read again. It is also read again when another process has taken
    /// since ([#lastHead]): positions count modulo 2³², and to be compared they must not be further
    /// apart.
    private long knownTail;

    private long lastHead;

    Records(MemorySegment memory, SpillFiles spills, Rooms rooms) {
        this.memory = memory;
        this.spills = spills;
        this.rooms = rooms;
        this.units = (int) (Words.getLong(memory, AREA_BYTES) / 8);
    }

    /// To be called when the mutex was locked, before any other.
    final void refresh() {
        long head = Words.getLong(memory, HEAD);
        if (head != lastHead || head == 0) {
            knownTail = Words.getLongAcquire(memory, TAIL);
            lastHead = head;
        }
    }

    /// Steps over padding. It looks at tail but once: a record that comes in later may have padding
    /// before it.
    ///
    /// @return a cursor at a record, or where [#isAtTail]
    final long seek(long cursor) {
        if (position(knownTail) - position(cursor) <= 0) {
            knownTail = Words.getLongAcquire(memory, TAIL);
        }
        if (isAtTail(cursor)) {
            return cursor;
        }
        long header = Words.getLong(memory, at(cursor));
        return kind(header) == PAD ? behind(cursor, header) : cursor;
    }

    /// Returns whether there is no record at a cursor that [#seek] gave.
    final boolean isAtTail(long cursor) {
        return position(knownTail) == position(cursor);
    }

    final Payload read(long cursor, long header) {
        return read(cursor, header, Payload::read);
    }

    final <T> T read(long cursor, long header, ItemReader<T> reader) {
        long at = at(cursor) + RECORD_HEADER;
        if (!isAside(header)) {
            return reader.read(memory, at, length(header), hasArrays(header));
        }
        long name = nameAside(cursor);
        long bytes = Words.getLong(memory, at + 8);
        return kind(header) == SPILL
                ? spills.read(name, bytes, hasArrays(header), reader)
                : reader.read(rooms.contents(name), 0, (int) bytes, hasArrays(header));
    }

    /// Returns the number of the spill file, or the name of the room, of a record that only names
    /// where its payload is.
    final long nameAside(long cursor) {
        return Words.getLong(memory, at(cursor) + RECORD_HEADER);
    }

    final void setHead(long head) {
        lastHead = head;
        Words.setLongRelease(memory, HEAD, head);
    }

    /// Returns where the next record is.
    static long next(long cursor, long header, int items) {
        int recordUnits = (int) ((RECORD_HEADER + Payload.padded(length(header))) / 8);
        return cursor(count(cursor) + items, position(cursor) + recordUnits);
    }

    /// Returns where the next record or padding is.
    static long behind(long cursor, long header) {
        return kind(header) == PAD
                ? cursor(count(cursor), position(cursor) + length(header) / 8)
                : next(cursor, header, 0);
    }

    final long at(long cursor) {
        return AREA + 8L * (position(cursor) & (units - 1));
    }
}
