package dev.brood.local.pool;

import dev.brood.ProcessStartException;
import dev.brood.local.process.Children;
import dev.brood.local.process.Remains;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Recovery;
import dev.brood.local.roster.Tree;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// The workers of a pool as processes: hires them, stops their tasks, sees them off.
final class Staff {
    /// How long a task that was interrupted has to end before its worker is.
    private static final Duration GRACE =
            Duration.ofMillis(Long.getLong(Children.GRACE_PROPERTY, 1000));

    /// How long a worker has to end itself before it is killed.
    private static final Duration LAST_GRACE = Duration.ofSeconds(1);

    /// How long a pool does not try to grow when there are as many processes as there may be.
    private static final Duration BUDGET_PAUSE = Duration.ofSeconds(1);

    /// How long the office's thread stays with nothing to do. As long as something is planned for
    /// later it wakes as often, in vain.
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    /// Of how many kinds of tasks those are told who start processes.
    private static final int MOST_TOLD = 8;

    private final Tree tree;
    private final Children children;
    private final WorkerOptions options;
    private final Bell bell;
    private final AtomicInteger number = new AtomicInteger();
    private final Recovery recovery = this::recover;
    private final Set<Class<?>> toldOf = ConcurrentHashMap.newKeySet();

    /// Hires, and keeps time. Ends when it has had nothing to do for a while.
    private final ScheduledThreadPoolExecutor office;

    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Departures departures;
    private final Collector collector;
    private final Retries retries;
    private final DeathReport report = new DeathReport();
    private final Timeouts timeouts;
    private final Recycling recycling;
    private final Sizing sizing;

    Staff(Tree tree, Children children, WorkerOptions options) {
        this.tree = tree;
        this.children = children;
        this.options = options;
        this.bell = Bell.create(tree);
        this.state =
                new PoolState(
                        options.pool(),
                        options.most(),
                        new Insight(options.pool(), options.listeners()));
        this.dispatcher = new Dispatcher(state, this);
        this.departures = new Departures(state, dispatcher, this);
        this.collector = new Collector(state, dispatcher, this, options.care().prefixed());
        this.retries = new Retries(state, dispatcher, this);
        this.timeouts = new Timeouts(state, dispatcher, this);
        this.recycling = new Recycling(state, this, options.care());
        this.sizing = new Sizing(state, this, recycling, options.care());
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

    Collector collector() {
        return collector;
    }

    Retries retries() {
        return retries;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    Recycling recycling() {
        return recycling;
    }

    Sizing sizing() {
        return sizing;
    }

    Bell bell() {
        return bell;
    }

    /// Says what tasks there are, so that those are ready for them that will be workers of other
    /// pools. The first of some kinds will do.
    void tellOf(Object work) {
        if (toldOf.size() < MOST_TOLD && toldOf.add(work.getClass())) {
            children.expect(work);
        }
    }

    /// Begins to start a worker; the dispatcher is told how that ended.
    ///
    /// @param delay when, since those before it have come to nothing
    void hire(Duration delay) {
        later(delay, this::start);
    }

    private void start() {
        if (!departures.isStillWanted()) {
            return;
        }
        Worker worker;
        try {
            if (state.roll().length > 0 && Budget.isSpent(tree)) {
                departures.notAllowed(BUDGET_PAUSE);
                return;
            }
            Equipment equipment =
                    Equipment.of(
                            options,
                            number.incrementAndGet(),
                            children.areJvms(),
                            state.mostWorkers,
                            options.care().pinned() ? tree.system().processors() : new int[0],
                            state.roll());
            worker = Worker.start(tree, children, equipment, bell);
        } catch (Throwable e) { // no thread or no memory for it, too: the pool counts on an answer
            departures.notHired(e);
            return;
        }
        // First: once it has ended nobody knows what it has left, and it may while it is handed
        // tasks. It is seen off after all this, by the same thread.
        worker.whenEnded(remains -> soon(() -> seeOff(worker, remains)));
        collector.start();
        departures.hired(worker);
        recycling.hired(worker);
    }

    /// A worker has ended: takes its last results, and tells the dispatcher.
    private void seeOff(Worker worker, Remains remains) {
        try {
            worker.process.join(); // its exit is being made known just now
        } catch (InterruptedException _) {
            return; // nobody has this thread but this class
        }
        worker.killed = remains.killed();
        collector.collectLast(worker);
        Throwable failure = worker.process.failure().orElse(null);
        departures.ended(
                worker,
                worker.left(),
                report.of(worker, remains),
                failure instanceof ProcessStartException
                        ? failure
                        : Initialization.failure(worker, remains, state));
        collector.discard(worker);
    }

    /// Stops a task that a worker runs: interrupts it; after the grace has the worker end itself,
    /// if it still runs that task; after another, kills it.
    void stop(Worker worker, PoolTask<?> task) {
        worker.interrupt(task.id);
        escalate(worker, task.id, WorkerStatus.NONE, () -> dispatcher.isInHand(worker, task));
    }

    /// As [#stop], a task whose time is over, or an item of it: the worker tells first where it is.
    ///
    /// @param run what it runs; another run of the same task is not to be hurt
    void expire(Worker worker, PoolTask<?> task, WorkerStatus.Running run) {
        worker.expire(task.id, run.item());
        escalate(worker, task.id, run.item(), () -> isAt(worker, task, run));
    }

    /// Returns whether a worker is at a run, or can't send what came of it.
    private boolean isAt(Worker worker, PoolTask<?> task, WorkerStatus.Running run) {
        if (!dispatcher.isInHand(worker, task)) {
            return false;
        }
        WorkerStatus.Running running = worker.status.running();
        return running == null || running.equals(run);
    }

    private void escalate(Worker worker, long task, int item, BooleanSupplier isAt) {
        later(
                GRACE,
                () -> {
                    if (isAt.getAsBoolean()) {
                        worker.halt(task, item);
                        later(LAST_GRACE, () -> kill(worker, isAt));
                    }
                });
    }

    private static void kill(Worker worker, BooleanSupplier isAt) {
        if (isAt.getAsBoolean()) {
            worker.process.kill();
        }
    }

    /// Does something after a while, unless the pool has ended by then.
    void later(Duration delay, Runnable action) {
        try {
            Future<?> _ = office.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            // It has ended already.
        }
    }

    /// Does something in the office's thread.
    void soon(Runnable action) {
        later(Duration.ZERO, action);
    }

    /// Tells a worker which levels the loggers of this process have: in the background, as the
    /// first use of logging takes its time.
    void sendLevels(Worker worker) {
        later(Duration.ZERO, () -> children.mail(worker.process, WorkerLog.levels()));
    }

    private void recover(Tree of, Member dead) {
        for (Worker worker : state.roll()) {
            worker.recover(dead.pid());
        }
        collector.recover();
    }

    /// The last worker is gone.
    void disband() {
        tree.removeRecovery(recovery);
        collector.close();
        state.insight.close();
        office.shutdown();
    }
}
