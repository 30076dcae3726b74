package dev.brood.local.sync;

import dev.brood.Abandonment;
import dev.brood.ClosedException;
import dev.brood.SharedReadWriteLock;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.RobustMutex;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;

/// A [SharedReadWriteLock] on [Permits]: a reader takes one of them, a writer all. Which threads of
/// this process have them only this process has to know.
///
/// ```
///   96                   200   208     240      768
///   +--------------------+-----+-------+--------+--------
///   | record of a death  |  -  | mutex | table  | ring
///   +--------------------+-----+-------+--------+--------
///
///   state:  tag 32 | closed 1 | abandoned 1 | 0
/// ```
///
/// | abandoned | goes to | by |
/// |---|---|---|
/// | 0 | 1 | recovery of one that holds all permits, before it gives them back (CAS); it has written the record |
/// | 1 | 0 | a writer that has repaired (CAS) |
///
/// So nobody reads the record while it is written: the dead one still has all permits.
final class LocalReadWriteLock extends LocalSync implements SharedReadWriteLock {
    private static final long serialVersionUID = 1;

    private static final int RECORD = OWN;
    static final int PERMITS = 208;
    static final int TABLE_BYTES = 528;
    static final int RING = PERMITS + RobustMutex.BYTES + TABLE_BYTES;
    static final int ALL = Permits.MOST;
    static final long ABANDONED = 1 << 30;

    private final transient Permits permits;
    private final transient DeathRecord record;
    private final transient FairEntrance entrance;
    private final transient Gate readGate;
    private final transient Gate writeGate;
    private final transient Lock readLock;
    private final transient Lock writeLock;

    /// How often each thread of this process has read-locked it.
    private final transient Map<Thread, Integer> reading = new ConcurrentHashMap<>();

    /// Written by the thread that holds the write lock only.
    private transient @Nullable Thread writer;

    private transient int writes;

    LocalReadWriteLock(SyncObjects objects, Cell cell) {
        super(objects, Kind.READ_WRITE_LOCK, cell);
        this.permits = new Permits(this, PERMITS, TABLE_BYTES, ALL, true);
        this.record = new DeathRecord(this, RECORD);
        this.entrance = new FairEntrance(this, RING);
        this.readGate = new PermitGate(this, permits, 1);
        this.writeGate = new PermitGate(this, permits, ALL);
        this.readLock = new LockView("read", this::read, this::unlockRead);
        this.writeLock = new LockView("write", this::write, this::unlockWrite);
    }

    static LocalReadWriteLock create(SyncObjects objects, @Nullable String name) {
        return (LocalReadWriteLock)
                objects.create(
                        Kind.READ_WRITE_LOCK,
                        name,
                        RING + WaiterRing.BYTES,
                        cell ->
                                Words.setLong(
                                        cell.memory(),
                                        cell.offset() + OWN_WORD,
                                        Permits.firstWord(tagOf(cell.id()), ALL)));
    }

    @Override
    public Lock readLock() {
        return readLock;
    }

    @Override
    public Lock writeLock() {
        return writeLock;
    }

    // ---- reading

    private boolean read(LockView.Patience patience) throws InterruptedException {
        Thread current = Thread.currentThread();
        int before = reading.getOrDefault(current, 0);
        try {
            var _ = openState();
            if (before == 0 && !isWriter() && !enter(readGate, patience)) {
                return false;
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
        CrashPoint.reach("read-lock.taken");
        reading.put(current, before + 1);
        return true;
    }

    private boolean enter(Gate gate, LockView.Patience patience) throws InterruptedException {
        return patience.queues()
                ? entrance.take(gate, patience.deadline(), patience.interruptible())
                : gate.tryPass();
    }

    private void unlockRead() {
        Thread current = Thread.currentThread();
        int before = reading.getOrDefault(current, 0);
        if (before == 0) {
            throw new IllegalMonitorStateException(
                    "the read lock of %s is not held by this thread '%s'"
                            .formatted(this, current.getName()));
        }
        if (before > 1) {
            reading.put(current, before - 1);
            return;
        }
        reading.remove(current);
        if (!isWriter()) {
            giveBack(1);
        }
    }

    // ---- writing

    private boolean write(LockView.Patience patience) throws InterruptedException {
        try {
            var _ = openState();
            if (isWriter()) {
                writes++;
                return true;
            }
            if (readHoldCount() > 0) {
                if (!patience.queues() || patience.deadline() != Deadline.NEVER) {
                    return false;
                }
                throw new IllegalStateException(
                        "%s: this thread holds the read lock, and would wait for itself for ever: unlock that first"
                                .formatted(this));
            }
            if (!enter(writeGate, patience)) {
                return false;
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
        CrashPoint.reach("write-lock.taken");
        writer = Thread.currentThread();
        writes = 1;
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // a subclass may have overridden equals
    private boolean isWriter() {
        return writer == Thread.currentThread();
    }

    private void unlockWrite() {
        if (!isWriter()) {
            throw new IllegalMonitorStateException(
                    "the write lock of %s is not held by this thread '%s'"
                            .formatted(this, Thread.currentThread().getName()));
        }
        if (writes > 1) {
            writes--;
            return;
        }
        writes = 0;
        writer = null;
        // It keeps what it has for reading.
        giveBack(readHoldCount() > 0 ? ALL - 1 : ALL);
    }

    private void giveBack(int number) {
        try {
            if (permits.isOpen() && permits.release(number)) {
                CrashPoint.reach("read-write-lock.released");
                entrance.wakeFirst();
            }
        } catch (ClosedException _) {
            return; // just now: there is nothing to give back
        } catch (IllegalStateException e) {
            if (!tree.isClosing()) {
                throw e;
            }
        }
    }

    // ---- looking

    @Override
    public boolean isWriteLocked() {
        try {
            var _ = openState();
            return permits.mostHeld() == ALL;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public int readers() {
        try {
            var _ = openState();
            int held = ALL - permits.available();
            return held == ALL ? 0 : held;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public int writeHoldCount() {
        return isWriter() ? writes : 0;
    }

    @Override
    public int readHoldCount() {
        return reading.getOrDefault(Thread.currentThread(), 0);
    }

    /// Returns how many permits the calling thread has.
    int held() {
        return isWriter() ? ALL : Math.min(readHoldCount(), 1);
    }

    @Override
    public int waiting() {
        return isClosed() ? 0 : entrance.waiting();
    }

    // ---- death

    @Override
    public Optional<Abandonment> abandonment() {
        if (!isWriter() && readHoldCount() == 0) {
            throw new IllegalMonitorStateException(
                    this + " is not held by this thread, neither for reading nor for writing");
        }
        try {
            return (openState() & ABANDONED) != 0 ? Optional.of(record.read()) : Optional.empty();
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public void repaired() {
        if (!isWriter()) {
            throw new IllegalMonitorStateException(
                    "the write lock of %s is not held by this thread".formatted(this));
        }
        try {
            long now = openState();
            while (!changeState(now, now & ~ABANDONED)) {
                now = openState();
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    void recover(Member dead) {
        if (permits.heldBy(dead.slot()) == ALL) {
            record.write(dead);
            CrashPoint.reach("read-write-lock.recover.recorded");
            long now = state();
            while (isOpen(now) && !changeState(now, now | ABANDONED)) {
                now = state();
            }
        }
        permits.recover(dead);
    }

    @Override
    void recoverPlace(Member dead) {
        permits.recoverMutex(dead);
        entrance.recover(dead.pid());
    }

    @Override
    void wakeAll() {
        permits.close();
        entrance.wakeAll();
    }
}
