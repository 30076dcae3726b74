package dev.brood.local.pool;

import dev.brood.Fn;
import dev.brood.TaskFailedException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// One call of [dev.brood.TaskSubmitter#map] or `mapAsync`: feeds the pool, and puts each result
/// into its place.
///
/// From its making to its [#end] the pool counts its items as submitted.
final class MapCall {
    private final BatchSubmitter pool;
    private final ItemFlow flow;
    private final @Nullable Object[] results;
    private final List<TaskFailedException> failures = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    /// Begins one.
    ///
    /// @param lent whether the caller waits for it, and so changes none of the items meanwhile
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    MapCall(BatchSubmitter pool, Fn<?, ?> function, Collection<?> items, boolean lent) {
        this.pool = pool;
        @Nullable Object[] all = items.toArray(); // a snapshot, and what fails fails here
        this.results = new Object[all.length];
        this.flow =
                new ItemFlow(
                        pool,
                        lent ? pool::submitLent : batch -> pool.submit(batch, true),
                        function,
                        all);
        pool.beginCall();
    }

    /// Waits for all.
    ///
    /// @return the results in the order of the items
    /// @throws TaskFailedException if any failed
    /// @throws java.util.concurrent.RejectedExecutionException if the pool was stopped meanwhile
    List<@Nullable Object> run() throws InterruptedException {
        boolean done = false;
        try {
            flow.fill();
            DonePart next = flow.take();
            while (next != null) {
                store(next);
                flow.delivered(next);
                flow.fill();
                next = flow.take();
            }
            done = true;
        } finally {
            if (!done) {
                flow.cancel();
            }
        }
        if (!failures.isEmpty()) {
            throw firstFailure();
        }
        flow.checkEnd();
        List<@Nullable Object> all = new ArrayList<>(results.length);
        Collections.addAll(all, results);
        return all;
    }

    private void store(DonePart done) {
        int first = (int) done.part().first();
        for (int i = 0; i < done.part().items().length; i++) {
            Throwable failure = done.failure(i);
            if (failure == null) {
                results[first + i] = done.take(i);
            } else {
                failures.add(new TaskFailedException(first + i, failure));
            }
        }
    }

    private TaskFailedException firstFailure() {
        failures.sort(Comparator.comparingLong(TaskFailedException::index));
        TaskFailedException first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        return first;
    }

    /// Ends what is under way. By any thread.
    void cancel() {
        flow.cancel();
    }

    /// Has the pool no longer wait for it.
    void end() {
        if (ended.compareAndSet(false, true)) {
            pool.endCall();
        }
    }
}
