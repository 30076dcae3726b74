package dev.brood.ignite.client;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The future of one task. Whoever else than the pool completes it, by cancelling, by a time-out or
/// by hand, gives the task up, and the pool ends it.
///
/// @param <T> the result
final class TaskFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Consumer<Boolean> giveUp;

    /// Makes one.
    ///
    /// @param giveUp ends the task; takes whether also if it runs
    TaskFuture(Consumer<Boolean> giveUp) {
        this.giveUp = giveUp;
    }

    boolean succeed(T value) {
        return super.complete(value);
    }

    boolean fail(Throwable failure) {
        return super.completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean first = !isDone() && super.cancel(mayInterruptIfRunning);
        if (first) {
            giveUp.accept(mayInterruptIfRunning);
        }
        return isCancelled();
    }

    @Override
    public boolean complete(T value) {
        boolean first = super.complete(value);
        if (first) {
            giveUp.accept(true);
        }
        return first;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean first = super.completeExceptionally(failure);
        if (first) {
            giveUp.accept(true);
        }
        return first;
    }

    /// Returns a plain future for what depends on this one: giving that up does not end the task.
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
