package dev.brood.local.sync;

import dev.brood.Abandonment;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Member;

/// Which process holds a lock, and which one has died holding it.
///
/// ```
///   state:  tag 32 | closed 1 | abandoned 1 | owner 30
/// ```
///
/// | owner | abandoned | meaning | goes to | by |
/// |---|---|---|---|---|
/// | 0 | a | free | P, a | a thread of the process with pid P (CAS) |
/// | P | a | held by one | 0, a | that thread (CAS) |
/// | P | 1 | held, and not repaired since an owner died | P, 0 | that thread (CAS) |
/// | P | a | P has died | 0, 1 | recovery, having written the record (CAS) |
///
/// The record is a [DeathRecord]. Which thread has it says a word of its own: the low 16 bits of
/// the tag, and 48 bits of the thread's id.
final class LockWord implements Gate {
    static final long ABANDONED = 1 << 30;
    private static final long OWNER_MASK = ABANDONED - 1;
    private static final int THREAD_BITS = 48;
    private static final int THREAD_TAG = THREAD_BITS - 32;
    private static final long THREAD_MASK = (1L << THREAD_BITS) - 1;

    private final LocalSync object;
    private final DeathRecord record;
    private final long free;
    private final long mine;

    /// @param recordAt where in the object the record is
    LockWord(LocalSync object, int recordAt) {
        this.object = object;
        this.record = new DeathRecord(object, recordAt);
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

    /// Returns the word that says which thread has the lock.
    ///
    /// @param tag the object's
    static long threadWord(long tag, long threadId) {
        return (tag << THREAD_TAG) | (threadId & THREAD_MASK);
    }

    /// Returns which thread has the lock, 0 if the word was written by a late one.
    ///
    /// @param state the object's, or its tag
    static long thread(long state, long word) {
        return word >>> THREAD_BITS == (state >>> 32 & 0xffff) ? word & THREAD_MASK : 0;
    }

    static int owner(long state) {
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
        return record.read();
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
            record.write(dead);
            CrashPoint.reach("lock.recover.recorded");
            var _ = object.changeState(now, object.tag | ABANDONED);
            CrashPoint.reach("lock.recover.freed");
        }
    }
}
