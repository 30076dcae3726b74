package dev.brood.local.pool;

import dev.brood.ExitStatus;
import dev.brood.ProcessStartException;
import dev.brood.WorkerDiedException;
import dev.brood.local.channel.Payload;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Decides which worker gets which task, and what becomes of the tasks of one that died. All under
/// one lock, except copying a task into a worker's ring.
final class Dispatcher {
    /// How many tasks may be ready before those who submit must wait.
    private static final int MOST_READY = 16_384;

    private static final int MOST_FRUITLESS = 3;

    private enum Phase {
        RUNNING,
        /// No more tasks; those there are get done.
        SHUTTING_DOWN,
        /// No more tasks, and none are begun.
        STOPPING,
        TERMINATED
    }

    private final Tree tree;
    private final String pool;
    private final int mostWorkers;
    private final Staff staff;
    private final AtomicLong lastId = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition terminated = lock.newCondition();
    private final Deque<PoolTask<?>> ready = new ArrayDeque<>();
    private final List<Worker> workers = new ArrayList<>();

    /// The same, for those who look without the lock.
    private volatile Worker[] roll = {};

    private final Pace pace = new Pace();
    private Phase phase = Phase.RUNNING;
    private int starting;
    private int fruitless;

    Dispatcher(Tree tree, String pool, int mostWorkers, Staff staff) {
        this.tree = tree;
        this.pool = pool;
        this.mostWorkers = mostWorkers;
        this.staff = staff;
    }

    long nextId() {
        return lastId.incrementAndGet();
    }

    // ---- tasks come

    /// Takes a task in, waiting while too many are ready.
    ///
    /// @throws RejectedExecutionException if the pool is shut down, or the thread is interrupted as
    ///   it waits
    void submit(PoolTask<?> task, boolean mayWait) {
        lock.lock();
        try {
            while (phase == Phase.RUNNING && mayWait && ready.size() >= MOST_READY) {
                room.await();
            }
            if (phase != Phase.RUNNING) {
                throw new RejectedExecutionException(
                        "pool '%s' is shut down and takes no more tasks".formatted(pool));
            }
            ready.add(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    "interrupted while waiting for room: pool '%s' has %d tasks that no worker has taken"
                            .formatted(pool, MOST_READY),
                    e);
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    /// Hands out what is ready, as long as a worker has use for it.
    void dispatch() {
        while (true) {
            PoolTask<?> task;
            Worker worker;
            lock.lock();
            try {
                worker = chooseWorker();
                task = worker == null ? null : ready.poll();
                hireIfNeeded();
                if (worker == null || task == null) {
                    finishIfDone();
                    return;
                }
                room.signal();
                task.state = PoolTask.State.HANDING;
                task.worker = worker;
                worker.inFlight.put(task.id, task);
            } finally {
                lock.unlock();
            }
            hand(task, worker);
        }
    }

    /// Returns the worker that should get the next task: one that is idle, or, if no more can be
    /// hired, the one with the least in hand.
    private @Nullable Worker chooseWorker() {
        PoolTask<?> next = nextReady();
        if (next == null) {
            return null;
        }
        Payload payload = next.payload;
        boolean large = payload != null && Worker.isLarge(payload);
        boolean canGrow = phase != Phase.STOPPING && workers.size() + starting < mostWorkers;
        int limit = large || canGrow || starting > 0 ? 1 : pace.limit();
        Worker best = null;
        for (Worker worker : workers) {
            int load = worker.inFlight.size();
            if (!worker.dead && load < limit && (best == null || load < best.inFlight.size())) {
                best = worker;
            }
        }
        return best;
    }

    /// Returns the first ready task that was not given up.
    private @Nullable PoolTask<?> nextReady() {
        PoolTask<?> next = ready.peek();
        while (next != null && next.givenUp) {
            next.state = PoolTask.State.DONE;
            ready.remove();
            room.signal();
            next = ready.peek();
        }
        return next;
    }

    private void hireIfNeeded() {
        if (!ready.isEmpty()
                && phase != Phase.TERMINATED
                && workers.size() + starting < mostWorkers
                && starting < ready.size()) {
            starting++;
            staff.hire();
        }
    }

    /// Copies a task into its worker's ring.
    private void hand(PoolTask<?> task, Worker worker) {
        Throwable failure = null;
        try {
            worker.hand(Objects.requireNonNull(task.payload));
        } catch (RuntimeException e) {
            failure = e; // no memory for it
        }
        boolean givenUp;
        lock.lock();
        try {
            givenUp = task.givenUp;
            if (failure != null) {
                worker.inFlight.remove(task.id);
                task.worker = null;
                task.state = PoolTask.State.DONE;
            } else if (worker.dead) {
                worker.inFlight.remove(task.id);
                makeReady(task, Objects.requireNonNull(task.payload));
            } else if (task.state == PoolTask.State.HANDING) {
                task.state = PoolTask.State.HANDED;
                task.handedAt = System.nanoTime();
                task.payload = null;
            }
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            task.future.fail(failure);
        } else if (givenUp) {
            giveUp(task, task.interruptWanted);
        }
    }

    // ---- workers come

    /// A worker was started.
    void hired(Worker worker) {
        lock.lock();
        try {
            starting--;
            workers.add(worker);
            roll = workers.toArray(Worker[]::new);
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    /// A worker could not be started: what is ready fails with the reason, as nobody would ever run
    /// it.
    void notHired(Throwable reason) {
        List<PoolTask<?>> failed = new ArrayList<>();
        lock.lock();
        try {
            starting--;
            if (workers.isEmpty() && starting == 0) {
                failed.addAll(ready);
                ready.clear();
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
        failed.forEach(task -> task.future.fail(reason));
        dispatch();
    }

    // ---- results come

    /// A worker has answered tasks.
    ///
    /// @param results its messages
    /// @return the task for each, null where no one is interested any more
    List<@Nullable PoolTask<?>> answered(Worker worker, List<Payload> results) {
        List<@Nullable PoolTask<?>> tasks = new ArrayList<>(results.size());
        lock.lock();
        try {
            worker.hasAnswered = true;
            fruitless = 0;
            for (Payload result : results) {
                PoolTask<?> task = worker.inFlight.remove(Messages.id(result));
                if (task == null) {
                    tasks.add(null);
                } else {
                    pace.learn(Messages.nanos(result));
                    task.state = PoolTask.State.DONE;
                    task.worker = null;
                    tasks.add(task.givenUp ? null : task);
                }
            }
        } finally {
            lock.unlock();
        }
        return tasks;
    }

    /// Lets an idle worker take over what a busy one was handed and has not begun.
    void balance() {
        lock.lock();
        try {
            if (!ready.isEmpty()) {
                return;
            }
            Worker idle = null;
            Worker busy = null;
            for (Worker worker : workers) {
                int load = worker.inFlight.size();
                if (!worker.dead && load == 0) {
                    idle = worker;
                } else if (!worker.dead
                        && load > 1
                        && (busy == null || load > busy.inFlight.size())) {
                    busy = worker;
                }
            }
            if (idle != null && busy != null) {
                takeBackFirst(busy);
            }
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    private void takeBackFirst(Worker from) {
        Payload payload = from.tasks.tryTake();
        if (payload != null) {
            PoolTask<?> task = from.inFlight.remove(Messages.id(payload));
            if (task != null) {
                makeReady(task, payload);
            }
        }
    }

    private void makeReady(PoolTask<?> task, Payload payload) {
        task.payload = payload;
        task.worker = null;
        task.state = PoolTask.State.READY;
        ready.addFirst(task);
    }

    // ---- workers go

    /// A worker's process has ended. What it had answered was taken before; what it had not begun
    /// runs elsewhere; the one task it was running fails.
    ///
    /// @param neverBegan why its JVM did not come so far as to look for tasks; null if it did
    void ended(Worker worker, @Nullable Throwable neverBegan) {
        List<PoolTask<?>> lost = new ArrayList<>();
        List<PoolTask<?>> hopeless = List.of();
        Throwable reason = neverBegan;
        lock.lock();
        try {
            worker.dead = true;
            workers.remove(worker);
            roll = workers.toArray(Worker[]::new);
            takeBackAll(worker);
            for (PoolTask<?> task : List.copyOf(worker.inFlight.values())) {
                if (task.state == PoolTask.State.HANDED) {
                    worker.inFlight.remove(task.id);
                    task.state = PoolTask.State.DONE;
                    lost.add(task);
                }
            }
            if (reason == null && lost.isEmpty() && isFruitless(worker)) {
                reason = fruitlessStart(worker);
            }
            if (reason != null) {
                hopeless = List.copyOf(ready);
                ready.clear();
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
        for (PoolTask<?> task : lost) {
            task.future.fail(death(worker, task));
        }
        for (PoolTask<?> task : hopeless) {
            task.future.fail(Objects.requireNonNull(reason));
        }
        dispatch();
    }

    /// Counts workers in a row that ended by their own exit without having run anything. A few of
    /// them mean that none ever will.
    private boolean isFruitless(Worker worker) {
        boolean byItself = worker.process.exitStatus().orElse(null) instanceof ExitStatus.Exited;
        if (worker.hasAnswered || !byItself || phase != Phase.RUNNING) {
            return false;
        }
        return ++fruitless >= MOST_FRUITLESS;
    }

    private ProcessStartException fruitlessStart(Worker worker) {
        fruitless = 0;
        return new ProcessStartException(
                "%d workers of pool '%s' in a row ended before they had run a task; the last: %s %s"
                        .formatted(
                                MOST_FRUITLESS,
                                pool,
                                worker,
                                worker.process.exitStatus().orElseThrow().describe()),
                worker.process.failure().orElse(null));
    }

    private void takeBackAll(Worker worker) {
        List<Payload> notBegun = remaining(worker);
        for (int i = notBegun.size() - 1; i >= 0; i--) {
            PoolTask<?> task = worker.inFlight.remove(Messages.id(notBegun.get(i)));
            if (task != null) {
                makeReady(task, notBegun.get(i));
            }
        }
    }

    private static List<Payload> remaining(Worker worker) {
        List<Payload> all = new ArrayList<>();
        List<Payload> some = worker.tasks.takeAll(Integer.MAX_VALUE);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = worker.tasks.takeAll(Integer.MAX_VALUE);
        }
        return all;
    }

    private static WorkerDiedException death(Worker worker, PoolTask<?> task) {
        return new WorkerDiedException(
                worker.name,
                worker.process.pid(),
                worker.process.exitStatus().orElseThrow(),
                Duration.ofNanos(System.nanoTime() - task.handedAt));
    }

    // ---- tasks go

    /// A task's future was completed by another: drops it, or ends it.
    void giveUp(PoolTask<?> task, boolean mayInterrupt) {
        Worker running = null;
        lock.lock();
        try {
            task.givenUp = true;
            task.interruptWanted |= mayInterrupt;
            Worker worker = task.worker;
            if (task.state == PoolTask.State.HANDED && worker != null) {
                if (worker.takeBack(task.id)) {
                    worker.inFlight.remove(task.id);
                    task.state = PoolTask.State.DONE;
                } else if (mayInterrupt) {
                    running = worker;
                }
            }
        } finally {
            lock.unlock();
        }
        if (running != null) {
            staff.stop(running, task);
        }
        dispatch();
    }

    /// Returns whether a worker still has a task.
    boolean isInFlight(Worker worker, PoolTask<?> task) {
        lock.lock();
        try {
            return worker.inFlight.containsKey(task.id);
        } finally {
            lock.unlock();
        }
    }

    // ---- the end

    /// Takes no more tasks.
    void shutdown() {
        lock.lock();
        try {
            if (phase == Phase.RUNNING) {
                phase = Phase.SHUTTING_DOWN;
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    /// Takes no more tasks, begins none, and stops those that run.
    ///
    /// @return those that had not begun
    List<Runnable> shutdownNow() {
        List<Runnable> never = new ArrayList<>();
        List<PoolTask<?>> running = new ArrayList<>();
        lock.lock();
        try {
            if (phase == Phase.RUNNING || phase == Phase.SHUTTING_DOWN) {
                phase = Phase.STOPPING;
            }
            for (Worker worker : workers) {
                takeBackAll(worker);
                running.addAll(worker.inFlight.values());
            }
            ready.stream().filter(task -> !task.givenUp).forEach(never::add);
            ready.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        for (PoolTask<?> task : running) {
            Worker worker = task.worker;
            if (worker != null) {
                staff.stop(worker, task);
            }
        }
        dispatch();
        return never;
    }

    /// Dismisses the workers when nothing is left to do, and ends when they are gone.
    private void finishIfDone() {
        if (phase == Phase.RUNNING || phase == Phase.TERMINATED || !ready.isEmpty()) {
            return;
        }
        for (Worker worker : workers) {
            if (worker.inFlight.isEmpty()) {
                worker.dismiss(tree.pid());
            }
        }
        if (workers.isEmpty() && starting == 0) {
            phase = Phase.TERMINATED;
            staff.disband();
            terminated.signalAll();
        }
    }

    boolean isShutdown() {
        lock.lock();
        try {
            return phase != Phase.RUNNING;
        } finally {
            lock.unlock();
        }
    }

    boolean isTerminated() {
        lock.lock();
        try {
            return phase == Phase.TERMINATED;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the end.
    ///
    /// @return false if the time is over first
    boolean awaitTermination(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (phase != Phase.TERMINATED) {
                if (left <= 0) {
                    return false;
                }
                left = terminated.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Returns the workers there are; not to be changed.
    Worker[] roll() {
        return roll;
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            int busy = 0;
            int handed = 0;
            for (Worker worker : workers) {
                busy += worker.inFlight.isEmpty() ? 0 : 1;
                handed += worker.inFlight.size();
            }
            return "pool '%s' (%s, workers=%d of %d, busy=%d, tasks handed out=%d, waiting=%d)"
                    .formatted(
                            pool,
                            phase.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                            workers.size(),
                            mostWorkers,
                            busy,
                            handed,
                            ready.size());
        } finally {
            lock.unlock();
        }
    }
}
