package dev.brood.local.sync;

import dev.brood.SharedCondition;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.WaitTable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.BooleanSupplier;

/// A [SharedCondition]: a [WaiterRing] that is entered, signalled and left by owners of the lock.
///
/// ```
///   96      100      104         112
///   +-------+--------+-----------+------------ - -
///   | arena | offset | generat.  | ring
///   +-------+--------+-----------+------------ - -
///     of the lock's cell: written by the maker, never changed
/// ```
///
/// | a waiter dies having | left behind | what recovery does |
/// |---|---|---|
/// | entered, and not given the lock up | an entry WAITING, and the lock | takes it out; the lock was abandoned |
/// | given the lock up | an entry WAITING | takes it out |
/// | been signalled, and not left the ring | an entry SIGNALLED | signals another, and takes it out |
/// | left the ring | the lock | the lock was abandoned, as it is after the return from the wait |
///
/// A signaller that dies has signalled, or has not; whom it has signalled and not woken, recovery
/// wakes.
@SuppressWarnings("WaitNotInLoop") // the caller's business
final class LocalCondition extends LocalSync implements SharedCondition {
    private static final long serialVersionUID = 1;

    private static final Duration A_WHILE = Duration.ofMinutes(1);
    private static final int LOCK_ARENA = OWN;
    private static final int LOCK_OFFSET = OWN + 4;
    private static final int LOCK_GENERATION = OWN + 8;
    static final int RING = OWN + 16;

    private final transient WaiterRing ring;
    private final transient Waiting[] places = new Waiting[WaiterRing.POINTS];

    /// Found when first needed: recovery makes a handle of a condition whose lock may be gone.
    private transient volatile @Nullable LocalLock lock;

    LocalCondition(SyncObjects objects, Cell cell) {
        super(objects, Kind.CONDITION, cell);
        this.ring = new WaiterRing(tree, memory, base + RING);
        for (int i = 0; i < places.length; i++) {
            places[i] = Waiting.forAnother(this, ring.point(i));
        }
    }

    static LocalCondition create(SyncObjects objects, LocalLock lock) {
        CellId id = lock.id();
        return (LocalCondition)
                objects.create(
                        Kind.CONDITION,
                        null,
                        RING + WaiterRing.BYTES,
                        cell -> {
                            long at = cell.offset();
                            Words.setInt(cell.memory(), at + LOCK_ARENA, id.arena());
                            Words.setInt(cell.memory(), at + LOCK_OFFSET, id.offset());
                            Words.setInt(cell.memory(), at + LOCK_GENERATION, id.generation());
                        });
    }

    private CellId lockId() {
        return new CellId(
                Words.getInt(memory, base + LOCK_ARENA),
                Words.getInt(memory, base + LOCK_OFFSET),
                Words.getInt(memory, base + LOCK_GENERATION));
    }

    private LocalLock lock() {
        LocalLock found = lock;
        if (found == null) {
            found = (LocalLock) objects.resolve(Kind.LOCK, lockId(), "of " + name());
            lock = found;
        }
        return found;
    }

    /// Closes the conditions of a lock that was closed.
    static void closeAllOf(SyncObjects objects, CellId lock) {
        for (LocalSync each : objects.all(Kind.CONDITION)) {
            if (each instanceof LocalCondition condition && condition.lockId().equals(lock)) {
                condition.close();
            }
        }
    }

    /// Returns the lock, which this thread must hold.
    private LocalLock heldLock() {
        openState();
        LocalLock held = lock();
        held.requireOwner();
        return held;
    }

    // ---- waiting

    @Override
    public void await() throws InterruptedException {
        LocalLock.throwIfInterrupted();
        var _ = await(Deadline.NEVER, true);
    }

    @Override
    public void awaitUninterruptibly() {
        try {
            var _ = await(Deadline.NEVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted, and was not to be", e);
        }
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        LocalLock.throwIfInterrupted();
        return await(Deadline.after(timeout), true);
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        LocalLock.throwIfInterrupted();
        long deadline = Deadline.after(Duration.ofNanos(nanos));
        var _ = await(deadline, true);
        return Deadline.remaining(deadline);
    }

    @Override
    public boolean awaitUntil(Date date) throws InterruptedException {
        // As the clock may be set, the time left is worked out anew after each wait.
        LocalLock.throwIfInterrupted();
        while (true) {
            Duration left = Duration.between(Instant.now(), date.toInstant());
            Duration some = left.compareTo(A_WHILE) < 0 ? left : A_WHILE;
            if (await(Deadline.after(some), true)) {
                return true;
            }
            if (!Instant.now().isBefore(date.toInstant())) {
                return false;
            }
        }
    }

    @Override
    public boolean await(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
        LocalLock.throwIfInterrupted();
        long deadline = Deadline.after(timeout);
        boolean holds = predicate.getAsBoolean();
        while (!holds && Deadline.remaining(deadline) > 0) {
            var _ = await(deadline, true);
            holds = predicate.getAsBoolean();
        }
        return holds;
    }

    /// Waits for a signal.
    ///
    /// @return false if the time was over first
    private boolean await(long deadline, boolean interruptible) throws InterruptedException {
        try {
            LocalLock held = heldLock();
            long ticket = ring.enter();
            CrashPoint.reach("condition.entered");
            return ticket == WaiterRing.FULL
                    ? awaitRoom(held, deadline, interruptible)
                    : awaitSignal(held, ticket, deadline, interruptible);
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    private boolean awaitSignal(LocalLock held, long ticket, long deadline, boolean interruptible)
            throws InterruptedException {
        Waiting place = places[(int) ticket & (places.length - 1)];
        BooleanSupplier notSignalled =
                () -> ring.isWaiting(ticket) && isOpen(state()) && held.isOpen(held.state());
        int times = held.releaseAll();
        CrashPoint.reach("condition.released");
        InterruptedException interruption = null;
        try {
            var _ = place.await(notSignalled, Waiting.NOBODY, deadline, interruptible);
        } catch (InterruptedException e) {
            interruption = e;
        }
        CrashPoint.reach("condition.woken");
        boolean back = false;
        try {
            held.takeBack(times);
            openState();
            back = true;
        } finally {
            if (!back && ring.leave(ticket)) {
                // By now this may be another condition's place, and the signal for one of its own.
                var _ = ring.signal();
            }
        }
        CrashPoint.reach("condition.taken-back");
        // Under the lock, as are signals: so it was either signalled, or never will be.
        boolean signalled = ring.leave(ticket);
        if (interruption != null) {
            if (!signalled) {
                throw interruption;
            }
            Thread.currentThread().interrupt();
        }
        return signalled;
    }

    /// Waits, the ring being full, until there is room or nobody else to signal: which is then
    /// taken for a signal.
    private boolean awaitRoom(LocalLock held, long deadline, boolean interruptible)
            throws InterruptedException {
        WaitPoint room = ring.room();
        long ticket = room.enter();
        int times = held.releaseAll();
        WaitTable.Wait told = tree.waits().begin(id(), 1, deadline);
        try {
            if (isOpen(state()) && held.isOpen(held.state())) {
                room.await(ticket, deadline, interruptible);
            }
        } finally {
            room.leave(ticket);
            if (told != null) {
                told.close();
            }
            held.takeBack(times);
        }
        openState();
        if (interruptible) {
            LocalLock.throwIfInterrupted();
        }
        return Deadline.remaining(deadline) > 0;
    }

    // ---- signalling

    @Override
    public void signal() {
        signal(1);
    }

    @Override
    public void signal(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "the number of signals must be at least 0, was " + count);
        }
        try {
            var _ = heldLock();
            for (int i = 0; i < count && ring.signal(); i++) {
                CrashPoint.reach("condition.signalled");
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public void signalAll() {
        try {
            var _ = heldLock();
            ring.signalAll();
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public int waiting() {
        return isClosed() ? 0 : ring.waiting() + ring.room().waiters();
    }

    // ---- death and closing

    @Override
    void recoverPlace(Member dead) {
        ring.recover(dead.pid());
    }

    @Override
    void wakeAll() {
        ring.wakeAll();
    }
}
