package dev.brood.local.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/// How many workers there are: ends those that have had nothing to do for long, and those that are
/// too many when the limits change.
final class Sizing {
    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Recycling recycling;
    private final Staff staff;
    private final Duration idleTimeout;
    private int least; // guarded by the pool's lock
    private boolean watching; // guarded by the pool's lock: someone will look for idle workers

    Sizing(PoolState state, Staff staff, Recycling recycling, WorkerCare care) {
        this.state = state;
        this.dispatcher = staff.dispatcher();
        this.recycling = recycling;
        this.staff = staff;
        this.idleTimeout = care.idleTimeout();
        this.least = care.least();
    }

    /// Under the pool's lock: a worker has nothing to do any more, or was just started.
    void idle(Worker worker) {
        if (worker.dismissed) {
            recycling.ending(worker);
            return;
        }
        worker.idleSince = System.nanoTime();
        if (!watching && state.present() > least) {
            watching = true;
            staff.later(idleTimeout, this::look);
        }
    }

    /// Ends those that have been idle for long enough, and sees when to look again.
    private void look() {
        state.lock.lock();
        try {
            watching = false;
            long now = System.nanoTime();
            long next = Long.MAX_VALUE;
            for (Worker worker : List.copyOf(state.workers)) {
                if (!worker.inHand.isEmpty() || worker.dismissed || !worker.initialized) {
                    continue;
                }
                long left = idleTimeout.toNanos() - (now - worker.idleSince);
                if (left > 0) {
                    next = Math.min(next, left);
                } else if (state.present() > least) {
                    recycling.dismiss(worker);
                }
            }
            if (next < Long.MAX_VALUE && state.present() > least) {
                watching = true;
                staff.later(Duration.ofNanos(next).plusMillis(1), this::look);
            }
        } finally {
            state.lock.unlock();
        }
    }

    /// Changes the limits. With none at most, tasks wait.
    void resize(int fewest, int most) {
        state.lock.lock();
        try {
            least = fewest;
            state.mostWorkers = most;
            List<Worker> candidates = new ArrayList<>(state.workers);
            candidates.sort(Comparator.comparingInt(worker -> worker.inHand.size()));
            int surplus = state.present() - most;
            for (Worker worker : candidates) {
                if (surplus > 0 && !worker.dismissed) {
                    recycling.letGo(worker);
                    surplus--;
                }
            }
            if (!watching && state.present() > least) {
                watching = true;
                staff.later(idleTimeout, this::look);
            }
        } finally {
            state.lock.unlock();
        }
        dispatcher.dispatch();
    }

    /// Begins to start workers until there is the least number.
    void prestart() {
        state.lock.lock();
        try {
            if (state.phase != PoolState.Phase.RUNNING) {
                throw new RejectedExecutionException(
                        "pool '%s' is shut down and starts no more workers".formatted(state.pool));
            }
            for (int there = state.present() + state.starting; there < least; there++) {
                state.starting++;
                staff.hire(staff.departures().pause());
            }
        } finally {
            state.lock.unlock();
        }
    }
}
