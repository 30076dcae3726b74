package dev.brood.local.sync;

import dev.brood.Abandonment;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Member;

import java.lang.foreign.MemorySegment;
import java.time.Instant;

/// Which process holds a lock, and which one has died holding it.
///
/// ```
///   state:  tag 32 | closed 1 | abandoned 1 | owner 30
///
///   the record:  0         8       12        16                     104
///                +---------+-------+---------+----------------------+
///                | when    | pid   | length  | name                 |
///                +---------+-------+---------+----------------------+
/// ```
///
/// | owner | abandoned | meaning | goes to | by |
/// |---|---|---|---|---|
/// | 0 | a | free | P, a | a thread of the process with pid P (CAS) |
/// | P | a | held by one | 0, a | that thread (CAS) |
/// | P | 1 | held, and not repaired since an owner died | P, 0 | that thread (CAS) |
/// | P | a | P has died | 0, 1 | recovery, having written the record (CAS) |
///
/// The record is written, plainly, by recovery alone while the owner is dead, so that no one reads
/// it then; it is read by owners while abandoned is set. Both are ordered by the compare-and-set
/// that passes the lock on.
final class LockWord implements Gate {
    /// The size of the record.
    static final int RECORD_BYTES = 104;

    private static final int WHEN = 0;
    private static final int PID = 8;
    private static final int LENGTH = 12;
    private static final int NAME = 16;
    private static final int LONGEST_NAME = RECORD_BYTES - NAME;

    private static final long ABANDONED = 1 << 30;
    private static final long OWNER_MASK = ABANDONED - 1;

    private final LocalSync object;
    private final MemorySegment memory;
    private final long record;
    private final long free;
    private final long mine;

    /// @param recordAt where in the object the record is
    LockWord(LocalSync object, int recordAt) {
        this.object = object;
        this.memory = object.memory;
        this.record = recordAt;
        this.free = object.tag;
        this.mine = object.tag | object.tree.pid();
    }

    /// Takes the lock if it is free and nothing is special about it.
    boolean takeAtOnce() {
        return object.changeState(free, mine);
    }

    @Override
    public boolean tryPass() {
        return takeAtOnce() || take();
    }

    @Override
    public boolean isBlocked() {
        return !isFree();
    }

    @Override
    public int culprit() {
        return owner();
    }

    /// Takes the lock if it is free.
    ///
    /// @throws dev.brood.ClosedException if it was closed
    boolean take() {
        long now = object.openState();
        return owner(now) == 0 && object.changeState(now, (now & ABANDONED) | mine);
    }

    /// Gives the lock up. For its owner.
    ///
    /// @return false if it was closed meanwhile
    boolean release() {
        if (object.changeState(mine, free)) {
            return true;
        }
        long now = object.state();
        while (object.isOpen(now)) {
            if (object.changeState(now, now & ~OWNER_MASK)) {
                return true;
            }
            now = object.state();
        }
        return false;
    }

    private static int owner(long state) {
        return (int) (state & OWNER_MASK);
    }

    /// Returns whether there is nothing to wait for, as it is free or closed.
    boolean isFree() {
        long now = object.state();
        return owner(now) == 0 || !object.isOpen(now);
    }

    @Override
    public boolean isOpen() {
        return object.isOpen(object.state());
    }

    /// Returns the process that holds it.
    ///
    /// @return its pid, or 0
    int owner() {
        long now = object.state();
        return object.isOpen(now) ? owner(now) : 0;
    }

    /// Returns whether an owner died and no one has repaired since. For its owner.
    boolean isAbandoned() {
        return (object.openState() & ABANDONED) != 0;
    }

    /// Reads the record. For its owner, if [#isAbandoned()].
    Abandonment abandonment() {
        return new Abandonment(
                Words.getInt(memory, object.base + record + PID),
                object.readText(record + LENGTH, record + NAME, LONGEST_NAME),
                Instant.ofEpochMilli(Words.getLong(memory, object.base + record + WHEN)));
    }

    /// Forgets the death. For its owner.
    void repaired() {
        long now = object.openState();
        while (!object.changeState(now, now & ~ABANDONED)) {
            now = object.openState();
        }
    }

    /// Gives the lock up for a dead owner.
    void recover(Member dead) {
        long now = object.state();
        if (object.isOpen(now) && owner(now) == dead.pid()) {
            long at = object.base + record;
            Words.setLong(memory, at + WHEN, System.currentTimeMillis());
            Words.setInt(memory, at + PID, dead.pid());
            LocalSync.writeText(memory, at + LENGTH, at + NAME, LONGEST_NAME, dead.name());
            CrashPoint.reach("lock.recover.recorded");
            var _ = object.changeState(now, object.tag | ABANDONED);
            CrashPoint.reach("lock.recover.freed");
        }
    }
}
