package dev.brood.local.sync;

import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.Backstop;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.WaitTable;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/// How threads of this process wait at one of an object's wait points: look, spin, sleep; and when
/// that takes long, ask whether the process they wait for is alive.
final class Waiting {
    /// For waits that no process in particular can end.
    static final IntSupplier NOBODY = () -> 0;

    /// How long to wait for a process before asking whether it lives. Its parent notices its death
    /// within milliseconds; this is for the case that the parent is dead or stuck.
    private static final Duration PATIENCE = Backstop.of(Duration.ofMillis(200));

    /// After how long a thread looks harder. Who holds a lock and takes it again at once leaves it
    /// free for a moment only, which a thread that has to be woken first may miss for ever.
    private static final long HARD_LUCK_NANOS = 5_000_000;

    /// How often such a thread looks after each wake-up: some 100 µs.
    private static final int HARD_LOOKS = 2_000;

    private final LocalSync object;
    private final WaitPoint point;
    private final Spin spin;
    private final int wanted;

    Waiting(LocalSync object, WaitPoint point) {
        this(object, point, new Spin(), 1);
    }

    /// Returns a place to wait for what another does when this thread has done its part.
    static Waiting forAnother(LocalSync object, WaitPoint point) {
        return new Waiting(object, point, Spin.yielding(), 1);
    }

    private Waiting(LocalSync object, WaitPoint point, Spin spin, int wanted) {
        this.object = object;
        this.point = point;
        this.spin = spin;
        this.wanted = wanted;
    }

    /// Returns the same place for who wants so much of the object: for those who look only.
    Waiting wanting(int number) {
        return number == wanted ? this : new Waiting(object, point, spin, number);
    }

    /// Waits as long as there is an obstacle. There must be none any more once the object is
    /// closed.
    ///
    /// @param obstacle looks at shared memory by volatile reads
    /// @param culprit tells what process is waited for, see [LocalSync#suspect]
    /// @param deadline until when to wait; one that is over for not at all
    /// @param interruptible whether an interrupt ends the wait
    /// @return false if the time is over and the obstacle still there
    /// @throws InterruptedException if interrupted; a wake-up that this thread may have had was
    ///   passed on
    /// @throws dev.brood.ClosedException if the tree ends
    boolean await(
            BooleanSupplier obstacle, IntSupplier culprit, long deadline, boolean interruptible)
            throws InterruptedException {
        if (Deadline.remaining(deadline) <= 0) {
            return !obstacle.getAsBoolean();
        }
        if (spin.sees(obstacle)) {
            return true;
        }
        WaitTable.Wait told = object.tree.waits().begin(object.id(), wanted, deadline);
        try {
            return sleep(obstacle, culprit, deadline, interruptible);
        } finally {
            if (told != null) {
                told.close();
            }
        }
    }

    private boolean sleep(
            BooleanSupplier obstacle, IntSupplier culprit, long deadline, boolean interruptible)
            throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            long ticket = point.enter();
            CrashPoint.reach("sync.wait.announced");
            long until;
            try {
                if (!obstacle.getAsBoolean()) {
                    return true;
                }
                object.requireTree();
                if (Deadline.remaining(deadline) <= 0) {
                    return false;
                }
                until = earlier(deadline, Deadline.after(PATIENCE));
                point.await(ticket, until, interruptible);
                CrashPoint.reach("sync.wait.woken");
            } finally {
                point.leave(ticket);
            }
            if (interruptible && Thread.interrupted()) {
                if (!obstacle.getAsBoolean()) {
                    point.signal(1);
                }
                throw new InterruptedException();
            }
            if (System.nanoTime() - start > HARD_LUCK_NANOS && isGoneSoon(obstacle)) {
                return true;
            }
            if (Deadline.remaining(until) <= 0 && obstacle.getAsBoolean()) {
                object.suspect(culprit.getAsInt());
            }
        }
    }

    private static boolean isGoneSoon(BooleanSupplier obstacle) {
        for (int i = 0; i < HARD_LOOKS; i++) {
            if (!obstacle.getAsBoolean()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private static long earlier(long one, long other) {
        return Deadline.remaining(one) < Deadline.remaining(other) ? one : other;
    }
}
