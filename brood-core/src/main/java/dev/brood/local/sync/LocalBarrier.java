package dev.brood.local.sync;

import dev.brood.Action;
import dev.brood.SharedBarrier;
import dev.brood.codec.Codec;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Roster;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/// A [SharedBarrier]: a [BarrierState], an action, and waiting.
///
/// ```
///   96        104       112              120             1240
///   +---------+---------+---------+------+---------------+---------------
///   | parties | timeout | length  | -    | BarrierState  | action
///   +---------+---------+---------+------+---------------+---------------
/// ```
///
/// All of it but the state is written by the maker and never changed. Without an action there is
/// room for the entries of the parties only. With one there is room for those of as many as there
/// can be, so that what is an entry in one barrier is never a part of the action of another.
final class LocalBarrier extends LocalSync implements SharedBarrier {
    private static final long serialVersionUID = 1;

    static final int PARTIES = OWN;
    private static final int TIMEOUT = OWN + 8;
    private static final int LENGTH = OWN + 16;
    static final int PARTS = OWN + 24;

    /// The most parties there can be.
    static final int MOST_PARTIES = 64;

    private static final int ACTION = PARTS + BarrierState.bytes(MOST_PARTIES);

    private final transient int parties;
    private final transient BarrierState parts;
    private final transient WaitPoint point;
    private final transient Waiting waiting;
    private transient volatile @Nullable Action action;

    LocalBarrier(SyncObjects objects, Cell cell) {
        super(objects, Kind.BARRIER, cell);
        this.parties = Words.getInt(memory, base + PARTIES);
        this.parts = new BarrierState(this, PARTS, parties);
        this.point = point(POINT);
        this.waiting = Waiting.forAnother(this, point);
    }

    /// @param timeoutNanos how long to wait, 0 for ever
    static LocalBarrier create(
            SyncObjects objects,
            @Nullable String name,
            int parties,
            long timeoutNanos,
            byte[] action) {
        int bytes = action.length == 0 ? PARTS + BarrierState.bytes(parties) : ACTION;
        return (LocalBarrier)
                objects.create(
                        Kind.BARRIER,
                        name,
                        bytes + action.length,
                        cell -> {
                            MemorySegment memory = cell.memory();
                            long at = cell.offset();
                            Words.setInt(memory, at + PARTIES, parties);
                            Words.setLong(memory, at + TIMEOUT, timeoutNanos);
                            Words.setInt(memory, at + LENGTH, action.length);
                            MemorySegment.copy(
                                    MemorySegment.ofArray(action),
                                    0,
                                    memory,
                                    at + ACTION,
                                    action.length);
                        });
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        long nanos = Words.getLong(memory, base + TIMEOUT);
        long deadline = nanos == 0 ? Deadline.NEVER : Deadline.after(Duration.ofNanos(nanos));
        try {
            return await(deadline);
        } catch (TimeoutException e) {
            throw broken(BarrierState.Cause.TIMEOUT);
        }
    }

    @Override
    public int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Deadline.after(timeout));
    }

    private int await(long deadline)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        try {
            if (Thread.interrupted()) {
                breakIt(openState(), BarrierState.Cause.INTERRUPT);
                throw new InterruptedException();
            }
            long pass = openState();
            if (parts.cause(pass) != BarrierState.Cause.NONE) {
                throw broken(parts.cause(pass));
            }
            CrashPoint.reach("barrier.arriving");
            int index = parts.arrive(pass);
            CrashPoint.reach("barrier.arrived");
            if (index == parties - 1) {
                trip(pass);
            } else if (index >= 0) {
                awaitOthers(pass, deadline);
            } else {
                // The pass is over, by a trip or a reset, or one too many has come.
                awaitEndOf(pass);
                return await(deadline);
            }
            return parties - 1 - index;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    private void awaitEndOf(long pass) throws InterruptedException {
        var _ = waiting.await(() -> state() == pass, () -> parts.last(pass), Deadline.NEVER, true);
    }

    private void trip(long pass) throws BrokenBarrierException {
        runAction(pass);
        if (parts.trip(pass)) {
            CrashPoint.reach("barrier.tripped");
            point.signal(Integer.MAX_VALUE);
        } else {
            requirePassed(pass, openState());
        }
    }

    private void runAction(long pass) throws BrokenBarrierException {
        int length = Words.getInt(memory, base + LENGTH);
        openState(); // else it may be another's
        if (length == 0) {
            return;
        }
        try {
            action(length).run();
        } catch (Throwable e) {
            breakIt(pass, BarrierState.Cause.ACTION);
            throw e;
        }
    }

    private Action action(int length) {
        Action known = action;
        if (known != null) {
            return known;
        }
        byte[] bytes = new byte[length];
        MemorySegment.copy(memory, base + ACTION, MemorySegment.ofArray(bytes), 0, length);
        openState(); // else it may be another's
        if (!(Codec.standard().fromBytes("action", bytes) instanceof Action decoded)) {
            throw new IllegalStateException("what was encoded as an action is none");
        }
        action = decoded;
        return decoded;
    }

    private void awaitOthers(long pass, long deadline)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        boolean over;
        try {
            over = waiting.await(() -> state() == pass, () -> parts.last(pass), deadline, true);
        } catch (InterruptedException e) {
            if (breakIt(pass, BarrierState.Cause.INTERRUPT)) {
                throw e;
            }
            Thread.currentThread().interrupt(); // it came too late
            over = true;
        }
        if (!over && breakIt(pass, BarrierState.Cause.TIMEOUT)) {
            throw new TimeoutException(
                    "%s: %d of %d arrived in time; it is broken"
                            .formatted(this, parts.arrived(pass), parties));
        }
        requirePassed(pass, openState());
    }

    private void requirePassed(long pass, long now) throws BrokenBarrierException {
        if (!parts.isTripped(pass, now)) {
            throw broken(parts.isOf(pass, now) ? parts.cause(now) : BarrierState.Cause.RESET);
        }
    }

    private BrokenBarrierException broken(BarrierState.Cause cause) {
        String reason =
                switch (cause) {
                    case DEATH -> parts.deceased() + " died";
                    case NONE, TIMEOUT -> "the time of one that waited was over";
                    case INTERRUPT -> "one that waited was interrupted";
                    case ACTION -> "its action failed";
                    case ABORT -> "it was aborted";
                    case RESET -> "it was reset while this waited";
                };
        return new BrokenBarrierException(this + " is broken: " + reason);
    }

    /// Breaks it, if the pass is not over.
    ///
    /// @return whether this call did
    private boolean breakIt(long pass, BarrierState.Cause cause) {
        boolean done = parts.breakIt(pass, cause);
        CrashPoint.reach("barrier.broken");
        if (done) {
            point.signal(Integer.MAX_VALUE);
        }
        return done;
    }

    @Override
    public void abort() {
        try {
            long now = openState();
            while (parts.cause(now) == BarrierState.Cause.NONE
                    && !breakIt(now, BarrierState.Cause.ABORT)) {
                now = openState();
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public void reset() {
        try {
            while (!parts.reset(openState())) {
                Thread.onSpinWait();
            }
            CrashPoint.reach("barrier.reset");
            point.signal(Integer.MAX_VALUE);
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public boolean isBroken() {
        try {
            return parts.cause(openState()) != BarrierState.Cause.NONE;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public int parties() {
        return parties;
    }

    @Override
    public int waiting() {
        try {
            long now = openState();
            return parts.cause(now) == BarrierState.Cause.NONE ? parts.arrived(now) : 0;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    void recover(Member dead) {
        // Without an entry it is suspected by one who waits; whoever recovers it knows how it
        // ended.
        boolean orderly =
                dead.slot() >= Roster.CAPACITY
                        || tree.roster().mark(dead.slot()) == Roster.ENDED_IN_ORDER;
        parts.recover(dead, orderly);
    }

    @Override
    void recoverPlace(Member dead) {
        point.recover();
    }

    @Override
    void wakeAll() {
        point.signalAll();
    }
}
