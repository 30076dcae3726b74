package dev.brood.local.pool;

import dev.brood.ProcessStartException;
import dev.brood.local.process.Children;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Recovery;
import dev.brood.local.roster.Tree;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The workers of a pool as processes: hires them, stops their tasks, sees them off.
final class Staff {
    /// How long a task that was interrupted has to end before its worker is.
    private static final Duration GRACE =
            Duration.ofMillis(Long.getLong(Children.GRACE_PROPERTY, 1000));

    /// How long a worker has to end itself before it is killed.
    private static final Duration LAST_GRACE = Duration.ofSeconds(1);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(1);

    private final Tree tree;
    private final Children children;
    private final WorkerOptions options;
    private final Bell bell;
    private final AtomicInteger number = new AtomicInteger();
    private final Recovery recovery = this::recover;

    /// Hires, and keeps time. Ends when it has had nothing to do for a while.
    private final ScheduledThreadPoolExecutor office;

    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Departures departures;
    private final Collector collector;

    Staff(Tree tree, Children children, WorkerOptions options) {
        this.tree = tree;
        this.children = children;
        this.options = options;
        this.bell = Bell.create(tree);
        this.state = new PoolState(options.pool(), options.most());
        this.dispatcher = new Dispatcher(state, this);
        this.departures = new Departures(state, dispatcher, this);
        this.collector = new Collector(state, dispatcher, this);
        this.office =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("brood-pool-office").factory());
        office.setKeepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
        office.allowCoreThreadTimeOut(true);
        office.setRemoveOnCancelPolicy(true);
        office.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        tree.addRecovery(recovery);
    }

    PoolState state() {
        return state;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Departures departures() {
        return departures;
    }

    Bell bell() {
        return bell;
    }

    /// Begins to start a worker; the dispatcher is told how that ended.
    void hire() {
        office.execute(this::start);
    }

    private void start() {
        String name = options.pool() + "-worker-" + number.incrementAndGet();
        Worker worker;
        try {
            worker = Worker.start(tree, children, options, name, bell);
        } catch (RuntimeException e) {
            departures.notHired(e);
            return;
        }
        collector.start();
        departures.hired(worker);
        worker.whenEnded(() -> office.execute(() -> seeOff(worker)));
    }

    /// A worker has ended: takes its last results, and tells the dispatcher.
    private void seeOff(Worker worker) {
        try {
            worker.process.join(); // its exit is being made known just now
        } catch (InterruptedException _) {
            return; // nobody has this thread but this class
        }
        collector.collectLast(worker);
        Throwable failure = worker.process.failure().orElse(null);
        departures.ended(worker, failure instanceof ProcessStartException ? failure : null);
        worker.discard();
    }

    /// Has a task fail.
    void fail(PoolTask<?> task, Throwable reason) {
        collector.fail(task, reason);
    }

    /// Stops a task that a worker runs: interrupts it; after the grace has the worker end itself,
    /// if it still runs that task; after another, kills it.
    void stop(Worker worker, PoolTask<?> task) {
        worker.interrupt(task.id);
        later(
                GRACE,
                () -> {
                    if (dispatcher.isInHand(worker, task)) {
                        worker.halt(task.id);
                        later(LAST_GRACE, () -> kill(worker, task));
                    }
                });
    }

    private void kill(Worker worker, PoolTask<?> task) {
        if (dispatcher.isInHand(worker, task)) {
            worker.process.kill();
        }
    }

    /// Does something after a while, unless the pool has ended by then.
    void later(Duration delay, Runnable action) {
        try {
            Future<?> _ = office.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // It has ended already.
        }
    }

    private void recover(Tree of, Member dead) {
        for (Worker worker : state.roll()) {
            worker.tasks.recover(dead.pid());
            worker.results.recover(dead.pid());
        }
        bell.waitPoint().recover();
    }

    /// The last worker is gone.
    void disband() {
        tree.removeRecovery(recovery);
        collector.close();
        office.shutdown();
    }
}
