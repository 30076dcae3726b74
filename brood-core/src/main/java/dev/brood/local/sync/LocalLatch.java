package dev.brood.local.sync;

import dev.brood.SharedLatch;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Member;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// A [SharedLatch].
///
/// ```
///   state:  tag 32 | closed 1 | count 31
/// ```
///
/// The count goes down by one at a time (CAS); who takes it to zero wakes all. Who dies between
/// leaves that to recovery, which wakes all.
final class LocalLatch extends LocalSync implements SharedLatch {
    private static final long serialVersionUID = 1;

    static final long COUNT_MASK = (1L << 31) - 1;

    private final transient WaitPoint point;
    private final transient Waiting waiting;
    private final transient BooleanSupplier isCounting;

    LocalLatch(SyncObjects objects, Cell cell) {
        super(objects, Kind.LATCH, cell);
        this.point = point(POINT);
        this.waiting = Waiting.forAnother(this, point);
        this.isCounting = this::isCounting;
    }

    static LocalLatch create(SyncObjects objects, @Nullable String name, int count) {
        return (LocalLatch)
                objects.create(
                        Kind.LATCH,
                        name,
                        OWN,
                        cell ->
                                Words.setLong(
                                        cell.memory(),
                                        cell.offset() + STATE,
                                        tagOf(cell.id()) | count));
    }

    private boolean isCounting() {
        long now = state();
        return isOpen(now) && (now & COUNT_MASK) != 0;
    }

    @Override
    public void countDown() {
        try {
            long now = openState();
            while ((now & COUNT_MASK) != 0 && !changeState(now, now - 1)) {
                now = openState();
            }
            CrashPoint.reach("latch.counted");
            if ((now & COUNT_MASK) == 1) {
                point.signal(Integer.MAX_VALUE);
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public long count() {
        try {
            return openState() & COUNT_MASK;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public void await() throws InterruptedException {
        var _ = await(Deadline.NEVER);
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Deadline.after(timeout));
    }

    private boolean await(long deadline) throws InterruptedException {
        LocalLock.throwIfInterrupted();
        try {
            boolean zero = waiting.await(isCounting, Waiting.NOBODY, deadline, true);
            var _ = openState();
            return zero;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
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
