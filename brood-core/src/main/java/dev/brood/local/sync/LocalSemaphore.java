package dev.brood.local.sync;

import dev.brood.SharedSemaphore;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.RobustMutex;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// A [SharedSemaphore] on [Permits], which are the object's own word.
///
/// ```
///   96      100    104       112          128     160      688
///   +-------+------+---------+------------+-------+--------+----------------- - -
///   | bound | fair | counted | wait point | mutex | table  | ring, if it is fair
///   +-------+------+---------+------------+-------+--------+----------------- - -
/// ```
///
/// bound, fair and counted are written by the maker and never changed. At the first wait point wait
/// those who want one permit, at the second those who want more: a release wakes as many of the
/// first as it can serve, and all of the second, so that no wake-up goes to one who can't use it.
/// Who dies between releasing and waking leaves that to recovery, which wakes all.
final class LocalSemaphore extends LocalSync implements SharedSemaphore {
    private static final long serialVersionUID = 1;

    private static final int BOUND = OWN;
    static final int FAIR = OWN + 4;
    private static final int COUNTED = OWN + 8;
    static final int MANY_POINT = OWN + 16;
    static final int PERMITS = OWN + 32;
    static final int TABLE_BYTES = 528;
    static final int RING = PERMITS + RobustMutex.BYTES + TABLE_BYTES;

    private final transient Permits permits;
    private final transient int bound;
    private final transient WaitPoint point;
    private final transient WaitPoint manyPoint;
    private final transient Waiting waiting;
    private final transient Waiting manyWaiting;
    private final transient Gate one;
    private final transient @Nullable FairEntrance entrance;

    LocalSemaphore(SyncObjects objects, Cell cell) {
        super(objects, Kind.SEMAPHORE, cell);
        this.bound = Words.getInt(memory, base + BOUND);
        boolean counted = Words.getInt(memory, base + COUNTED) != 0;
        this.permits = new Permits(this, PERMITS, TABLE_BYTES, bound, counted);
        this.point = point(POINT);
        this.manyPoint = point(MANY_POINT);
        this.waiting = new Waiting(this, point);
        this.manyWaiting = new Waiting(this, manyPoint);
        this.one = new PermitGate(this, permits, 1);
        boolean fair = Words.getInt(memory, base + FAIR) != 0;
        this.entrance = fair ? new FairEntrance(this, RING) : null;
    }

    static LocalSemaphore create(SyncObjects objects, @Nullable String name, Options options) {
        int bytes = options.fair ? RING + WaiterRing.BYTES : RING;
        return (LocalSemaphore)
                objects.create(
                        Kind.SEMAPHORE,
                        name,
                        bytes,
                        cell -> {
                            long at = cell.offset();
                            long first = Permits.firstWord(tagOf(cell.id()), options.permits);
                            Words.setLong(cell.memory(), at + OWN_WORD, first);
                            Words.setInt(cell.memory(), at + BOUND, options.bound);
                            Words.setInt(cell.memory(), at + FAIR, options.fair ? 1 : 0);
                            Words.setInt(cell.memory(), at + COUNTED, options.counted ? 1 : 0);
                        });
    }

    /// What a semaphore is made with.
    record Options(int permits, int bound, boolean fair, boolean counted) {}

    // ---- acquiring

    @Override
    public void acquire(int number) throws InterruptedException {
        LocalLock.throwIfInterrupted();
        var _ = acquire(number, Deadline.NEVER, true);
    }

    @Override
    public void acquireUninterruptibly(int number) {
        try {
            var _ = acquire(number, Deadline.NEVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted, and was not to be", e);
        }
    }

    @Override
    public boolean tryAcquire(int number, Duration timeout) throws InterruptedException {
        LocalLock.throwIfInterrupted();
        return acquire(number, Deadline.after(timeout), true);
    }

    @Override
    public boolean tryAcquire(int number) {
        requireNumber(number);
        try {
            return permits.tryAcquire(number);
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    private static void requireNumber(int number) {
        if (number < 0) {
            throw new IllegalArgumentException(
                    "the number of permits must be at least 0, was " + number);
        }
    }

    private boolean acquire(int number, long deadline, boolean interruptible)
            throws InterruptedException {
        requireNumber(number);
        try {
            if (entrance == null && permits.tryAcquire(number)) {
                return true;
            }
            Gate gate = number == 1 ? one : new PermitGate(this, permits, number);
            if (entrance != null) {
                return entrance.take(gate, deadline, interruptible);
            }
            Waiting place = number == 1 ? waiting : manyWaiting.wanting(number);
            while (!gate.tryPass()) {
                if (!place.await(gate::isBlocked, gate::culprit, deadline, interruptible)) {
                    return false;
                }
            }
            return true;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public int drainPermits() {
        try {
            return permits.drain();
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    // ---- releasing

    @Override
    public void release(int number) {
        requireNumber(number);
        boolean released;
        try {
            released = permits.release(number);
            CrashPoint.reach("semaphore.released");
            if (released) {
                wake(number);
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
        if (!released) {
            throw new IllegalStateException(
                    "%s can't release %d: it may have %d permits, and %d of them are available"
                            .formatted(this, number, bound, permits.available()));
        }
    }

    private void wake(int number) {
        if (entrance != null) {
            entrance.wakeFirst();
        } else {
            point.signalNew(number); // who has been woken looks again before it sleeps
            manyPoint.signalNew(Integer.MAX_VALUE);
        }
    }

    // ---- looking

    @Override
    public int availablePermits() {
        try {
            openState();
            return permits.available();
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public int bound() {
        return bound;
    }

    @Override
    public boolean isFair() {
        return entrance != null;
    }

    @Override
    public int waiting() {
        if (isClosed()) {
            return 0;
        }
        return entrance != null ? entrance.waiting() : point.waiters() + manyPoint.waiters();
    }

    // ---- death and closing

    @Override
    void recover(Member dead) {
        permits.recover(dead);
    }

    @Override
    void recoverPlace(Member dead) {
        permits.recoverMutex(dead);
        point.recover();
        manyPoint.recover();
        if (entrance != null) {
            entrance.recover(dead.pid());
        }
    }

    @Override
    void wakeAll() {
        permits.close();
        point.signalAll();
        manyPoint.signalAll();
        if (entrance != null) {
            entrance.wakeAll();
        }
    }
}
