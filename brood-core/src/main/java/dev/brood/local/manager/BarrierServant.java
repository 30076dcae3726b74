package dev.brood.local.manager;

import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;

/// A barrier in the server, without an action.
final class BarrierServant extends WaitingServant implements BarrierFace {
    private static final long serialVersionUID = 1;

    private final int parties;
    private final transient Condition changed = mutex.newCondition();
    private transient Round round = new Round();

    /// Those who wait for each other.
    private static final class Round {
        final Set<Caller> waiting = new HashSet<>();
        boolean passed;
        @Nullable String broken;
    }

    BarrierServant(int parties) {
        this.parties = parties;
    }

    @Override
    public Class<?> face() {
        return BarrierFace.class;
    }

    @Override
    void wakeAll() {
        changed.signalAll();
    }

    @Override
    void release(Session client) {
        for (Caller caller : round.waiting) {
            if (client.equals(caller.client())) {
                breakRound(
                        "'%s' (pid %d) died or left as it waited"
                                .formatted(client.peer().name(), client.peer().pid()));
                return;
            }
        }
    }

    private void breakRound(String why) {
        if (round.broken == null) {
            round.broken = why;
        }
        changed.signalAll();
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Deadline.NEVER);
        } catch (TimeoutException e) {
            throw new AssertionError("never is over", e);
        }
    }

    @Override
    public int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Deadline.after(timeout));
    }

    private int await(long deadline)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        Caller caller = Caller.current();
        mutex.lock();
        Round own = round;
        try {
            requireWhole(own);
            own.waiting.add(caller);
            int missing = parties - own.waiting.size();
            if (missing == 0) {
                own.passed = true;
                round = new Round();
                changed.signalAll();
            }
            while (!own.passed) {
                if (!awaitChange(caller, deadline)) {
                    breakRound("the time of one who waited was over");
                    throw new TimeoutException("not all %d had arrived".formatted(parties));
                }
                requireWhole(own);
            }
            return missing;
        } finally {
            own.waiting.remove(caller);
            mutex.unlock();
        }
    }

    private boolean awaitChange(Caller caller, long deadline) throws InterruptedException {
        try {
            return await(changed, caller, deadline, true);
        } catch (InterruptedException e) {
            breakRound("one who waited was interrupted");
            throw e;
        }
    }

    private static void requireWhole(Round round) throws BrokenBarrierException {
        if (round.broken != null && !round.passed) {
            throw new BrokenBarrierException("the barrier is broken: " + round.broken);
        }
    }

    @Override
    public void abort() {
        mutex.lock();
        try {
            breakRound("it was aborted");
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void reset() {
        mutex.lock();
        try {
            if (!round.waiting.isEmpty()) {
                breakRound("it was reset");
            }
            round = new Round();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public boolean isBroken() {
        mutex.lock();
        try {
            return round.broken != null;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public int parties() {
        return parties;
    }

    @Override
    public int waiting() {
        mutex.lock();
        try {
            return round.waiting.size();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public String toString() {
        return "barrier (%d of %d)".formatted(waiting(), parties);
    }
}
