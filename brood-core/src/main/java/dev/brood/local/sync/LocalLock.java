package dev.brood.local.sync;

import dev.brood.Abandonment;
import dev.brood.LockOwner;
import dev.brood.SharedCondition;
import dev.brood.SharedLock;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/// A [SharedLock]. Which *process* holds it is in shared memory, a [LockWord]; which thread of it,
/// and how often, only that process has to know, and has in this object, its one handle.
///
/// ```
///   96                   200     204          208
///   +--------------------+-------+------------+-------------------- - -
///   | record of a death  | fair  | conditions | ring, if it is fair
///   +--------------------+-------+------------+-------------------- - -
/// ```
///
/// `fair` is written by the maker and never changed; `conditions` is how many were ever made of it
/// (volatile add), so that closing need not look for them where there are none.
///
/// The object's own word is the id of the owner's thread, with a part of the tag, for messages:
/// written plainly by each owner, read by anyone, and perhaps that of the owner before.
///
/// Who gives the lock up wakes one that waits, or the first in the ring. It may die before it has:
/// so recovery wakes all, whatever the dead process was at.
final class LocalLock extends LocalSync implements SharedLock {
    private static final long serialVersionUID = 1;

    private static final int RECORD = OWN;
    static final int FAIR = RECORD + DeathRecord.BYTES;
    private static final int CONDITIONS = FAIR + 4;
    static final int RING = CONDITIONS + 4;

    /// The size of one that is not fair.
    static final int BYTES = RING;

    private final transient LockWord word;
    private final transient WaitPoint released;
    private final transient Waiting waiting;
    private final transient @Nullable FairEntrance entrance;
    private final transient BooleanSupplier isTaken;
    private final transient IntSupplier whoHasIt;

    /// Written by the thread that holds the lock only; another may see any value, but never itself.
    private transient @Nullable Thread owner;

    private transient int holds;

    LocalLock(SyncObjects objects, Cell cell) {
        super(objects, Kind.LOCK, cell);
        this.word = new LockWord(this, RECORD);
        this.released = point(POINT);
        this.waiting = new Waiting(this, released);
        this.isTaken = word::isBlocked;
        this.whoHasIt = word::owner;
        boolean fair = Words.getInt(memory, base + FAIR) != 0;
        this.entrance = fair ? new FairEntrance(this, RING) : null;
    }

    /// Returns whether it is a lock of a tree.
    boolean isOf(Tree other) {
        return tree.equals(other);
    }

    static LocalLock create(SyncObjects objects, @Nullable String name, boolean fair) {
        int bytes = fair ? RING + WaiterRing.BYTES : RING;
        return (LocalLock) objects.create(Kind.LOCK, name, bytes, cell -> fill(cell, fair));
    }

    /// Writes what is a lock's own.
    static void fill(Cell cell, boolean fair) {
        Words.setInt(cell.memory(), cell.offset() + FAIR, fair ? 1 : 0);
        Words.setInt(cell.memory(), cell.offset() + CONDITIONS, 0);
    }

    // ---- locking

    @Override
    public void lock() {
        try {
            acquire(Deadline.NEVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted, and was not to be", e);
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        throwIfInterrupted();
        acquire(Deadline.NEVER, true);
    }

    @Override
    public boolean tryLock(Duration timeout) throws InterruptedException {
        throwIfInterrupted();
        return acquire(Deadline.after(timeout), true);
    }

    @Override
    public boolean tryLock() {
        try {
            if (isHeldByCurrentThread()) {
                return reenter();
            }
            return (word.takeAtOnce() || word.take()) && taken();
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private boolean acquire(long deadline, boolean interruptible) throws InterruptedException {
        try {
            if (isHeldByCurrentThread()) {
                return reenter();
            }
            if (entrance != null) {
                return entrance.take(word, deadline, interruptible) && taken();
            }
            return (word.takeAtOnce() || takeSlowly(deadline, interruptible)) && taken();
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    private boolean takeSlowly(long deadline, boolean interruptible) throws InterruptedException {
        while (!word.take()) {
            if (!waiting.await(isTaken, whoHasIt, deadline, interruptible)) {
                return false;
            }
        }
        return true;
    }

    private boolean taken() {
        CrashPoint.reach("lock.taken");
        Thread current = Thread.currentThread();
        owner = current;
        holds = 1;
        Words.setLong(memory, base + OWN_WORD, LockWord.threadWord(tag, current.threadId()));
        return true;
    }

    private boolean reenter() {
        if (holds == Integer.MAX_VALUE) {
            throw new IllegalStateException(this + " can't be locked more than 2^31-1 times");
        }
        openState();
        holds++;
        return true;
    }

    @Override
    public void unlock() {
        requireOwner();
        if (holds > 1) {
            holds--;
        } else {
            release();
        }
    }

    private void release() {
        holds = 0;
        owner = null;
        try {
            CrashPoint.reach("lock.release");
            if (word.release()) {
                CrashPoint.reach("lock.released");
                wakeNext();
            }
        } catch (IllegalStateException e) {
            if (!tree.isClosing()) {
                throw e;
            }
        }
    }

    private void wakeNext() {
        if (entrance != null) {
            entrance.wakeFirst();
        } else {
            released.signalNew(1); // who has been woken looks again before it sleeps
        }
    }

    // ---- for conditions

    /// Gives the lock up however often it was locked.
    ///
    /// @return how often
    int releaseAll() {
        int times = holds;
        release();
        return times;
    }

    /// Takes the lock back.
    void takeBack(int times) {
        lock();
        holds = times;
    }

    void requireOwner() {
        if (!isHeldByCurrentThread()) {
            throw notOwner();
        }
    }

    private IllegalMonitorStateException notOwner() {
        String state;
        try {
            long now = state();
            state =
                    !isOpen(now)
                            ? "it was closed"
                            : owner().map(each -> "held by " + each).orElse("it is free");
        } catch (IllegalStateException _) {
            state = "it was closed, as " + tree + " has ended";
        }
        Thread current = Thread.currentThread();
        return new IllegalMonitorStateException(
                "%s is not held by this thread '%s' (pid %d, thread %d): %s"
                        .formatted(this, current.getName(), tree.pid(), current.threadId(), state));
    }

    // ---- looking

    @Override
    public boolean isLocked() {
        try {
            openState();
            return !word.isFree();
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a subclass may have overridden equals
    public boolean isHeldByCurrentThread() {
        return owner == Thread.currentThread();
    }

    @Override
    public int holdCount() {
        return isHeldByCurrentThread() ? holds : 0;
    }

    @Override
    public Optional<LockOwner> owner() {
        try {
            openState();
            int pid = word.owner();
            if (pid == 0) {
                return Optional.empty();
            }
            String process = tree.roster().find(pid).map(Member::name).orElse("");
            long word = Words.getLongAcquire(memory, base + OWN_WORD);
            long thread = LockWord.thread(tag, word);
            return Optional.of(new LockOwner(pid, process, thread));
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public int waiting() {
        if (isClosed()) {
            return 0;
        }
        return entrance != null ? entrance.waiting() : released.waiters();
    }

    @Override
    public boolean isFair() {
        return entrance != null;
    }

    // ---- death

    @Override
    public Optional<Abandonment> abandonment() {
        requireOwner();
        try {
            return word.isAbandoned() ? Optional.of(word.abandonment()) : Optional.empty();
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public void repaired() {
        requireOwner();
        try {
            word.repaired();
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    void recover(Member dead) {
        word.recover(dead);
    }

    @Override
    void recoverPlace(Member dead) {
        released.recover();
        if (entrance != null) {
            entrance.recover(dead.pid());
        }
    }

    @Override
    void wakeAll() {
        released.signalAll();
        if (entrance != null) {
            entrance.wakeAll();
        }
    }

    @Override
    void closeParts() {
        if (Words.getIntVolatile(memory, base + CONDITIONS) != 0) {
            LocalCondition.closeAllOf(objects, id());
        }
    }

    @Override
    public SharedCondition newCondition() {
        try {
            openState();
            var _ = Words.getAndAddInt(memory, base + CONDITIONS, 1);
            CrashPoint.reach("lock.condition.counted");
            LocalCondition made = LocalCondition.create(objects, this);
            if (!isOpen(state())) {
                made.close(); // who closed the lock may have looked too early to do so
                openState();
            }
            return made;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }
}
