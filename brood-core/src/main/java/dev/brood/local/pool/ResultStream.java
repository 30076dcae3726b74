package dev.brood.local.pool;

import dev.brood.Fn;
import dev.brood.ProcessPool;
import dev.brood.TaskFailedException;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The results of a function for an input that is pulled as workers can take it, in the order in
/// which they come. Used by the one thread that reads the stream; results arrive through
/// [#arrived].
public final class ResultStream extends Spliterators.AbstractSpliterator<@Nullable Object> {
    /// Items under way for each worker, so that none waits for the reader.
    private static final int AHEAD = 16;

    private final ProcessPool pool;
    private final Fn<@Nullable Object, @Nullable Object> function;
    private final Iterator<?> items;
    private final int window;
    private final Map<Long, CompletableFuture<?>> underWay = new HashMap<>();
    private final BlockingQueue<Arrival> arrived = new LinkedBlockingQueue<>();
    private long next;

    /// One outcome.
    private record Arrival(long index, @Nullable Object result, @Nullable Throwable failure) {}

    /// Makes a stream that is not begun.
    ///
    /// @param pool applies the function
    /// @param function what to apply
    /// @param items to what; iterated by the thread that reads the stream
    /// @param workers the most the pool has
    @SuppressWarnings({"unchecked", "NullAway"}) // what the caller's generics say
    public ResultStream(ProcessPool pool, Fn<?, ?> function, Iterable<?> items, int workers) {
        super(Long.MAX_VALUE, 0);
        this.pool = pool;
        this.function = (Fn<@Nullable Object, @Nullable Object>) function;
        this.items = items.iterator();
        this.window = workers * AHEAD;
    }

    /// Returns the stream.
    ///
    /// @return to be read once
    public Stream<@Nullable Object> stream() {
        Spliterator<@Nullable Object> results = this;
        return StreamSupport.stream(results, false).onClose(this::cancel);
    }

    @Override
    public boolean tryAdvance(Consumer<? super @Nullable Object> action) {
        fill();
        if (underWay.isEmpty()) {
            return false;
        }
        Arrival arrival;
        try {
            arrival = arrived.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
            CancellationException cancelled =
                    new CancellationException("interrupted while waiting for results");
            cancelled.initCause(e);
            throw cancelled;
        }
        underWay.remove(arrival.index());
        if (arrival.failure() != null) {
            cancel();
            throw new TaskFailedException(arrival.index(), arrival.failure());
        }
        action.accept(arrival.result());
        return true;
    }

    private void fill() {
        while (underWay.size() < window && items.hasNext()) {
            long index = next++;
            Object item = items.next();
            CompletableFuture<@Nullable Object[]> future =
                    pool.submit(new Batch(function, new Object[] {item}));
            underWay.put(index, future);
            CompletableFuture<?> _ =
                    future.whenComplete(
                            (outcomes, failure) -> arrived.add(arrival(index, outcomes, failure)));
        }
    }

    private static Arrival arrival(
            long index, @Nullable Object @Nullable [] outcomes, @Nullable Throwable failure) {
        if (outcomes == null) {
            return new Arrival(index, null, failure);
        }
        return outcomes[0] instanceof Batch.Failed(Throwable cause)
                ? new Arrival(index, null, cause)
                : new Arrival(index, outcomes[0], null);
    }

    private void cancel() {
        underWay.values().forEach(future -> future.cancel(true));
        underWay.clear();
    }
}
