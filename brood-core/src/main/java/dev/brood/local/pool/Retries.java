package dev.brood.local.pool;

import dev.brood.CodecException;
import dev.brood.Retry;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/// What becomes of tasks that have failed: their end, or another run.
///
/// A task runs again only after the worker that had it is rid of it, and not before its delay is
/// over; it then goes to whichever worker is free. When it fails for good, its earlier failures are
/// suppressed in the last. Items of a batch that are to run again do so one by one, after the
/// others have ended.
final class Retries {
    /// The longest delay: a doubled one must not become for ever.
    private static final Duration LONGEST = Duration.ofHours(1);

    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Staff staff;

    Retries(PoolState state, Dispatcher dispatcher, Staff staff) {
        this.state = state;
        this.dispatcher = dispatcher;
        this.staff = staff;
    }

    /// A task has failed, in whatever way. Called by the thread that completes futures.
    void failed(PoolTask<?> task, Throwable failure) {
        if (task.batch != null && failure instanceof CodecException && !task.batch.hasBegun()) {
            task.future.fail(failure); // whoever made the batch may divide it
        } else if (task.batch != null) {
            giveUpRest(task, task.batch, failure);
            batchEnded(task, task.batch);
        } else if (!isAllowed(task, 0, failure) || !runAgain(task, Map.of(0, failure))) {
            task.future.fail(withEarlier(task, 0, failure));
        }
    }

    /// All items of a batch have an outcome. Called by the thread that completes futures.
    void batchEnded(PoolTask<?> task, BatchLedger batch) {
        @Nullable Object[] outcomes = batch.outcomes();
        Map<Integer, Throwable> again = new LinkedHashMap<>();
        if (task.options.retry().times() > 0) {
            for (int i = 0; i < outcomes.length; i++) {
                if (outcomes[i] instanceof Batch.Failed(Throwable failure)
                        && isAllowed(task, i, failure)) {
                    again.put(i, failure);
                }
            }
        }
        if (again.isEmpty() || !runAgain(task, again)) {
            succeed(task, outcomes);
        }
    }

    /// A task can't run any more: what it has to show for itself is its outcome.
    void end(PoolTask<?> task, Throwable failure) {
        if (task.batch == null) {
            task.future.fail(withEarlier(task, 0, failure));
        } else {
            giveUpRest(task, task.batch, failure);
            succeed(task, task.batch.outcomes());
        }
    }

    private static void succeed(PoolTask<?> task, @Nullable Object[] outcomes) {
        task.earlier.forEach((item, _) -> {
            if (outcomes[item] instanceof Batch.Failed(Throwable failure)) {
                outcomes[item] = new Batch.Failed(withEarlier(task, item, failure));
            }
        });
        task.succeed(outcomes);
    }

    private void giveUpRest(PoolTask<?> task, BatchLedger batch, Throwable failure) {
        state.lock.lock();
        try {
            batch.giveUp(failure);
            task.state = PoolTask.State.DONE;
        } finally {
            state.lock.unlock();
        }
    }

    private static boolean isAllowed(PoolTask<?> task, int item, Throwable failure) {
        int before = task.earlier.getOrDefault(item, List.of()).size();
        return !(failure instanceof CancellationException)
                && task.options.retry().allows(failure, before);
    }

    /// @param failures of the items that are to run again, of which there are some
    /// @return false if the task was given up meanwhile, or the pool is stopping
    private boolean runAgain(PoolTask<?> task, Map<Integer, Throwable> failures) {
        Duration delay = Duration.ZERO;
        state.lock.lock();
        try {
            if (state.isStopping() || task.givenUp || task.payload == null) {
                return false;
            }
            for (Map.Entry<Integer, Throwable> each : failures.entrySet()) {
                List<Throwable> earlier =
                        task.earlier.computeIfAbsent(each.getKey(), _ -> new ArrayList<>());
                earlier.add(each.getValue());
                Duration own = delay(task.options.retry(), earlier.size());
                delay = own.compareTo(delay) > 0 ? own : delay;
            }
            task.verdict = null;
            state.insight.retried();
            if (task.batch != null) {
                task.batch.repeat(failures.keySet());
            }
            task.state = PoolTask.State.WAITING;
            state.waiting.add(task);
        } finally {
            state.lock.unlock();
        }
        if (delay.isZero()) {
            wake(task);
        } else {
            staff.later(delay, () -> wake(task));
        }
        return true;
    }

    private static Duration delay(Retry retry, int times) {
        Duration delay = retry.delay();
        for (int i = 1; i < times && delay.compareTo(LONGEST) < 0; i++) {
            delay = delay.plus(delay);
        }
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    private void wake(PoolTask<?> task) {
        state.lock.lock();
        try {
            if (!state.waiting.remove(task)) {
                return; // given up, or the pool has stopped
            }
            if (task.batch != null) {
                boolean _ = task.batch.goOn();
            }
            task.state = PoolTask.State.READY;
            task.readyAt = System.nanoTime();
            state.ready.add(task);
        } finally {
            state.lock.unlock();
        }
        dispatcher.dispatch();
    }

    /// Returns whether a task has run before, if only in part.
    static boolean hasBegun(PoolTask<?> task) {
        return !task.earlier.isEmpty() || (task.batch != null && task.batch.hasBegun());
    }

    /// Returns the failure of a task that has run before and, as the pool stops, won't again.
    static Throwable stopped(PoolTask<?> task, String pool) {
        List<Throwable> earlier = task.earlier.getOrDefault(0, List.of());
        if (task.batch == null && !earlier.isEmpty()) {
            return earlier.getLast();
        }
        return new CancellationException(
                "pool '%s' was stopped before this had begun".formatted(pool));
    }

    private static Throwable withEarlier(PoolTask<?> task, int item, Throwable failure) {
        for (Throwable earlier : task.earlier.getOrDefault(item, List.of())) {
            if (!earlier.equals(failure)) {
                failure.addSuppressed(earlier);
            }
        }
        return failure;
    }
}
