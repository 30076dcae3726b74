package dev.brood.local.sync;

import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Tree;

import java.lang.foreign.MemorySegment;

/// Threads of all processes that wait in the order in which they came, and can leave at any time,
/// by death too: a ring of entries, without a lock.
///
/// ```
///   0       8       16       32                      160
///   +-------+-------+--------+-----------------------+-------------------
///   | head  | tail  | room   | 8 wait points         | 128 entries
///   +-------+-------+--------+-----------------------+-------------------
///
///   an entry:  ticket + 1: 32 | state 2 | pid 30
/// ```
///
/// The entry of ticket `t` is number `t mod 128`; its thread waits at point `t mod 8`.
///
/// | entry | meaning | goes to | by |
/// |---|---|---|---|
/// | DONE, another ticket | can be had if `tail` is its ticket and `head` has passed the other | WAITING | whoever enters (CAS) |
/// | WAITING | its thread waits | SIGNALLED | whoever signals (CAS) |
/// | | | DONE | its thread, which gives up or has got what it waited for (CAS); recovery of its process |
/// | SIGNALLED | its thread has been told and has not left | DONE | its thread (CAS); recovery of its process, after it has signalled another |
///
/// `tail` is the next ticket: it goes past a ticket once that is claimed, by whoever sees it (CAS).
/// `head` goes past a ticket once its entry is DONE, likewise. So a process that dies after any of
/// these steps leaves nothing undone that the next does not do. All words are accessed by volatile
/// reads and compare-and-set.
///
/// A ring is never cleared: it belongs to its place, and goes on when another object is made there.
///
/// When the ring is full, one waits for room at a point of its own, in no order.
final class WaiterRing {
    /// How many can wait in it.
    static final int CAPACITY = 128;

    /// At how many points those in it wait: ticket `t` at point `t mod 8`.
    static final int POINTS = 8;

    private static final int HEAD = 0;
    private static final int TAIL = 8;
    private static final int ROOM = 16;
    private static final int FIRST_POINT = 32;
    private static final int ENTRIES = FIRST_POINT + POINTS * WaitPoint.BYTES;

    /// Its size in bytes; at a multiple of 16.
    static final int BYTES = ENTRIES + CAPACITY * 8;

    /// The ticket of one who finds it full.
    static final long FULL = -1;

    private static final int DONE = 0;
    private static final int WAITING = 1;
    private static final int SIGNALLED = 2;
    private static final long PID_MASK = (1L << 30) - 1;

    private final MemorySegment memory;
    private final long base;
    private final int pid;
    private final WaitPoint room;
    private final WaitPoint[] points = new WaitPoint[POINTS];

    WaiterRing(Tree tree, MemorySegment memory, long base) {
        this.memory = memory;
        this.base = base;
        this.pid = tree.pid();
        this.room = tree.waitPoint(memory, base + ROOM);
        for (int i = 0; i < POINTS; i++) {
            points[i] = tree.waitPoint(memory, base + FIRST_POINT + (long) i * WaitPoint.BYTES);
        }
    }

    private static long entry(long ticket, int state, int pid) {
        return ((ticket + 1) << 32) | ((long) state << 30) | pid;
    }

    private static boolean isOf(long entry, long ticket) {
        return (int) (entry >>> 32) == (int) (ticket + 1);
    }

    private static int state(long entry) {
        return (int) (entry >>> 30) & 3;
    }

    private static int pid(long entry) {
        return (int) (entry & PID_MASK);
    }

    private static long withState(long entry, int state) {
        return (entry & ~(3L << 30)) | ((long) state << 30);
    }

    private long at(long ticket) {
        return base + ENTRIES + (ticket & (CAPACITY - 1)) * 8;
    }

    private long head() {
        return Words.getLongVolatile(memory, base + HEAD);
    }

    private long tail() {
        return Words.getLongVolatile(memory, base + TAIL);
    }

    private long read(long ticket) {
        return Words.getLongVolatile(memory, at(ticket));
    }

    private boolean change(long ticket, long from, long to) {
        return Words.compareAndSetLong(memory, at(ticket), from, to);
    }

    /// Comes in, behind all who are in it.
    ///
    /// @return the ticket, or [#FULL]
    long enter() {
        while (true) {
            long next = tail();
            long found = read(next);
            if (isOf(found, next)) {
                Words.compareAndSetLong(memory, base + TAIL, next, next + 1);
                continue;
            }
            if (tail() != next) {
                continue; // what was found may be of a later round
            }
            if (next - firstTicket() >= CAPACITY) {
                return FULL;
            }
            if (state(found) == DONE && change(next, found, entry(next, WAITING, pid))) {
                CrashPoint.reach("ring.enter.claimed");
                Words.compareAndSetLong(memory, base + TAIL, next, next + 1);
                return next;
            }
        }
    }

    /// Leaves, having got what one waited for or not.
    ///
    /// @return whether it was signalled
    boolean leave(long ticket) {
        while (true) {
            long now = read(ticket);
            if (!isOf(now, ticket) || state(now) == DONE) {
                return false; // not of this world any more
            }
            if (change(ticket, now, withState(now, DONE))) {
                CrashPoint.reach("ring.leave.done");
                var _ = firstTicket();
                room.signal(1);
                return state(now) == SIGNALLED;
            }
        }
    }

    /// Returns the ticket of the first who waits or was signalled; the next ticket if there is
    /// none.
    private long firstTicket() {
        while (true) {
            long first = head();
            if (first >= tail()) {
                return first;
            }
            long now = read(first);
            if (isOf(now, first)) {
                if (state(now) != DONE) {
                    return first;
                }
                Words.compareAndSetLong(memory, base + HEAD, first, first + 1);
            }
        }
    }

    boolean isEmpty() {
        return head() == tail() || firstTicket() >= tail();
    }

    boolean isFull() {
        return tail() - firstTicket() >= CAPACITY;
    }

    boolean isFirst(long ticket) {
        return firstTicket() == ticket;
    }

    boolean isWaiting(long ticket) {
        long now = read(ticket);
        return isOf(now, ticket) && state(now) == WAITING;
    }

    /// Returns the process whose thread is first.
    ///
    /// @return its pid, or 0
    int firstPid() {
        long first = firstTicket();
        long now = read(first);
        return isOf(now, first) && state(now) != DONE ? pid(now) : 0;
    }

    /// Returns how many wait, not counting those who were signalled.
    int waiting() {
        int number = 0;
        long tail = tail();
        for (long ticket = head(); ticket < tail; ticket++) {
            number += isWaiting(ticket) ? 1 : 0;
        }
        return number;
    }

    /// Returns how many wait in a ring or for room in it, for one who only looks.
    static int waiting(MemorySegment memory, long base) {
        int number = 0;
        for (int i = 0; i < CAPACITY; i++) {
            number +=
                    state(Words.getLongVolatile(memory, base + ENTRIES + i * 8L)) == WAITING
                            ? 1
                            : 0;
        }
        return number + WaitPoint.waiters(memory, base + ROOM);
    }

    /// Returns where the thread with a ticket waits.
    WaitPoint point(long ticket) {
        return points[(int) ticket & (POINTS - 1)];
    }

    /// Returns where to wait for room in the ring.
    WaitPoint room() {
        return room;
    }

    /// Signals the first that waits. If none does, those who found no room are woken.
    ///
    /// @return whether one was signalled
    boolean signal() {
        for (long ticket = head(); ticket < tail(); ticket++) {
            long now = read(ticket);
            while (isOf(now, ticket) && state(now) == WAITING) {
                if (change(ticket, now, withState(now, SIGNALLED))) {
                    CrashPoint.reach("ring.signal.changed");
                    point(ticket).signal(Integer.MAX_VALUE);
                    return true;
                }
                now = read(ticket);
            }
        }
        room.signal(Integer.MAX_VALUE);
        return false;
    }

    /// Signals all that wait.
    void signalAll() {
        long tail = tail();
        for (long ticket = head(); ticket < tail; ticket++) {
            long now = read(ticket);
            while (isOf(now, ticket) && state(now) == WAITING) {
                if (change(ticket, now, withState(now, SIGNALLED))) {
                    CrashPoint.reach("ring.signal-all.changed");
                    break;
                }
                now = read(ticket);
            }
        }
        for (WaitPoint point : points) {
            point.signal(Integer.MAX_VALUE);
        }
        room.signal(Integer.MAX_VALUE);
    }

    /// Wakes the first, to look whether its turn has come. Follows a full fence.
    void wakeFirst() {
        long first = firstTicket();
        if (first < tail()) {
            point(first).signal(Integer.MAX_VALUE);
        }
    }

    /// Wakes all, to look for themselves.
    void wakeAll() {
        for (WaitPoint point : points) {
            point.signalAll();
        }
        room.signalAll();
    }

    /// Takes a dead process out, passes on what it was signalled, and wakes all. Any number of
    /// times, by anyone; that may signal more than were signalled.
    void recover(int dead) {
        for (int i = 0; i < CAPACITY; i++) {
            remove(i, dead, WAITING);
        }
        for (int i = 0; i < CAPACITY; i++) {
            remove(i, dead, SIGNALLED);
        }
        // It may have claimed the next ticket and left it at that.
        long next = tail();
        if (isOf(read(next), next)) {
            Words.compareAndSetLong(memory, base + TAIL, next, next + 1);
        }
        for (WaitPoint point : points) {
            point.recover();
        }
        room.recover();
    }

    private void remove(int index, int dead, int state) {
        long now = read(index);
        while (pid(now) == dead && state(now) == state) {
            if (state == SIGNALLED) {
                var _ = signal();
                CrashPoint.reach("ring.recover.signalled");
            }
            var _ = change(index, now, withState(now, DONE));
            now = read(index);
        }
    }
}
