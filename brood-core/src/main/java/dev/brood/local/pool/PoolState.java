package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What a pool knows, all guarded by one lock: tasks that no worker has, the workers and what they
/// have in hand, and how far the pool's life has come.
final class PoolState {
    /// | phase | goes to | when |
    /// |---|---|---|
    /// | RUNNING | SHUTTING_DOWN | `shutdown` |
    /// | | STOPPING | `shutdownNow` |
    /// | SHUTTING_DOWN | STOPPING | `shutdownNow` |
    /// | | TERMINATED | all tasks are done and all workers gone |
    /// | STOPPING | TERMINATED | the running tasks have ended and all workers are gone |
    enum Phase {
        RUNNING,
        SHUTTING_DOWN,
        STOPPING,
        TERMINATED
    }

    final ReentrantLock lock = new ReentrantLock();

    /// Signalled when [#ready] has become shorter, or no more tasks are taken.
    final Condition room = lock.newCondition();

    /// Signalled when a task has been copied to a worker.
    final Condition handed = lock.newCondition();

    final Condition terminated = lock.newCondition();

    /// Tasks that no worker has, in the order in which they are to begin.
    final Deque<PoolTask<?>> ready = new ArrayDeque<>();

    final List<Worker> workers = new ArrayList<>();
    final Pace pace = new Pace();
    final String pool;
    final Insight insight;
    volatile int mostWorkers;
    Phase phase = Phase.RUNNING;

    /// Tasks that have failed and run again after a while.
    final Set<PoolTask<?>> waiting = new LinkedHashSet<>();

    /// Calls of `map` that have not sent all their items.
    int calls;

    /// Workers that are being started.
    int starting;

    /// Workers that are there and being initialized.
    int initializing;

    /// Workers that are there and were told to end.
    private int leaving;

    /// When the pool may grow again, in [System#nanoTime]; null for now.
    private @Nullable Long growAt;

    /// Results that are here and whose futures have not been completed.
    final AtomicInteger uncompleted = new AtomicInteger();

    /// The workers, for those who look without the lock.
    private volatile Worker[] roll = {};

    PoolState(String pool, int mostWorkers, Insight insight) {
        this.pool = pool;
        this.insight = insight;
        this.mostWorkers = mostWorkers;
    }

    void add(Worker worker) {
        workers.add(worker);
        initializing += worker.initialized ? 0 : 1;
        roll = workers.toArray(Worker[]::new);
    }

    void remove(Worker worker) {
        workers.remove(worker);
        leaving -= worker.dismissed ? 1 : 0;
        initializing -= worker.initialized ? 0 : 1;
        roll = workers.toArray(Worker[]::new);
    }

    /// Returns the workers there are; not to be changed. Needs no lock.
    Worker[] roll() {
        return roll;
    }

    /// Tells a worker to end when it has done what it was handed.
    void dismiss(Worker worker) {
        if (!worker.dismissed) {
            leaving++;
            worker.dismiss();
        }
    }

    /// Returns how many workers there are, without those that were told to end.
    int present() {
        return workers.size() - leaving;
    }

    /// Returns whether as many workers are at work as may be, those included that end their last
    /// task.
    boolean isFull() {
        int atWork = 0;
        for (Worker worker : workers) {
            atWork += !worker.inHand.isEmpty() && (worker.spent || !worker.dismissed) ? 1 : 0;
        }
        return atWork >= mostWorkers;
    }

    /// Returns whether another worker may be started.
    boolean canGrow() {
        Long at = growAt;
        return present() + starting < mostWorkers && (at == null || System.nanoTime() - at >= 0);
    }

    /// Keeps the pool from growing for a while.
    void growNotBefore(long nanoTime) {
        growAt = nanoTime;
    }

    /// Returns the first ready task that was not given up.
    @Nullable PoolTask<?> firstReady() {
        PoolTask<?> first = ready.peek();
        while (first != null && first.givenUp) {
            first.state = PoolTask.State.DONE;
            ready.remove();
            room.signal();
            first = ready.peek();
        }
        return first;
    }

    /// Returns whether nothing is to begin any more.
    boolean isStopping() {
        return phase == Phase.STOPPING || phase == Phase.TERMINATED;
    }

    /// Returns whether a task is taken in: after `shutdown` only what was submitted before it.
    boolean takes(PoolTask.Kind kind) {
        return phase == Phase.RUNNING
                || (phase == Phase.SHUTTING_DOWN && kind == PoolTask.Kind.CALL);
    }

    /// Returns whether nothing more is to be submitted.
    boolean isClosing() {
        return phase == Phase.STOPPING || (phase == Phase.SHUTTING_DOWN && calls == 0);
    }

    /// Returns whether it is over: nothing to do, and no one to do it.
    boolean isOver() {
        return isClosing()
                && ready.isEmpty()
                && waiting.isEmpty()
                && workers.isEmpty()
                && starting == 0
                && uncompleted.get() == 0;
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            int busy = 0;
            int inHand = 0;
            for (Worker worker : workers) {
                busy += worker.inHand.isEmpty() ? 0 : 1;
                inHand += worker.inHand.size();
            }
            return "pool '%s' (%s, workers=%d of %d, busy=%d, tasks in hand=%d, waiting=%d)"
                    .formatted(
                            pool,
                            phase.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            workers.size(),
                            mostWorkers,
                            busy,
                            inHand,
                            ready.size());
        } finally {
            lock.unlock();
        }
    }
}
