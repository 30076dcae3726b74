package dev.brood.local.pool;

import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/// Decides which worker gets which task. Deciding is done under the pool's lock, copying into the
/// worker's ring without it, by one thread at a time for each worker: so tasks reach a worker in
/// the order of their submission.
final class Dispatcher {
    /// How many tasks may be ready before those who submit must wait.
    private static final int MOST_READY = 16_384;

    private final PoolState state;
    private final Staff staff;
    final Recall recall;
    private final AtomicLong lastId = new AtomicLong();

    /// A task that is on its way to a worker.
    private static final class Hand {
        final PoolTask<?> task;
        final Worker worker;
        @Nullable RuntimeException failure;

        Hand(PoolTask<?> task, Worker worker) {
            this.task = task;
            this.worker = worker;
        }
    }

    Dispatcher(PoolState state, Staff staff) {
        this.state = state;
        this.staff = staff;
        this.recall = new Recall(state);
    }

    Insight insight() {
        return state.insight;
    }

    Helper helper() {
        return staff.collector().helper();
    }

    long nextId() {
        return lastId.incrementAndGet();
    }

    /// Takes a task in.
    ///
    /// @param mayWait whether to wait while too many are ready
    /// @throws RejectedExecutionException if the pool is shut down, or the thread is interrupted as
    ///   it waits
    void submit(PoolTask<?> task, boolean mayWait) {
        state.lock.lock();
        try {
            while (mayWait
                    && state.phase == PoolState.Phase.RUNNING
                    && state.ready.size() >= MOST_READY) {
                state.room.await();
            }
            if (!state.takes(task.kind)) {
                throw shutDown();
            }
            task.readyAt = System.nanoTime();
            state.ready.add(task);
            state.insight.submitted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    "interrupted while waiting for room: pool '%s' has %d tasks that no worker has taken"
                            .formatted(state.pool, MOST_READY),
                    e);
        } finally {
            state.lock.unlock();
        }
        dispatch();
    }

    /// Throws if a task would not be taken in.
    void checkTakes(PoolTask.Kind kind) {
        state.lock.lock();
        try {
            if (!state.takes(kind)) {
                throw shutDown();
            }
        } finally {
            state.lock.unlock();
        }
    }

    private RejectedExecutionException shutDown() {
        return new RejectedExecutionException(
                "pool '%s' is shut down and takes no more tasks".formatted(state.pool));
    }

    /// Begins a call of `map`, whose items count as submitted from now on.
    ///
    /// @throws RejectedExecutionException if the pool is shut down
    void beginCall() {
        state.lock.lock();
        try {
            checkTakes(PoolTask.Kind.OWN);
            state.calls++;
        } finally {
            state.lock.unlock();
        }
    }

    /// All items of a call are done, or nobody wants them any more.
    void endCall() {
        state.lock.lock();
        try {
            state.calls--;
        } finally {
            state.lock.unlock();
        }
        finishIfDone();
    }

    /// Hands out what is ready, as long as a worker has use for it.
    void dispatch() {
        Hand hand = null;
        do {
            Hand done = hand;
            state.lock.lock();
            try {
                if (done != null) {
                    handed(done);
                }
                hand = next();
            } finally {
                state.lock.unlock();
            }
            if (done != null) {
                follow(done);
            }
            if (hand != null) {
                copy(hand);
            }
        } while (hand != null);
    }

    /// Chooses a task and a worker for it; hires and dismisses.
    private @Nullable Hand next() {
        if (state.isStopping()) {
            staff.departures().endReady();
        }
        PoolTask<?> task = state.firstReady();
        Worker worker = task == null ? null : choose(task);
        if (worker == null || task == null) {
            if (task != null) {
                hireIfNeeded();
            } else {
                finishIfDone();
            }
            return null;
        }
        state.ready.remove();
        state.room.signal();
        task.state = PoolTask.State.HANDING;
        task.worker = worker;
        worker.handing = true;
        worker.assign(task);
        if (task.batch != null) {
            task.batch.begin(
                    Objects.requireNonNull(task.payload), task.timeoutNanos() > 0, task.isQuiet());
        }
        if (!state.ready.isEmpty()) {
            hireIfNeeded();
        }
        return new Hand(task, worker);
    }

    /// Returns the worker that should get a task: one that has nothing in hand, or, when no more
    /// can be hired, the one with the least.
    private @Nullable Worker choose(PoolTask<?> task) {
        boolean onlyIdle =
                state.starting > 0
                        || state.initializing > 0
                        || state.canGrow()
                        || Worker.isLarge(Objects.requireNonNull(task.payload));
        boolean full = state.isFull();
        int limit = onlyIdle ? 1 : state.pace.limit(task.isQuiet());
        Worker best = null;
        for (Worker worker : state.workers) {
            int load = worker.inHand.size();
            boolean free =
                    !worker.handing
                            && !worker.dismissed
                            && worker.initialized
                            && worker.stopping == null;
            boolean mayWork = load > 0 || !full;
            if (free && mayWork && load < limit && (best == null || isBetter(worker, best))) {
                best = worker;
            }
        }
        return best;
    }

    /// One with less in hand; of two that have as much one that has answered before, as the other
    /// may still be booting.
    private static boolean isBetter(Worker one, Worker other) {
        int less = other.inHand.size() - one.inHand.size();
        return less > 0 || (less == 0 && one.hasAnswered && !other.hasAnswered);
    }

    private void hireIfNeeded() {
        if (state.canGrow() && state.starting + state.initializing < state.ready.size()) {
            state.starting++;
            staff.hire(staff.departures().pause());
        }
    }

    private static void copy(Hand hand) {
        try {
            hand.worker.hand(Objects.requireNonNull(hand.task.payload));
        } catch (RuntimeException e) {
            hand.failure = e; // no memory for it
        }
    }

    /// Under the lock, after the copy.
    private void handed(Hand hand) {
        PoolTask<?> task = hand.task;
        hand.worker.handing = false;
        state.handed.signalAll();
        if (hand.failure != null) {
            hand.worker.release(task.id);
            task.worker = null;
            task.state = PoolTask.State.DONE;
            Throwable failure = hand.failure;
            staff.collector().end(List.of(task), _ -> failure);
        } else if (task.state == PoolTask.State.HANDING && task.worker == hand.worker) {
            // Else it was answered already, and perhaps is on its way to another worker.
            task.state = PoolTask.State.HANDED;
            task.handedAt = System.nanoTime();
            task.payload = task.mayRunAgain() ? task.payload : null;
            if (task.timeoutNanos() > 0) {
                staff.timeouts().watch(task);
            }
        }
        staff.recycling().handed(hand.worker, hand.failure == null ? task.weight : 0);
    }

    /// Without the lock, after the copy.
    private void follow(Hand hand) {
        PoolTask<?> task = hand.task;
        if (hand.failure == null && task.givenUp) {
            giveUp(task, task.interruptWanted);
        }
    }

    /// A worker has answered tasks.
    ///
    /// @param results its messages
    /// @return the task for each, null where there is nothing to complete
    List<@Nullable PoolTask<?>> answered(Worker worker, List<Payload> results) {
        List<@Nullable PoolTask<?>> tasks = new ArrayList<>(results.size());
        state.uncompleted.addAndGet(results.size());
        FlightRecorderWatch.look(System.nanoTime());
        state.lock.lock();
        try {
            if (!results.isEmpty() && !worker.hasAnswered) {
                worker.hasAnswered = true;
                staff.departures().fruitful();
            }
            for (Payload result : results) {
                PoolTask<?> task = worker.inHand.get(Messages.id(result));
                tasks.add(task == null || !answered(worker, task, result) ? null : task);
            }
            if (!results.isEmpty() && worker.inHand.isEmpty()) {
                staff.sizing().idle(worker);
            }
        } finally {
            state.lock.unlock();
        }
        return tasks;
    }

    /// @return whether the task is to be completed
    private boolean answered(Worker worker, PoolTask<?> task, Payload result) {
        byte kind = Messages.kind(result);
        if (kind == Messages.STACK) {
            staff.timeouts().told(task, result);
            return false;
        }
        if (task.batch != null && kind != Messages.FAILURE) {
            task.batch.arrived(result);
        }
        task.bytes += result.bytes();
        worker.bytesOut += result.bytes();
        if (!Messages.isLast(kind)) {
            return false;
        }
        worker.release(task.id);
        task.worker = null;
        state.insight.answered(task, worker, result);
        state.pace.learn(task.ranNanos);
        task.state = PoolTask.State.DONE;
        if (!task.givenUp && task.batch != null && kind == Messages.LAST && task.batch.goOn()) {
            task.state = PoolTask.State.READY;
            state.ready.addFirst(task);
            return false;
        }
        if (!task.mayRunAgain()) {
            task.payload = null;
        }
        return !task.givenUp;
    }

    /// Lets a worker that has nothing to do take over what another was handed and has not begun.
    void balance() {
        boolean moved;
        state.lock.lock();
        try {
            moved = state.ready.isEmpty() && recall.takeBackForIdle();
        } finally {
            state.lock.unlock();
        }
        if (moved) {
            dispatch();
        }
    }

    /// A task's future was completed by another: drops it, or ends it.
    void giveUp(PoolTask<?> task, boolean mayInterrupt) {
        Worker running = null;
        state.lock.lock();
        try {
            task.givenUp = true;
            task.interruptWanted |= mayInterrupt;
            Worker worker = task.worker;
            if (state.waiting.remove(task)) {
                task.state = PoolTask.State.DONE;
            } else if (task.state == PoolTask.State.HANDED && worker != null) {
                if (worker.takeBack(task.id)) {
                    worker.release(task.id);
                    task.state = PoolTask.State.DONE;
                } else if (mayInterrupt) {
                    running = worker;
                    recall.relieve(worker, task);
                }
            }
        } finally {
            state.lock.unlock();
        }
        if (running != null) {
            staff.stop(running, task);
        }
        dispatch();
    }

    /// Returns whether a worker still has a task.
    boolean isInHand(Worker worker, PoolTask<?> task) {
        state.lock.lock();
        try {
            return worker.inHand.containsKey(task.id);
        } finally {
            state.lock.unlock();
        }
    }

    /// Dismisses the workers when nothing is left to do, and ends the pool when they are gone.
    void finishIfDone() {
        state.lock.lock();
        try {
            if (state.isClosing() && state.firstReady() == null) {
                finish();
            }
        } finally {
            state.lock.unlock();
        }
    }

    private void finish() {
        for (Worker worker : state.workers) {
            if (worker.inHand.isEmpty()) {
                staff.recycling().dismiss(worker);
                worker.killUnbegun(); // it would boot, to find that there is nothing to do
            }
        }
        if (state.isOver()) {
            state.phase = PoolState.Phase.TERMINATED;
            staff.disband();
            state.terminated.signalAll();
        }
    }
}
