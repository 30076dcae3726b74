package dev.brood.local.sync;

import dev.brood.SharedEvent;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Member;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// A [SharedEvent].
///
/// ```
///   state:  tag 32 | closed 1 | how often it was set 30 | set 1
/// ```
///
/// | set | goes to | by |
/// |---|---|---|
/// | 0 | 1, and one more | whoever sets it (CAS), who then wakes all |
/// | 1 | 0 | whoever clears it (CAS) |
///
/// Who waits goes on when it is set, or was set more often than at the start of the wait. Who dies
/// between setting and waking leaves that to recovery, which wakes all.
final class LocalEvent extends LocalSync implements SharedEvent {
    private static final long serialVersionUID = 1;

    static final long SET = 1;
    private static final long TIMES_MASK = ((1L << 31) - 1) & ~SET;

    private final transient WaitPoint point;
    private final transient Waiting waiting;

    LocalEvent(SyncObjects objects, Cell cell) {
        super(objects, Kind.EVENT, cell);
        this.point = point(POINT);
        this.waiting = Waiting.forAnother(this, point);
    }

    static LocalEvent create(SyncObjects objects, @Nullable String name) {
        return (LocalEvent) objects.create(Kind.EVENT, name, OWN, _ -> {});
    }

    @Override
    public void set() {
        try {
            long now = openState();
            while ((now & SET) == 0) {
                long times = (now + 2) & TIMES_MASK;
                if (changeState(now, tag | times | SET)) {
                    CrashPoint.reach("event.set");
                    point.signal(Integer.MAX_VALUE);
                    return;
                }
                now = openState();
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public void clear() {
        try {
            long now = openState();
            while ((now & SET) != 0 && !changeState(now, now & ~SET)) {
                now = openState();
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public boolean isSet() {
        try {
            return (openState() & SET) != 0;
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
            long start = openState();
            // Any change from "not set" is by setting or closing it.
            boolean set =
                    (start & SET) != 0
                            || waiting.await(
                                    () -> state() == start, Waiting.NOBODY, deadline, true);
            var _ = openState();
            return set;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public int waiting() {
        return isClosed() ? 0 : point.waiters();
    }

    @Override
    void recoverPlace(Member dead) {
        point.recover();
    }

    @Override
    void wakeAll() {
        point.signalAll();
    }

    @Override
    public String toString() {
        try {
            return super.toString() + ((state() & SET) != 0 ? " (set)" : " (not set)");
        } catch (IllegalStateException _) {
            return super.toString();
        }
    }
}
