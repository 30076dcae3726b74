package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// The future of a whole call. Whoever else than the pool completes it, by cancelling, by a
/// time-out or by hand, gives the call up.
///
/// @param <T> the result
final class CallFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Runnable giveUp;

    /// Makes one.
    ///
    /// @param giveUp ends what is under way
    CallFuture(Runnable giveUp) {
        this.giveUp = giveUp;
    }

    /// Completes it with the call's result.
    void succeed(T value) {
        super.complete(value);
    }

    /// Completes it with the call's failure.
    void fail(Throwable failure) {
        super.completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean first = super.cancel(mayInterruptIfRunning);
        if (first) {
            giveUp.run();
        }
        return first;
    }

    @Override
    public boolean complete(T value) {
        boolean first = super.complete(value);
        if (first) {
            giveUp.run();
        }
        return first;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean first = super.completeExceptionally(failure);
        if (first) {
            giveUp.run();
        }
        return first;
    }

    /// Returns a plain future for what depends on this one: giving that up does not end the call.
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
