package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.RobustMutex;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What those who take do to a [Ring], under its take mutex.
///
/// **Removal from the middle** marks the record and then counts it in head, which makes room for an
/// item at once. Its memory is free when head passes it: when the items before it have been taken.
///
/// A joinable ring has a side of a subclass, which keeps its [Ledger].
///
/// An exception on the way, such as an `OutOfMemoryError` for an item that is too large for this
/// JVM, gives the mutex up as a death does: the next to lock it repairs.
class TakeSide {
    final Tree tree;
    final MemorySegment memory;
    final SpillFiles spills;
    private final WaitPoint notFull;
    private final int units;
    private final RobustMutex mutex;

    /// What this process last saw of tail. It can only be behind, which makes the ring look emptier
    /// than it is; and then it is read again. It is also read again when another process has taken
    /// since ([#lastHead]): positions count modulo 2³², and to be compared they must not be further
    /// apart. Guarded by the mutex.
    private long knownTail;

    private long lastHead; // guarded by the mutex

    /// Whether head has passed removed records, or room was found in a repair, since the mutex was
    /// locked: a putter may wait for that. Guarded by the mutex.
    private boolean freedMore;

    TakeSide(Tree tree, MemorySegment memory, SpillFiles spills, WaitPoint notFull) {
        this.tree = tree;
        this.memory = memory;
        this.spills = spills;
        this.notFull = notFull;
        this.units = (int) (Words.getLong(memory, AREA_BYTES) / 8);
        this.mutex = new RobustMutex(tree, memory, TAKE_MUTEX);
    }

    /// Gives back what a dead process held.
    void recover(int deadPid) {
        mutex.recover(deadPid);
    }

    /// Takes the item at the head.
    ///
    /// @return null if there is none
    @Nullable Payload take() {
        boolean whole = false;
        lock();
        try {
            Payload payload = takeFirst();
            whole = true;
            return payload;
        } finally {
            unlock(whole);
        }
    }

    /// Says that an item is in hand that this process has taken.
    ///
    /// @param position where a leased item is
    /// @return false if there is none to be done
    boolean acknowledge(int position) {
        throw new UnsupportedOperationException("only items of a joinable ring are acknowledged");
    }

    /// Called before items leave the ring.
    void beforeTaken(int items) {}

    /// Called when an item was removed that nobody will get.
    void afterDropped() {}

    /// Returns whether there is something to repair though the last owner of the mutex lives.
    boolean needsRepair() {
        return false;
    }

    @Nullable Payload takeFirst() {
        long head = passRemoved();
        if (isAtTail(head)) {
            return null;
        }
        long header = Words.getLong(memory, at(head));
        Payload payload = read(head, header);
        CrashPoint.reach("ring.take.copied");
        pass(head, header, 1);
        CrashPoint.reach("ring.take.committed");
        return payload;
    }

    /// Takes items from the head on, all or none.
    ///
    /// @param most how many at most
    List<Payload> takeAll(int most) {
        return locked(() -> takeSome(most));
    }

    List<Payload> takeSome(int most) {
        List<Payload> payloads = new ArrayList<>();
        long first = passRemoved();
        if (most > 0 && !isAtTail(first) && kind(Words.getLong(memory, at(first))) == SPILL) {
            payloads.add(Objects.requireNonNull(takeFirst())); // one file to delete at a time
            return payloads;
        }
        long cursor = first;
        while (payloads.size() < most && !isAtTail(cursor)) {
            long header = Words.getLong(memory, at(cursor));
            if (kind(header) == SPILL || !isWaiting(header)) {
                break;
            }
            payloads.add(read(cursor, header));
            cursor = seek(next(cursor, header, 1));
        }
        CrashPoint.reach("ring.take.all-copied");
        if (cursor != first) {
            beforeTaken(payloads.size());
            setHead(cursor);
        }
        CrashPoint.reach("ring.take.all-committed");
        return payloads;
    }

    /// Returns the items there are, without taking them.
    ///
    /// @param most how many at most
    List<Ring.Seen> look(int most) {
        return locked(() -> {
            List<Ring.Seen> items = new ArrayList<>();
            long cursor = passRemoved();
            while (items.size() < most && !isAtTail(cursor)) {
                long header = Words.getLong(memory, at(cursor));
                if (isWaiting(header)) {
                    items.add(new Ring.Seen(position(cursor), header, read(cursor, header)));
                }
                cursor = seek(next(cursor, header, 0));
            }
            return items;
        });
    }

    /// Removes an item that was seen, wherever it is now.
    ///
    /// @return false if it was taken or removed meanwhile
    boolean remove(Ring.Seen seen) {
        return locked(() -> {
            boolean isThere = isStillThere(seen);
            if (isThere) {
                removeAt(cursor(0, seen.position()), seen.header());
            }
            return isThere;
        });
    }

    /// Tells by position, and by the header should positions have come round since.
    private boolean isStillThere(Ring.Seen seen) {
        int head = position(Words.getLong(memory, HEAD));
        int used = position(Words.getLongAcquire(memory, TAIL)) - head;
        return Integer.compareUnsigned(seen.position() - head, used) < 0
                && Words.getLong(memory, at(cursor(0, seen.position()))) == seen.header();
    }

    /// Removes the first item whose payload passes a test on the first bytes of its head. Items in
    /// spill files are not looked at.
    ///
    /// @param bytes how many bytes the test needs
    boolean removeFirst(Predicate<Payload> test, int bytes) {
        return locked(() -> removeFound(test, bytes));
    }

    private boolean removeFound(Predicate<Payload> test, int bytes) {
        long cursor = passRemoved();
        while (!isAtTail(cursor)) {
            long header = Words.getLong(memory, at(cursor));
            if (kind(header) == ITEM && isWaiting(header)) {
                Payload start =
                        Payload.readStart(
                                memory, at(cursor) + RECORD_HEADER, bytes, hasArrays(header));
                if (test.test(start)) {
                    removeAt(cursor, header);
                    return true;
                }
            }
            cursor = seek(next(cursor, header, 0));
        }
        return false;
    }

    private void removeAt(long cursor, long header) {
        beforeTaken(1);
        Words.setLong(memory, at(cursor), removed(header));
        CrashPoint.reach("ring.remove.marked");
        long head = Words.getLong(memory, HEAD);
        setHead(cursor(count(head) + 1, position(head)));
        CrashPoint.reach("ring.remove.counted");
        if (kind(header) == SPILL) {
            spills.delete(spillNumber(cursor)); // not only when head passes it
        }
        afterDropped();
        passRemoved();
    }

    final <T> T locked(Supplier<T> action) {
        boolean whole = false;
        lock();
        try {
            T result = action.get();
            whole = true;
            return result;
        } finally {
            unlock(whole);
        }
    }

    private void lock() {
        if (mutex.lock() || needsRepair()) {
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
        long head = Words.getLong(memory, HEAD);
        if (head != lastHead || head == 0) {
            knownTail = Words.getLongAcquire(memory, TAIL);
            lastHead = head;
        }
        CrashPoint.reach("ring.take.locked");
    }

    /// @param whole whether what was begun is done; if not, the next to lock must repair
    private void unlock(boolean whole) {
        boolean signal = freedMore;
        freedMore = false;
        if (whole) {
            mutex.unlock();
        } else {
            mutex.recover(tree.pid());
        }
        if (signal) {
            notFull.signalAll();
        }
    }

    /// Finishes what a taker that died had begun: deletes the spill file of an item it took, and
    /// counts an item that it marked as removed.
    void repair() {
        CrashPoint.reach("ring.take.repairing");
        long pending = Words.getLong(memory, PENDING_DELETE);
        long head = Words.getLong(memory, HEAD);
        if (pending != 0 && Words.getInt(memory, PENDING_DELETE_POSITION) != position(head)) {
            spills.delete(pending);
        }
        Words.setLongRelease(memory, PENDING_DELETE, 0);
        long tail = Words.getLongAcquire(memory, TAIL);
        int items = 0;
        long cursor = head;
        while (position(cursor) != position(tail)) {
            long header = Words.getLong(memory, at(cursor));
            items += kind(header) == PAD || !isWaiting(header) ? 0 : 1;
            cursor = behind(cursor, header);
        }
        setHead(cursor(count(tail) - items, position(head)));
        freedMore = true;
        CrashPoint.reach("ring.take.repaired");
    }

    /// Moves head over removed records.
    ///
    /// @return a cursor at an item, or at tail
    final long passRemoved() {
        long head = seek(Words.getLong(memory, HEAD));
        while (!isAtTail(head)) {
            long header = Words.getLong(memory, at(head));
            if (!isRemoved(header)) {
                break;
            }
            pass(head, header, 0);
            freedMore = true;
            CrashPoint.reach("ring.take.passed");
            head = seek(Words.getLong(memory, HEAD));
        }
        return head;
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
        long at = at(cursor) + RECORD_HEADER;
        if (kind(header) == SPILL) {
            return spills.read(
                    Words.getLong(memory, at), Words.getLong(memory, at + 8), hasArrays(header));
        }
        return Payload.read(memory, at, length(header), hasArrays(header));
    }

    final long spillNumber(long cursor) {
        return Words.getLong(memory, at(cursor) + RECORD_HEADER);
    }

    /// Moves head behind a record, and deletes its spill file.
    ///
    /// @param items 1 if it is taken, 0 if it was removed and counted before
    private void pass(long cursor, long header, int items) {
        long after = next(cursor, header, items);
        if (kind(header) != SPILL) {
            beforeTaken(items);
            setHead(after);
            return;
        }
        long number = spillNumber(cursor);
        Words.setInt(memory, PENDING_DELETE_POSITION, position(Words.getLong(memory, HEAD)));
        Words.setLongRelease(memory, PENDING_DELETE, number);
        CrashPoint.reach("ring.take.delete-announced");
        beforeTaken(items);
        setHead(after);
        CrashPoint.reach("ring.take.delete-committed");
        spills.delete(number);
        Words.setLongRelease(memory, PENDING_DELETE, 0);
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
