package dev.brood.local.pool;

import dev.brood.Fn;
import dev.brood.Outcome;
import dev.brood.TaskSubmitter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Makes maps and streams of batches, wherever these are taken to: to the pool of this process, or
/// by way of a manager's server to the pool of that.
public abstract class BatchSubmitter implements TaskSubmitter {
    private static final long WORTH_NANOS = 500_000;

    /// How long a pool that ends waits for the callbacks of a call.
    private static final Duration PATIENCE = Duration.ofMillis(50);

    /// Made by those who know where batches go.
    protected BatchSubmitter() {}

    /// Submits some items of a map or stream. Does not wait: how many are under way is bounded.
    ///
    /// @param batch the items and what to apply to them
    /// @param isOfCall whether it belongs to a call that was begun ([#beginCall()])
    /// @return the batch on its way
    /// @throws java.util.concurrent.RejectedExecutionException if the pool does not take them
    public abstract SentBatch submit(Batch batch, boolean isOfCall);

    /// As [#submit(Batch, boolean)], of a call whose caller waits for it and so does not change
    /// what it has given meanwhile: where arrays would be copied to keep them as they are, they
    /// need not be.
    ///
    /// @param batch the items and what to apply to them
    /// @return the batch on its way
    /// @throws java.util.concurrent.RejectedExecutionException if the pool does not take them
    SentBatch submitLent(Batch batch) {
        return submit(batch, true);
    }

    /// Returns how many workers there may be.
    ///
    /// @return at least 1
    public abstract int mostWorkers();

    /// Refuses what is to be submitted, if the pool does.
    ///
    /// @throws java.util.concurrent.RejectedExecutionException if it is shut down
    public abstract void requireRunning();

    /// Has the pool count a call as submitted as a whole, until its [#endCall()].
    ///
    /// @throws java.util.concurrent.RejectedExecutionException if it is shut down
    public abstract void beginCall();

    /// Ends a call that was begun.
    public abstract void endCall();

    /// Returns how many items the caller wants in a message.
    ///
    /// @return 0 if it is all the same
    protected abstract int chunk();

    /// Returns how long a message should keep a worker at work, if the caller leaves that open:
    /// some hundred times what it costs to bring it there.
    ///
    /// @return nanoseconds
    protected long worthNanos() {
        return WORTH_NANOS;
    }

    /// Has something done a little later, by a thread that must not be held up.
    ///
    /// @param delay when
    /// @param action what
    protected abstract void later(Duration delay, Runnable action);

    /// Has the calling thread take results until its wait is over, where it can.
    ///
    /// @throws InterruptedException if interrupted while waiting
    void help(Helped until) throws InterruptedException {
        // Others take them.
    }

    /// Has the calling thread take results from its next wait on, if it will be back soon and
    /// nobody else helps.
    void claim(Helped next) {
        // Others take them.
    }

    /// Tells a thread that helps that its wait is over.
    void nudge(Helped over) {
        // Nobody helps.
    }

    @Override
    @SuppressWarnings("unchecked") // the function gives Rs
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Collection<? extends T> items, Fn<? super T, ? extends R> function)
            throws InterruptedException {
        Objects.requireNonNull(function, "function");
        MapCall call = new MapCall(this, function, items, true);
        try {
            return (List<R>) call.run();
        } finally {
            call.end();
        }
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> mapAsync(
                    Collection<? extends T> items, Fn<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        MapCall call = new MapCall(this, function, items, false);
        CallFuture<List<R>> future = new CallFuture<>(call::cancel);
        Thread.ofVirtual().name("brood-pool-map").start(() -> run(call, future));
        return future;
    }

    /// Callbacks of the future run in this thread. A pool that ends should find them done, but not
    /// wait for ever for one that blocks, perhaps on that end.
    @SuppressWarnings("unchecked") // the function gives Rs
    private <R extends @Nullable Object> void run(MapCall call, CallFuture<List<R>> future) {
        try {
            List<R> results = (List<R>) call.run();
            later(PATIENCE, call::end);
            future.succeed(results);
        } catch (InterruptedException | RuntimeException | Error e) {
            later(PATIENCE, call::end);
            future.fail(e);
        } finally {
            call.end();
        }
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return stream(ResultStream.Form.ORDERED, items, function);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return stream(ResultStream.Form.UNORDERED, items, function);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return stream(ResultStream.Form.OUTCOMES, items, function);
    }

    @SuppressWarnings("unchecked") // the form gives Es
    private <E extends @Nullable Object> Stream<E> stream(
            ResultStream.Form form, Iterable<?> items, Fn<?, ?> function) {
        Objects.requireNonNull(function, "function");
        requireRunning();
        return (Stream<E>) new ResultStream(this, form, function, items).stream();
    }
}
