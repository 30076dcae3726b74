package dev.brood.local.manager;

import dev.brood.Quick;
import dev.brood.SharedCondition;
import dev.brood.local.os.Deadline;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// A [SharedCondition] as the server has it.
@SuppressWarnings("WaitNotInLoop") // the caller's business
interface ConditionFace extends SharedCondition {
    /// Runs where it is called: the predicate is asked by the thread that waits.
    @Override
    default boolean await(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
        long deadline = Deadline.after(timeout);
        boolean inTime = true;
        while (!predicate.getAsBoolean()) {
            if (!inTime) {
                return false;
            }
            inTime = await(Duration.ofNanos(Math.max(0, Deadline.remaining(deadline))));
        }
        return true;
    }

    @Override
    default long awaitNanos(long nanos) throws InterruptedException {
        long deadline = Deadline.after(Duration.ofNanos(nanos));
        boolean _ = await(Duration.ofNanos(nanos));
        return Deadline.remaining(deadline);
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // what the interface wants
    default boolean awaitUntil(java.util.Date date) throws InterruptedException {
        return await(Duration.ofMillis(date.getTime() - System.currentTimeMillis()));
    }

    @Override
    @Quick
    void signal();

    @Override
    @Quick
    void signal(int count);

    @Override
    @Quick
    void signalAll();

    @Override
    @Quick
    int waiting();
}
