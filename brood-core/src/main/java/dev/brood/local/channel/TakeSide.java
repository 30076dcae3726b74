package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.RobustMutex;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What those who take do to a [Ring], under its take mutex.
final class TakeSide {
    private final MemorySegment memory;
    private final SpillFiles spills;
    private final int units;
    private final RobustMutex mutex;

    /// What this process last saw of tail. It can only be behind, which makes the ring look emptier
    /// than it is; and then it is read again. It is also read again when another process has taken
    /// since ([#lastHead]): cursors count modulo 2³², and to be compared they must not be further
    /// apart. Guarded by the mutex.
    private long knownTail;

    private long lastHead; // guarded by the mutex

    TakeSide(Tree tree, MemorySegment memory, SpillFiles spills) {
        this.memory = memory;
        this.spills = spills;
        this.units = (int) (Words.getLong(memory, AREA_BYTES) / 8);
        this.mutex = new RobustMutex(tree, memory, TAKE_MUTEX);
    }

    /// Gives back what a dead process held.
    void recover(int deadPid) {
        mutex.recover(deadPid);
    }

    /// Takes the item at the head.
    ///
    /// @param buffer may be used for the payload's head
    /// @return null if there is none
    @Nullable Payload take(byte[] buffer) {
        Payload payload;
        lock();
        try {
            long head = skipRemoved();
            if (!hasItem(head)) {
                return null;
            }
            long header = Words.getLong(memory, at(head));
            payload = read(head, header, buffer);
            CrashPoint.reach("ring.take.copied");
            commitTake(head, header);
            CrashPoint.reach("ring.take.committed");
        } finally {
            mutex.unlock();
        }
        return payload;
    }

    /// Takes items from the head on, all or none.
    ///
    /// @param most how many at most
    List<Payload> takeAll(int most) {
        List<Payload> payloads = new ArrayList<>();
        lock();
        try {
            long head = skipRemoved();
            long first = head;
            while (payloads.size() < most && hasItem(head)) {
                long header = Words.getLong(memory, at(head));
                if (kind(header) == SPILL && head != first) {
                    break; // one pending delete at a time
                }
                if (!isRemoved(header)) {
                    payloads.add(read(head, header, new byte[0]));
                } else {
                    break;
                }
                if (kind(header) == SPILL) {
                    commitTake(head, header);
                    head = Words.getLong(memory, HEAD);
                    first = head;
                    break;
                }
                head = skipPadding(next(head, header));
            }
            CrashPoint.reach("ring.take.copied");
            if (head != first) {
                setHead(head);
            }
            CrashPoint.reach("ring.take.committed");
        } finally {
            mutex.unlock();
        }
        return payloads;
    }

    /// Returns the items there are, without taking them.
    ///
    /// @param most how many at most
    List<Ring.Seen> look(int most) {
        List<Ring.Seen> items = new ArrayList<>();
        lock();
        try {
            long cursor = skipRemoved();
            while (items.size() < most && hasItem(cursor)) {
                long header = Words.getLong(memory, at(cursor));
                if (!isRemoved(header)) {
                    Payload payload = read(cursor, header, new byte[0]);
                    items.add(new Ring.Seen(count(cursor), position(cursor), payload));
                }
                cursor = skipPadding(next(cursor, header));
            }
        } finally {
            mutex.unlock();
        }
        return items;
    }

    /// Removes an item that was seen, wherever it is now.
    ///
    /// @return false if it was taken or removed meanwhile
    boolean remove(Ring.Seen seen) {
        lock();
        try {
            long head = Words.getLong(memory, HEAD);
            if (seen.count() - count(head) < 0) {
                return false;
            }
            long at = AREA + 8L * (seen.position() & (units - 1));
            long header = Words.getLong(memory, at);
            if (isRemoved(header)) {
                return false;
            }
            Words.setLong(memory, at, removed(header));
            CrashPoint.reach("ring.remove.marked");
            Words.setIntVolatile(memory, REMOVED, Words.getInt(memory, REMOVED) + 1);
            skipRemoved();
        } finally {
            mutex.unlock();
        }
        return true;
    }

    /// Removes the first item whose payload passes a test on the first bytes of its head. Items in
    /// spill files are not looked at.
    ///
    /// @param bytes how many bytes the test needs
    boolean removeFirst(Predicate<Payload> test, int bytes) {
        lock();
        try {
            long cursor = skipRemoved();
            while (hasItem(cursor)) {
                long header = Words.getLong(memory, at(cursor));
                if (kind(header) == ITEM && !isRemoved(header)) {
                    long head = at(cursor) + RECORD_HEADER;
                    head += arrays(header) == 0 ? 0 : 8 + 8L * arrays(header);
                    if (test.test(Payload.readHead(memory, head, bytes, new byte[bytes]))) {
                        Words.setLong(memory, at(cursor), removed(header));
                        CrashPoint.reach("ring.remove.marked");
                        Words.setIntVolatile(memory, REMOVED, Words.getInt(memory, REMOVED) + 1);
                        skipRemoved();
                        return true;
                    }
                }
                cursor = skipPadding(next(cursor, header));
            }
            return false;
        } finally {
            mutex.unlock();
        }
    }

    private void lock() {
        if (mutex.lock()) {
            repair();
        }
        long head = Words.getLong(memory, HEAD);
        if (head != lastHead || head == 0) {
            knownTail = Words.getLongAcquire(memory, TAIL);
            lastHead = head;
        }
        CrashPoint.reach("ring.take.locked");
    }

    /// Finishes what a taker that died had begun: deletes the spill file of an item it took, and
    /// counts the removed anew.
    private void repair() {
        long pending = Words.getLong(memory, PENDING_DELETE);
        long head = Words.getLong(memory, HEAD);
        if (pending != 0 && Words.getInt(memory, PENDING_DELETE_COUNT) != count(head)) {
            spills.delete(pending);
        }
        Words.setLongRelease(memory, PENDING_DELETE, 0);
        knownTail = Words.getLongAcquire(memory, TAIL);
        int removed = 0;
        long cursor = skipPadding(head);
        while (hasItem(cursor)) {
            long header = Words.getLong(memory, at(cursor));
            removed += isRemoved(header) ? 1 : 0;
            cursor = skipPadding(next(cursor, header));
        }
        Words.setIntVolatile(memory, REMOVED, removed);
    }

    /// Moves head over removed items.
    ///
    /// @return a cursor at an item that was not removed, or at tail
    private long skipRemoved() {
        long head = skipPadding(Words.getLong(memory, HEAD));
        while (hasItem(head)) {
            long header = Words.getLong(memory, at(head));
            if (!isRemoved(header)) {
                break;
            }
            Words.setIntVolatile(memory, REMOVED, Words.getInt(memory, REMOVED) - 1);
            CrashPoint.reach("ring.take.removed");
            commitTake(head, header);
            head = skipPadding(Words.getLong(memory, HEAD));
        }
        return head;
    }

    private boolean hasItem(long cursor) {
        if (count(knownTail) - count(cursor) <= 0) {
            knownTail = Words.getLongAcquire(memory, TAIL);
        }
        return count(knownTail) != count(cursor);
    }

    private long skipPadding(long cursor) {
        if (!hasItem(cursor)) {
            return cursor;
        }
        long header = Words.getLong(memory, at(cursor));
        return kind(header) == PAD
                ? cursor(count(cursor), position(cursor) + length(header) / 8)
                : cursor;
    }

    private Payload read(long cursor, long header, byte[] buffer) {
        long at = at(cursor) + RECORD_HEADER;
        if (kind(header) == SPILL) {
            return spills.read(
                    Words.getLong(memory, at), Words.getLong(memory, at + 8), arrays(header));
        }
        return arrays(header) == 0
                ? Payload.readHead(memory, at, length(header), buffer)
                : Payload.readWithArrays(memory, at, arrays(header));
    }

    /// Moves head behind a record, and deletes its spill file.
    private void commitTake(long cursor, long header) {
        long after = next(cursor, header);
        if (kind(header) != SPILL) {
            setHead(after);
            return;
        }
        long number = Words.getLong(memory, at(cursor) + RECORD_HEADER);
        Words.setInt(memory, PENDING_DELETE_COUNT, count(cursor));
        Words.setLongRelease(memory, PENDING_DELETE, number);
        CrashPoint.reach("ring.take.delete-announced");
        setHead(after);
        CrashPoint.reach("ring.take.delete-committed");
        spills.delete(number);
        Words.setLongRelease(memory, PENDING_DELETE, 0);
    }

    private void setHead(long head) {
        lastHead = head;
        Words.setLongRelease(memory, HEAD, head);
    }

    private static long next(long cursor, long header) {
        int recordUnits = (int) ((RECORD_HEADER + Payload.padded(length(header))) / 8);
        return cursor(count(cursor) + 1, position(cursor) + recordUnits);
    }

    private long at(long cursor) {
        return AREA + 8L * (position(cursor) & (units - 1));
    }
}
