package dev.brood.local.sync;

import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.RobustMutex;

import java.lang.foreign.MemorySegment;

/// How many permits there are, and how many of those that are out each process holds: one word as
/// long as only one process holds any, and a [HolderTable] when there are more.
///
/// ```
///   inline:    tag 16 | closed 1 | 0 | holder 10 | held 18 | available 18
///   inflated:  tag 16 | closed 1 | 1 | version 46
///
///   at the table's place:  mutex 32 | table
/// ```
///
/// | word | meaning | goes to | by |
/// |---|---|---|---|
/// | inline, h, k, a | process h (its number in the roster) holds k, a are available | inline, me, k+n, a-n | acquiring, if h is the same or k is 0 (CAS) |
/// | | | inline, h, k-min(n,k), a+n | releasing, by any process (CAS) |
/// | | | inline, h, 0, a+k | recovery of h (CAS) |
/// | | | inflated, version+1 | one who would be the second holder, with the mutex, having filled the table (CAS) |
/// | inflated | the table tells | inline | one with the mutex, when no more than one holds any (CAS) |
///
/// With the mutex the table is changed by one word at a time, each of which leaves it right; so
/// there is nothing to repair after a death there. Recovery does not take the mutex, which a living
/// process may hold: it takes the dead one's line out of the table by compare-and-set, and looks at
/// the word again after; the version tells if it has changed in between and back.
///
/// The mutex and the table belong to the place: whoever had the mutex when the object was closed
/// can still change the table, and then gives the mutex up; the next object in the place does not
/// look into the table before it has had the mutex and filled the table anew. The version is of the
/// table, so that no two objects in one place have the same.
///
/// A release is of permits of the releasing process first, then of others that hold any, and what
/// is more than are held makes new permits, up to the bound.
final class Permits {
    /// The most there can be.
    static final int MOST = (1 << 18) - 1;

    private static final long CLOSED = 1L << 47;
    static final long INFLATED = 1L << 46;
    private static final long VERSION_MASK = INFLATED - 1;
    private static final long LOW_MASK = (1L << 48) - 1;
    private static final int HOLDER_SHIFT = 36;
    private static final int HELD_SHIFT = 18;
    private static final int FIELD = MOST;
    private static final int HOLDER_FIELD = 1023;

    private final LocalSync object;
    private final MemorySegment memory;
    private final long word;
    private final long tag;
    private final int self;
    private final int bound;
    private final boolean counted;
    private final RobustMutex mutex;
    private final HolderTable table;

    /// The word as this process has left it last. To change it without reading it first moves its
    /// cache line once, not twice, when processes contend for it. Racy: a wrong one changes
    /// nothing.
    private long last;

    /// @param tableAt where in the object its mutex and table are
    /// @param tableBytes how long the table is
    /// @param bound the most permits there may be
    /// @param counted whether it counts who holds how many; else none are ever held
    Permits(LocalSync object, int tableAt, int tableBytes, int bound, boolean counted) {
        this.object = object;
        this.memory = object.memory;
        this.word = object.base + LocalSync.OWN_WORD;
        this.tag = (object.tag << 16) & ~LOW_MASK;
        this.self = object.tree.slot();
        this.bound = bound;
        this.counted = counted;
        long at = object.base + tableAt;
        this.mutex = new RobustMutex(object.tree, memory, at);
        this.table = new HolderTable(memory, at + RobustMutex.BYTES, tableBytes);
    }

    /// Returns the word of an object that is being made.
    static long firstWord(long objectTag, int permits) {
        return ((objectTag << 16) & ~LOW_MASK) | permits;
    }

    private long inline(int holder, int held, int available) {
        return tag | ((long) holder << HOLDER_SHIFT) | ((long) held << HELD_SHIFT) | available;
    }

    static int holder(long now) {
        return (int) (now >>> HOLDER_SHIFT) & HOLDER_FIELD;
    }

    static int held(long now) {
        return (int) (now >>> HELD_SHIFT) & FIELD;
    }

    static int available(long now) {
        return (int) now & FIELD;
    }

    private long read() {
        return Words.getLongVolatile(memory, word);
    }

    private boolean change(long from, long to) {
        return Words.compareAndSetLong(memory, word, from, to);
    }

    boolean isOpen() {
        return isOpen(read());
    }

    private boolean isOpen(long now) {
        return (now & (~LOW_MASK | CLOSED)) == tag;
    }

    private void requireOpen(long now) {
        if (!isOpen(now)) {
            throw object.closed(object.state());
        }
    }

    /// Closes the word to all, with whom it comes from late.
    void close() {
        long now = read();
        while (isOpen(now) && !change(now, now | CLOSED)) {
            now = read();
        }
    }

    // ---- acquiring

    /// Takes permits if they are available.
    ///
    /// @throws dev.brood.ClosedException if it was closed
    boolean tryAcquire(int number) {
        long guess = last;
        if (number > 0 && isInline(guess) && isForMe(guess, number)) {
            long next = acquired(guess, number);
            if (change(guess, next)) {
                last = next;
                CrashPoint.reach("permits.acquired");
                return true;
            }
        }
        while (true) {
            long now = read();
            requireOpen(now);
            if (number == 0) {
                return true;
            }
            if ((now & INFLATED) != 0) {
                return acquireWithTable(number);
            }
            if (available(now) < number) {
                return false;
            }
            if (!isForMe(now, number)) {
                return acquireWithTable(number);
            }
            long next = acquired(now, number);
            if (change(now, next)) {
                last = next;
                CrashPoint.reach("permits.acquired");
                return true;
            }
        }
    }

    private boolean isInline(long now) {
        return isOpen(now) && (now & INFLATED) == 0;
    }

    /// Returns whether this process can acquire permits by changing an inline word alone.
    private boolean isForMe(long now, int number) {
        return available(now) >= number && (!counted || held(now) == 0 || holder(now) == self);
    }

    private long acquired(long now, int number) {
        return counted
                ? inline(self, held(now) + number, available(now) - number)
                : inline(0, 0, available(now) - number);
    }

    private boolean acquireWithTable(int number) {
        var _ = mutex.lock();
        try {
            inflate();
            if (table.available() < number) {
                deflate();
                return false;
            }
            table.acquire(self, number);
            CrashPoint.reach("permits.table.acquired");
            return true;
        } finally {
            mutex.unlock();
        }
    }

    /// Puts what the word says into the table. With the mutex.
    private void inflate() {
        while (true) {
            long now = read();
            requireOpen(now);
            if ((now & INFLATED) != 0) {
                return;
            }
            long version = table.fill(holder(now), held(now), available(now)) & VERSION_MASK;
            CrashPoint.reach("permits.inflating");
            if (change(now, tag | INFLATED | version)) {
                CrashPoint.reach("permits.inflated");
                return;
            }
        }
    }

    /// Puts what the table says into the word, if it fits. With the mutex.
    private void deflate() {
        int holder = table.onlyHolder();
        if (holder != HolderTable.SEVERAL) {
            long now = read();
            int held = holder == HolderTable.NOBODY ? 0 : table.heldBy(holder);
            int slot = Math.max(holder, 0);
            if (isOpen(now) && change(now, inline(slot, held, table.total() - held))) {
                CrashPoint.reach("permits.deflated");
            }
        }
    }

    // ---- releasing

    /// Gives permits back.
    ///
    /// @return false if there would be more than the bound; then nothing was done
    /// @throws dev.brood.ClosedException if it was closed
    boolean release(int number) {
        long now = last;
        if (!isInline(now)) {
            now = read();
        }
        while (true) {
            requireOpen(now);
            if ((now & INFLATED) != 0) {
                return releaseWithTable(number);
            }
            int paid = Math.min(held(now), number);
            int held = held(now) - paid;
            long next = inline(holder(now), held, available(now) + number);
            if (available(now) + held > bound - number) {
                if (read() == now) {
                    return false;
                }
            } else if (change(now, next)) {
                last = next;
                CrashPoint.reach("permits.released");
                return true;
            }
            now = read();
        }
    }

    private boolean releaseWithTable(int number) {
        var _ = mutex.lock();
        try {
            inflate();
            int fresh = number - Math.min(number, table.held());
            if (fresh > bound - table.total()) {
                deflate();
                return false;
            }
            table.release(self, number - fresh);
            CrashPoint.reach("permits.table.released");
            table.add(fresh);
            deflate();
            return true;
        } finally {
            mutex.unlock();
        }
    }

    /// Takes all that are available.
    ///
    /// @return how many
    int drain() {
        while (true) {
            int number = available();
            if (number == 0 || tryAcquire(number)) {
                return number;
            }
        }
    }

    // ---- looking

    /// Returns how many are available; may be inexact while others change them.
    int available() {
        long now = read();
        return (now & INFLATED) != 0 ? Math.max(0, table.available()) : available(now);
    }

    /// Returns a process that holds some, as its number in the roster plus one.
    ///
    /// @return 0 if none does
    int anyHolder() {
        long now = read();
        if ((now & INFLATED) != 0) {
            return table.anyHolder() + 1;
        }
        return held(now) == 0 ? 0 : holder(now) + 1;
    }

    /// Returns how many a process holds; exact if it is dead and not recovered.
    int heldBy(int slot) {
        while (true) {
            long now = read();
            int held;
            if ((now & INFLATED) != 0) {
                held = table.heldBy(slot);
            } else {
                held = holder(now) == slot ? held(now) : 0;
            }
            if (read() == now) {
                return held;
            }
        }
    }

    /// Returns how many the process holds that is found first.
    int mostHeld() {
        int holder = anyHolder() - 1;
        return holder < 0 ? 0 : heldBy(holder);
    }

    // ---- death

    /// Frees the mutex if a dead process had it.
    void recoverMutex(Member dead) {
        mutex.recover(dead.pid());
    }

    /// Gives back what a dead process held.
    void recover(Member dead) {
        long now;
        do {
            now = read();
            if (!isOpen(now)) {
                return;
            }
            if ((now & INFLATED) != 0) {
                table.remove(dead.slot());
            } else if (held(now) != 0 && holder(now) == dead.slot()) {
                var _ = change(now, inline(0, 0, available(now) + held(now)));
            }
            CrashPoint.reach("permits.recovered");
        } while (read() != now);
    }
}
