package dev.brood.local.pool;

import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Lets a thread that waits for a result take the pool's results itself, in place of the
/// [Collector]'s thread: so the result wakes the one who wants it, not another who wakes that one.
///
/// One thread at a time helps; others wait for their futures as for any. While one helps workers
/// ring for it and not for the collector ([Bell]), which sleeps on. When it goes for good it rings
/// for the collector if there is a result.
///
/// The reader of a `map` or a stream goes each time it has a result, to come back a microsecond
/// later. It is only *away* then, and nobody is woken in its place. That it does come back is the
/// collector's business: as long as helpers come and go it sleeps no longer than [#PATIENCE], and
/// takes over from one that was away for all of that, in its source or its consumer perhaps.
///
/// | | the helper, going away | the collector, going to sleep |
/// |---|---|---|
/// | first | counts its absence | notes that it does not watch |
/// | then, behind a full fence | wakes the collector if that does not watch | watches, and sleeps for a moment, if an absence was counted since its last sleep |
///
/// So one of the two sees the other.
///
/// Of what it takes it completes only what runs nobody else's callbacks, and nothing while another
/// thread completes; the rest it leaves to the collector, which it wakes. What it completes may
/// still run code of others, which decodes a result or encodes the next items of a stream, and
/// which may wait: for another task of this pool, perhaps. Then its turn is over ([Completing]): at
/// once if it would wait for a task itself, else when it has been held up for too long. What it has
/// taken and not completed goes to the collector.
final class Helper {
    /// How long a helper may be away before the collector takes over.
    private static final Duration PATIENCE = Duration.ofMillis(1);

    private static final long NONE = 0;

    private final Collector collector;
    private final Bell bell;
    private final Spin spin = Spin.yielding();
    private final Completing completing;

    /// What it has taken and is going to complete. Used by the thread whose turn it is, and by who
    /// ends that turn while the thread is held up.
    private final Queue<Answer> taken = new ConcurrentLinkedQueue<>();

    private volatile @Nullable Helped target;
    private volatile @Nullable Thread owner; // written with this monitor
    private long turn; // of the thread that helps; guarded by this
    private volatile Bell.Helping present = Bell.Helping.ABSENT; // written with this monitor
    private volatile long absences; // written with this monitor

    /// Whether the collector sleeps for a moment only, if it does. Written by that alone.
    private volatile boolean watched;

    private long seenAbsences; // the collector's own

    /// Makes one for the pool of a collector.
    Helper(Collector collector, Bell bell, Staff staff) {
        this.collector = collector;
        this.bell = bell;
        this.completing = new Completing(staff, this::replace);
    }

    /// Takes results until a wait is over, the time is, or the pool has ended; not at all if
    /// another thread helps already or this one should not.
    ///
    /// @param until the wait
    /// @param deadline on the clock of [Deadline]
    /// @throws InterruptedException if interrupted while waiting
    void help(Helped until, long deadline) throws InterruptedException {
        if (Thread.currentThread().equals(owner)) {
            completing.giveUp(); // or nobody would take what this thread is going to wait for
        } else {
            collector.replaceCaller(); // the same of that one's thread
        }
        try {
            while (mayHelp() && !isOver(until, deadline)) {
                long mine = begin(until);
                if (mine == NONE) {
                    return;
                }
                try {
                    work(until, deadline, mine);
                } finally {
                    end(mine, until.isBackSoon());
                }
            }
        } catch (IllegalStateException e) {
            throwIfOpen(e);
        }
    }

    /// A virtual thread would keep its carrier; a collecting one has its own way.
    private static boolean mayHelp() {
        return !Thread.currentThread().isVirtual() && !Collector.isCollecting();
    }

    /// Notes that a thread is away which has not helped, and is going to: it has found that the
    /// collector had taken what it was to wait for, and will be back soon. Without this, who once
    /// came too late would never help again: the collector would always be a little ahead, one more
    /// thread at work than has to be.
    void claim(Helped next) {
        if (present != Bell.Helping.ABSENT || !mayHelp() || !next.isBackSoon()) {
            return;
        }
        try {
            if (goAway()) {
                VarHandle.fullFence(); // away before the look
                if (!watched) {
                    bell.forCollector().signal(1);
                }
                collector.exit();
            }
        } catch (IllegalStateException e) {
            throwIfOpen(e);
        }
    }

    private synchronized boolean goAway() {
        if (target != null || present != Bell.Helping.ABSENT || !collector.enter()) {
            return false;
        }
        absences++;
        set(Bell.Helping.AWAY);
        return true;
    }

    /// Throws what is an error as long as the pool's memory is mapped.
    private void throwIfOpen(IllegalStateException e) {
        if (collector.isOpen()) {
            throw e;
        }
    }

    private boolean isOver(Helped until, long deadline) {
        return until.isReady() || !collector.isOpen() || Deadline.remaining(deadline) <= 0;
    }

    private synchronized long begin(Helped until) {
        if (target != null || !collector.enter()) {
            return NONE;
        }
        target = until;
        owner = Thread.currentThread();
        set(Bell.Helping.HELPING);
        return ++turn;
    }

    private void set(Bell.Helping helping) {
        present = helping;
        bell.setHelping(helping);
    }

    private void work(Helped until, long deadline, long mine) throws InterruptedException {
        while (isTurn(mine) && !isOver(until, deadline)) {
            if (!collector.collectHelping(until) && !until.isReady()) {
                collector.balance();
                await(until, deadline);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    /// With the monitor: who ends a turn is done with it when the thread that had it goes on.
    private synchronized boolean isTurn(long mine) {
        return turn == mine;
    }

    /// Gives the thread whose turn it is something to complete.
    void add(Answer answer) {
        taken.add(answer);
    }

    /// Completes what it has been given, in the thread whose turn it is.
    ///
    /// @return false if the turn is over
    boolean complete() {
        Answer answer = taken.poll();
        while (answer != null) {
            if (!completing.complete(answer)) {
                return false;
            }
            answer = taken.poll();
        }
        return true;
    }

    private boolean replace(Answer held) {
        try {
            return endTurnOf(held);
        } catch (IllegalStateException e) {
            throwIfOpen(e);
            return false;
        }
    }

    private synchronized boolean endTurnOf(Answer held) {
        if (!collector.isOpen() || !completing.take(held)) {
            return false;
        }
        leave(Bell.Helping.ABSENT);
        for (Answer next = taken.poll(); next != null; next = taken.poll()) {
            collector.hand(next);
        }
        collector.call();
        return true;
    }

    private synchronized void leave(Bell.Helping helping) {
        target = null;
        owner = null;
        turn++;
        set(helping);
    }

    private void await(Helped until, long deadline) {
        if (spin.sees(() -> !hasSomethingToDo(until))) {
            return;
        }
        WaitPoint point = bell.forHelper();
        long ticket = point.enter();
        try {
            if (!hasSomethingToDo(until)) {
                point.await(ticket, deadline, true);
            }
        } finally {
            point.leave(ticket);
        }
    }

    private boolean hasSomethingToDo(Helped until) {
        // Not what the collector has to complete: that may be held up, and is not for this thread.
        return until.isReady() || collector.workersHaveResults() || !collector.isOpen();
    }

    private void end(long mine, boolean backSoon) {
        boolean over;
        synchronized (this) {
            over = turn != mine;
            if (!over) {
                absences += backSoon ? 1 : 0;
                leave(backSoon ? Bell.Helping.AWAY : Bell.Helping.ABSENT);
            }
        }
        VarHandle.fullFence(); // gone before the look: what comes later rings for the collector
        if (!over && (backSoon ? !watched : collector.hasResults())) {
            bell.forCollector().signal(1);
        }
        collector.exit();
    }

    /// Returns whether results are the collector's to take.
    boolean isAbsent() {
        return present == Bell.Helping.ABSENT;
    }

    /// Asked by the collector, which has announced itself, before it sleeps.
    ///
    /// @return until when it may
    long sleepUntil() {
        watched = false;
        VarHandle.fullFence(); // see above
        long now = absences;
        if (now == seenAbsences && present != Bell.Helping.AWAY) {
            return Deadline.NEVER;
        }
        seenAbsences = now;
        watched = true;
        return Deadline.after(PATIENCE);
    }

    /// Told by the collector when it has slept for a moment: takes over from a helper that was away
    /// for all of it.
    void relieve() {
        if (watched && present == Bell.Helping.AWAY && absences == seenAbsences) {
            takeOver();
        }
    }

    private synchronized void takeOver() {
        if (present == Bell.Helping.AWAY && absences == seenAbsences) {
            set(Bell.Helping.ABSENT);
            VarHandle.fullFence(); // before the look for results
        }
    }

    /// Tells the helper, if it waits for this, that its wait is over. The caller has made it so by
    /// a volatile write.
    void nudge(Helped over) {
        if (over.equals(target) && collector.enter()) { // else the bell may be no more
            VarHandle.fullFence();
            bell.forHelper().signal(1);
            collector.exit();
        }
    }

    /// Wakes it, whatever it waits for.
    void wake() {
        bell.forHelper().signalAll();
    }
}
