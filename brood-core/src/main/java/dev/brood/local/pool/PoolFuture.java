package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// The future of one task. Whoever else than the pool completes it, by cancelling, by a time-out or
/// by hand, gives the task up, and the pool ends it.
///
/// @param <T> the result
final class PoolFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final PoolTask<T> task;

    PoolFuture(PoolTask<T> task) {
        this.task = task;
    }

    /// Completes it with the task's result.
    void succeed(T value) {
        super.complete(value);
    }

    /// Completes it with the task's failure.
    void fail(Throwable failure) {
        super.completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            task.giveUp(mayInterruptIfRunning);
        }
        return cancelled;
    }

    @Override
    public boolean complete(T value) {
        boolean first = super.complete(value);
        if (first) {
            task.giveUp(true);
        }
        return first;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean first = super.completeExceptionally(failure);
        if (first) {
            task.giveUp(true);
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
