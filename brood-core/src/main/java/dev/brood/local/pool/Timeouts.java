package dev.brood.local.pool;

import dev.brood.TaskTimeoutException;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Ends tasks, and items of batches, whose time is over. Nothing is set up for a task when it
/// begins: while there are tasks with a time-out, one look at what the workers say they run is
/// planned, for the moment at which the first of them can be over.
///
/// | at | what happens |
/// |---|---|
/// | the end of the time | the worker is told; it sends where its thread is, then interrupts it |
/// | its answer | the failure is known, with the stack; a future that has no other run before it fails |
/// | PATIENCE later without an answer | the same, without the stack: the worker is stopped, or its thread where it can't be looked at |
/// | the grace later, if it still runs | the worker ends itself, or is killed ([Staff#stop]) |
///
/// A task that ends by itself before the worker has heard of the end of its time keeps its own
/// outcome.
final class Timeouts {
    /// How long a worker has to say where its task is: most do at once, one that is not to be asked
    /// is dead soon after.
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Staff staff;

    /// Tasks whose time is over and whose worker was told, by number; of each task at most one item
    /// at a time. Guarded by the pool's lock.
    private final Map<Long, Expiry> expiries = new HashMap<>();

    private boolean planned; // guarded by the pool's lock
    private long plannedFor; // guarded by the pool's lock

    /// A task whose time is over in a worker.
    ///
    /// @param run what the worker said it ran: one of the runs of the task, and of which item
    private record Expiry(Worker worker, PoolTask<?> task, WorkerStatus.Running run) {
        int item() {
            return run.item();
        }
    }

    Timeouts(PoolState state, Dispatcher dispatcher, Staff staff) {
        this.state = state;
        this.dispatcher = dispatcher;
        this.staff = staff;
    }

    /// Under the lock: a task with a time-out was handed to a worker.
    void watch(PoolTask<?> task) {
        plan(System.nanoTime() + task.timeoutNanos());
    }

    private void plan(long at) {
        if (!planned || at - plannedFor < 0) {
            planned = true;
            plannedFor = at;
            staff.later(Duration.ofNanos(at - System.nanoTime()), () -> look(at));
        }
    }

    private void look(long at) {
        List<Expiry> over = new ArrayList<>();
        state.lock.lock();
        try {
            if (!planned || plannedFor != at) {
                return; // another look was planned for an earlier moment
            }
            planned = false;
            for (Worker worker : state.workers) {
                look(worker, over);
            }
        } finally {
            state.lock.unlock();
        }
        for (Expiry expiry : over) {
            staff.expire(expiry.worker, expiry.task, expiry.run);
            staff.later(PATIENCE, () -> giveUpWaiting(expiry));
        }
        if (!over.isEmpty()) {
            dispatcher.dispatch(); // what was taken back
        }
    }

    private void look(Worker worker, List<Expiry> over) {
        long now = System.nanoTime();
        WorkerStatus.Running running = worker.status.running();
        for (PoolTask<?> task : worker.inHand.values()) {
            if (task.timeoutNanos() == 0) {
                continue;
            }
            if (running == null || !isAt(running, task)) {
                plan(now + task.timeoutNanos());
                continue;
            }
            long end = running.begun() + task.timeoutNanos();
            if (end - now > 0) {
                plan(end);
            } else if (isNew(task, running)) {
                Expiry expiry = new Expiry(worker, task, running);
                expiries.put(task.id, expiry);
                over.add(expiry);
            } else if (task.batch != null) {
                plan(now + task.timeoutNanos()); // for the items behind this one
            }
        }
        // Only now, as it takes some of them back.
        over.stream()
                .filter(expiry -> expiry.worker == worker)
                .forEach(expiry -> dispatcher.recall.relieve(worker, expiry.task));
    }

    private static boolean isAt(WorkerStatus.Running running, PoolTask<?> task) {
        return running.task() == task.id
                && (task.batch == null || running.item() != WorkerStatus.NONE);
    }

    private boolean isNew(PoolTask<?> task, WorkerStatus.Running running) {
        Expiry known = expiries.get(task.id); // perhaps of an earlier run, which ended by itself
        boolean isKnown = known != null && known.run.equals(running);
        boolean isJudged =
                task.batch == null ? task.verdict != null : task.batch.isJudged(running.item());
        return !isKnown && !isJudged;
    }

    /// Under the lock: a worker has told where a task is. What comes of the interrupt may be right
    /// behind that.
    void told(PoolTask<?> task, Payload message) {
        Expiry expiry = expiries.get(task.id);
        if (expiry != null && expiry.item() == Messages.first(message)) {
            boolean _ = expiries.remove(task.id, expiry);
            judge(expiry, failure(expiry, message));
        }
    }

    /// A worker has had its time to tell: fails the task, unless it has ended by itself.
    private void giveUpWaiting(Expiry expiry) {
        state.lock.lock();
        try {
            PoolTask<?> task = expiry.task;
            WorkerStatus.Running running = expiry.worker.status.running();
            boolean asked = expiries.remove(task.id, expiry);
            boolean inHand = expiry.worker.inHand.get(task.id) == task;
            if (asked && inHand && expiry.run.equals(running)) {
                judge(expiry, failure(expiry, null));
            }
        } finally {
            state.lock.unlock();
        }
    }

    /// Under the lock: a worker has died with a task.
    ///
    /// @return the task's failure if the time of what ran was over, null if the death is
    @Nullable TaskTimeoutException died(PoolTask<?> task, Worker worker) {
        Expiry expiry = expiries.remove(task.id);
        if (expiry == null || expiry.worker != worker) {
            return null; // or it had ended there, and was to run again here
        }
        boolean wasAtIt = task.batch == null || expiry.item() == worker.status.lastItem();
        return wasAtIt ? failure(expiry, null) : null;
    }

    private void judge(Expiry expiry, TaskTimeoutException failure) {
        PoolTask<?> task = expiry.task;
        if (task.batch != null) {
            task.batch.judge(expiry.item(), failure);
            plan(System.nanoTime() + task.timeoutNanos());
        } else if (task.options.retry().times() > 0) {
            task.verdict = failure; // told when the worker is rid of it
        } else if (!task.givenUp) {
            task.givenUp = true; // as for the worker
            task.verdict = failure; // it is not asked again
            staff.collector().fail(task, failure);
        }
    }

    private TaskTimeoutException failure(Expiry expiry, @Nullable Payload message) {
        PoolTask<?> task = expiry.task;
        Duration timeout = Duration.ofNanos(task.timeoutNanos());
        String what =
                expiry.item() == WorkerStatus.NONE
                        ? task.toString()
                        : "item %d of %s".formatted(expiry.item(), task);
        String text =
                String.format(
                        Locale.ROOT,
                        "%s ran longer than its time-out of %.3f s in %s",
                        what,
                        timeout.toNanos() / 1e9,
                        expiry.worker);
        if (message != null) {
            return new TaskTimeoutException(text, timeout, stack(message));
        }
        return new TaskTimeoutException(
                "%s, which did not say where: it was stopped, or busy where it can't be looked at"
                        .formatted(text),
                timeout,
                null);
    }

    private static @Nullable Throwable stack(Payload message) {
        try {
            return (Throwable) Messages.value(message);
        } catch (RuntimeException e) {
            return e;
        }
    }
}
