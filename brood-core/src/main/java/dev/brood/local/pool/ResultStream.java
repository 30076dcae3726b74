package dev.brood.local.pool;

import dev.brood.Fn;
import dev.brood.Outcome;
import dev.brood.TaskFailedException;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The results of a function for an input that is pulled as workers can take it. Used by the one
/// thread that reads the stream, which pulls the input, too.
final class ResultStream extends Spliterators.AbstractSpliterator<@Nullable Object> {
    /// What comes out, and when.
    enum Form {
        /// Results in the order of the items; the first failure in its place.
        ORDERED,
        /// Results as they come, and the first failure.
        UNORDERED,
        /// Results and failures as they come, with their items.
        OUTCOMES
    }

    private final Form form;
    private final ItemFlow flow;

    /// What came before its turn, by the index of its first item. Only if ordered.
    private final Map<Long, DonePart> early = new HashMap<>();

    private long due;
    private @Nullable DonePart current;
    private int position;
    private boolean closed;

    ResultStream(BatchSubmitter pool, Form form, Fn<?, ?> function, Iterable<?> items) {
        super(Long.MAX_VALUE, form == Form.ORDERED ? Spliterator.ORDERED : 0);
        this.form = form;
        int size = items instanceof Collection<?> collection ? collection.size() : -1;
        this.flow = new ItemFlow(pool, function, items.iterator(), size);
    }

    Stream<@Nullable Object> stream() {
        Spliterator<@Nullable Object> results = this;
        return StreamSupport.stream(results, false).onClose(this::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super @Nullable Object> action) {
        if (closed) {
            return false;
        }
        DonePart from = current;
        while (from == null || position == from.part().items().length) {
            from = next();
            if (from == null) {
                close();
                flow.checkEnd();
                return false;
            }
        }
        give(from, position++, action);
        return true;
    }

    private void give(DonePart from, int at, Consumer<? super @Nullable Object> action) {
        long index = from.part().first() + at;
        Throwable failure = from.failure(at);
        if (form == Form.OUTCOMES) {
            Object item = from.part().items()[at];
            action.accept(
                    failure == null
                            ? new Outcome.Success<>(index, item, from.take(at))
                            : new Outcome.Failure<>(index, item, failure));
        } else if (failure == null) {
            action.accept(from.take(at));
        } else {
            close();
            throw new TaskFailedException(index, failure);
        }
    }

    /// Waits for more.
    ///
    /// @return null if there is none
    private @Nullable DonePart next() {
        DonePart done = null;
        boolean taken = false;
        try {
            done = form == Form.ORDERED ? takeInOrder() : take();
            taken = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled =
                    new CancellationException("interrupted while waiting for results");
            cancelled.initCause(e);
            throw cancelled;
        } finally {
            if (!taken) {
                close();
            }
        }
        current = done;
        position = 0;
        if (done != null) {
            flow.delivered(done);
        }
        return done;
    }

    private @Nullable DonePart take() throws InterruptedException {
        flow.fill();
        return flow.take();
    }

    private @Nullable DonePart takeInOrder() throws InterruptedException {
        DonePart done = early.remove(due);
        while (done == null) {
            DonePart next = take();
            if (next == null) {
                return null;
            }
            if (next.part().first() == due) {
                done = next;
            } else {
                early.put(next.part().first(), next);
            }
        }
        due += done.part().items().length;
        return done;
    }

    /// Ends what is under way, if anything.
    private void close() {
        closed = true;
        current = null;
        early.clear();
        flow.cancel();
    }
}
