package dev.brood.local.pool;

import dev.brood.ExitStatus;
import dev.brood.ProcessStartException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// What becomes of tasks when workers come and go, and when the pool ends.
final class Departures {
    /// So many workers in a row that end by themselves and have run nothing mean that none ever
    /// will.
    private static final int MOST_EXITED = 3;

    /// As before, of workers that are killed: that may be bad luck.
    private static final int MOST_KILLED = 12;

    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Staff staff;
    private final Backoff failures = new Backoff(); // guarded by the pool's lock

    Departures(PoolState state, Dispatcher dispatcher, Staff staff) {
        this.state = state;
        this.dispatcher = dispatcher;
        this.staff = staff;
    }

    /// A worker was started.
    void hired(Worker worker) {
        state.lock.lock();
        try {
            state.starting--;
            state.add(worker);
            state.insight.workerStarted(worker);
            staff.sizing().idle(worker);
        } finally {
            state.lock.unlock();
        }
        dispatcher.dispatch();
    }

    /// A worker could not be started: if there is no other, what is ready fails with the reason, as
    /// nobody would ever run it.
    void notHired(Throwable reason) {
        state.lock.lock();
        try {
            state.starting--;
            failures.note();
            if (state.workers.isEmpty() && state.starting == 0) {
                endReady(reason);
            }
        } finally {
            state.lock.unlock();
        }
        dispatcher.dispatch();
    }

    /// Returns whether a worker that is about to be started is of any use, and if not, forgets it.
    boolean isStillWanted() {
        state.lock.lock();
        try {
            boolean nothingToDo = state.isClosing() && state.firstReady() == null;
            if (!state.isStopping() && !nothingToDo) {
                return true;
            }
            state.starting--;
        } finally {
            state.lock.unlock();
        }
        dispatcher.dispatch();
        return false;
    }

    /// Under the lock: a worker has answered for the first time.
    void fruitful() {
        failures.clear();
    }

    /// Under the lock: when the next worker may be started.
    Duration pause() {
        return failures.pause();
    }

    /// A worker was not started, as there are as many processes as there may be.
    void notAllowed(Duration pause) {
        state.lock.lock();
        try {
            state.starting--;
            state.growNotBefore(System.nanoTime() + pause.toNanos());
        } finally {
            state.lock.unlock();
        }
        staff.later(pause, dispatcher::dispatch);
        dispatcher.dispatch();
    }

    /// A worker's process has ended. What it had answered was taken before; what it had not begun
    /// runs elsewhere; the one task it was running fails, of a batch the one item.
    ///
    /// @param left outcomes that it had not sent
    /// @param death makes the failure of a task that it was running
    /// @param neverBegan why its JVM did not come so far as to look for tasks; null if it did
    void ended(
            Worker worker,
            Journal.@Nullable Left left,
            Function<PoolTask<?>, Throwable> death,
            @Nullable Throwable neverBegan) {
        state.lock.lock();
        try {
            while (worker.handing) {
                state.handed.awaitUninterruptibly();
            }
            state.remove(worker);
            state.insight.workerEnded(worker);
            boolean cameToNothing = worker.hasComeToNothing();
            dispatcher.recall.takeBackAll(worker);
            List<PoolTask<?>> lost = List.copyOf(worker.inHand.values());
            worker.inHand.clear();
            Throwable reason =
                    lost.isEmpty() && cameToNothing ? fruitless(worker, neverBegan) : null;
            if (reason != null) {
                endReady(reason);
            }
            for (PoolTask<?> task : lost) {
                lose(task, worker, left, death.apply(task));
            }
        } finally {
            state.lock.unlock();
        }
        dispatcher.dispatch();
    }

    /// Under the lock: a worker has died with a task.
    private void lose(
            PoolTask<?> task, Worker worker, Journal.@Nullable Left left, Throwable death) {
        task.worker = null;
        task.state = PoolTask.State.DONE;
        Throwable expired = staff.timeouts().died(task, worker);
        Throwable failure = expired != null ? expired : task.verdict != null ? task.verdict : death;
        if (task.givenUp) {
            return;
        }
        if (task.batch == null) {
            staff.collector().fail(task, failure);
            return;
        }
        if (left != null && left.task() == task.id) {
            task.batch.arrived(left.message());
        }
        task.batch.died(worker.status.lastItem(), failure);
        if (worker.unreadable != null) {
            // Which items have ended nobody knows: none may run twice.
            failure.addSuppressed(worker.unreadable);
            task.batch.giveUp(failure);
        } else if (state.isStopping()) {
            task.batch.giveUp(death);
        }
        if (task.batch.goOn()) {
            task.state = PoolTask.State.READY;
            state.ready.addFirst(task);
        } else {
            staff.collector().fail(task, null);
        }
    }

    /// Under the lock, as the pool stops: ends what has become ready since, such as what a worker
    /// was just being handed and has not begun. No worker will come for it.
    void endReady() {
        List<PoolTask<?>> all = clearReady();
        all.removeIf(task -> task.givenUp);
        staff.collector().end(all, task -> Retries.stopped(task, state.pool));
    }

    /// Under the lock: ends what is ready, as no worker will ever run it.
    private void endReady(Throwable reason) {
        staff.collector().end(clearReady(), _ -> reason);
    }

    private List<PoolTask<?>> clearReady() {
        List<PoolTask<?>> all = new ArrayList<>(state.ready);
        all.forEach(task -> task.state = PoolTask.State.DONE);
        state.ready.clear();
        state.room.signalAll();
        return all;
    }

    /// A worker has ended that has run nothing.
    ///
    /// @return why no other need be tried; null if that is not clear yet
    private @Nullable Throwable fruitless(Worker worker, @Nullable Throwable neverBegan) {
        boolean othersWork = state.workers.stream().anyMatch(other -> other.hasAnswered);
        int times = failures.note();
        boolean byItself = worker.process.exitStatus().orElse(null) instanceof ExitStatus.Exited;
        if (othersWork || state.isStopping()) {
            return null;
        }
        if (neverBegan != null) {
            failures.clear();
            return neverBegan;
        }
        if (times < (byItself ? MOST_EXITED : MOST_KILLED)) {
            return null;
        }
        failures.clear();
        return new ProcessStartException(
                "%d workers of pool '%s' in a row ended before they had run a task; the last: %s %s"
                        .formatted(
                                times,
                                state.pool,
                                worker,
                                worker.process.exitStatus().orElseThrow().describe()),
                worker.process.failure().orElse(null));
    }

    /// Takes no more tasks.
    void shutdown() {
        state.lock.lock();
        try {
            if (state.phase == PoolState.Phase.RUNNING) {
                state.phase = PoolState.Phase.SHUTTING_DOWN;
                state.room.signalAll();
            }
        } finally {
            state.lock.unlock();
        }
        dispatcher.dispatch();
    }

    /// Takes no more tasks, begins none, and stops those that run.
    ///
    /// @return those that had not begun
    List<Runnable> shutdownNow() {
        List<Runnable> never = new ArrayList<>();
        List<PoolTask<?>> running = new ArrayList<>();
        List<PoolTask<?>> begun = new ArrayList<>();
        state.lock.lock();
        try {
            if (state.phase != PoolState.Phase.TERMINATED) {
                state.phase = PoolState.Phase.STOPPING;
            }
            for (Worker worker : state.workers) {
                dispatcher.recall.takeBackAll(worker);
                running.addAll(worker.inHand.values());
            }
            for (PoolTask<?> task : clearReady()) {
                if (Retries.hasBegun(task) || task.kind != PoolTask.Kind.OWN) {
                    begun.add(task); // or somebody waits for it who could not run it
                } else if (!task.givenUp) {
                    never.add(task);
                }
            }
            state.waiting.forEach(task -> task.state = PoolTask.State.DONE);
            begun.addAll(state.waiting);
            state.waiting.clear();
            staff.collector().end(begun, task -> Retries.stopped(task, state.pool));
        } finally {
            state.lock.unlock();
        }
        for (PoolTask<?> task : running) {
            Worker worker = task.worker;
            if (worker != null) {
                staff.stop(worker, task);
            }
        }
        dispatcher.dispatch();
        return never;
    }

    boolean isShutdown() {
        state.lock.lock();
        try {
            return state.phase != PoolState.Phase.RUNNING;
        } finally {
            state.lock.unlock();
        }
    }

    boolean isTerminated() {
        state.lock.lock();
        try {
            return state.phase == PoolState.Phase.TERMINATED;
        } finally {
            state.lock.unlock();
        }
    }

    /// Waits for the end.
    ///
    /// @return false if the time is over first
    boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        state.lock.lockInterruptibly();
        try {
            long left = unit.toNanos(timeout);
            while (state.phase != PoolState.Phase.TERMINATED) {
                if (left <= 0) {
                    return false;
                }
                left = state.terminated.awaitNanos(left);
            }
            return true;
        } finally {
            state.lock.unlock();
        }
    }
}
