package dev.brood.local.pool;

import dev.brood.PoolListener;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The future of one task. Whoever else than the pool completes it, by cancelling, by a time-out or
/// by hand, gives the task up, and the pool ends it.
///
/// @param <T> the result
final class PoolFuture<T extends @Nullable Object> extends CompletableFuture<T> implements Helped {
    private final PoolTask<T> task;

    PoolFuture(PoolTask<T> task) {
        this.task = task;
    }

    @Override
    public boolean isReady() {
        return isDone();
    }

    /// Waits; the thread takes the pool's results meanwhile.
    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            task.help(Deadline.NEVER);
        }
        return super.get();
    }

    /// As [#get()], for a time.
    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = Deadline.after(Duration.ofNanos(unit.toNanos(timeout)));
        if (!isDone() && timeout > 0) {
            task.help(deadline);
        }
        return super.get(Math.max(0, Deadline.remaining(deadline)), TimeUnit.NANOSECONDS);
    }

    /// As [#get()]; an interrupt does not end the wait.
    @Override
    public T join() {
        if (!isDone()) {
            try {
                task.help(Deadline.NEVER);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        return super.join();
    }

    /// Completes it with the task's result.
    void succeed(T value) {
        boolean _ = end(PoolListener.Outcome.DONE, value, null);
    }

    /// Completes it with the task's failure.
    void fail(Throwable failure) {
        boolean _ = end(Insight.outcome(failure, true), null, failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (end(PoolListener.Outcome.CANCELLED, null, new CancellationException())) {
            task.giveUp(mayInterruptIfRunning);
        }
        return isCancelled();
    }

    @Override
    public boolean complete(T value) {
        boolean first = end(PoolListener.Outcome.CANCELLED, value, null);
        if (first) {
            task.giveUp(true);
        }
        return first;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean first = end(Insight.outcome(failure, false), null, failure);
        if (first) {
            task.giveUp(true);
        }
        return first;
    }

    /// Completes it, if no one has.
    ///
    /// @return false if someone has
    @SuppressWarnings("NullAway") // a null value is one of type T where there is no failure
    private boolean end(
            PoolListener.Outcome outcome, @Nullable T value, @Nullable Throwable failure) {
        if (isDone()) {
            return false;
        }
        Insight insight = task.insight();
        insight.ending(outcome);
        boolean first =
                failure == null ? super.complete(value) : super.completeExceptionally(failure);
        if (first) {
            task.nudge();
            insight.ended(task, outcome);
        } else {
            insight.notEnded(outcome);
        }
        return first;
    }

    /// Returns a plain future for what depends on this one: giving that up does not end the task.
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public String toString() {
        return super.toString() + " of " + task;
    }
}
