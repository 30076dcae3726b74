package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Replaces workers that have run enough, are old enough or use too much memory.
///
/// A worker that is to go takes no more (its ring is closed for puts), what it has not begun goes
/// to the others, and it does not count any more when it is asked whether another may be started:
/// so its successor is started while it ends its last task. One that has run enough still counts as
/// one at work until it has ended that: its successor is handed nothing before, or there would be
/// as many at work as there are tasks.
final class Recycling {
    /// When a worker is replaced.
    ///
    /// @param tasks after so many, 0 for any number
    /// @param age when so old, null for any age
    /// @param memory when it uses so many bytes, 0 for any number
    record Limits(int tasks, @Nullable Duration age, long memory) {
        static final Limits NONE = new Limits(0, null, 0);
    }

    /// How long a worker has for its finalizer, and for closing what its tasks have made.
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(30);

    /// How long one has that has no finalizer: its shutdown hooks may hang, or all of it be
    /// stopped.
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Staff staff;
    private final Limits limits;
    private final Duration patience;

    Recycling(PoolState state, Staff staff, WorkerCare care) {
        this.state = state;
        this.dispatcher = staff.dispatcher();
        this.staff = staff;
        this.limits = care.recycling();
        this.patience = care.finalizer() == null ? FAREWELL : LAST_PATIENCE;
    }

    /// A worker was started. If it has become one too many meanwhile, it goes again.
    void hired(Worker worker) {
        state.lock.lock();
        try {
            if (state.present() > state.mostWorkers) {
                letGo(worker);
            }
        } finally {
            state.lock.unlock();
        }
        watchAge(worker);
    }

    /// A worker that has not begun a task has not grown old: else, where workers take longer to
    /// start than they may live, none would ever run anything.
    private void watchAge(Worker worker) {
        Duration age = limits.age();
        if (age != null) {
            staff.later(
                    age,
                    () -> {
                        if (!worker.process.isAlive()) {
                            return; // what it told of itself may be another's by now
                        }
                        if (worker.status.done() > 0 || worker.status.running() != null) {
                            retire(worker);
                        } else {
                            watchAge(worker);
                        }
                    });
        }
    }

    /// Under the pool's lock: so many tasks were copied to a worker.
    void handed(Worker worker, int tasks) {
        worker.given += tasks;
        if (worker.mustGo) {
            letGo(worker);
        } else if (limits.tasks() > 0 && worker.given >= limits.tasks()) {
            worker.spent = true;
            dismiss(worker); // it runs what it was given
        }
    }

    /// Has a worker go as soon as it has ended the task that it runs.
    void retire(Worker worker) {
        state.lock.lock();
        try {
            if (state.workers.contains(worker)) { // else it has ended, and its rings may be gone
                letGo(worker);
            }
        } finally {
            state.lock.unlock();
        }
        dispatcher.dispatch();
    }

    /// Under the pool's lock: see [#retire].
    void letGo(Worker worker) {
        if (worker.handing) {
            worker.mustGo = true; // when that was copied
        } else if (!worker.dismissed) {
            dispatcher.recall.takeBackAll(worker);
            dismiss(worker);
        }
    }

    /// Under the pool's lock: tells a worker to end when it has done what it was handed.
    void dismiss(Worker worker) {
        if (!worker.dismissed) {
            state.dismiss(worker);
            if (worker.inHand.isEmpty()) {
                ending(worker);
            }
        }
    }

    /// Under the pool's lock: a worker that was dismissed has nothing to do any more but to end.
    void ending(Worker worker) {
        staff.later(
                patience,
                () -> {
                    if (worker.process.isAlive()) {
                        worker.process.kill();
                    }
                });
    }
}
