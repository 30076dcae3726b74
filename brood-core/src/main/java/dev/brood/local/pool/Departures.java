package dev.brood.local.pool;

import dev.brood.ExitStatus;
import dev.brood.ProcessStartException;
import dev.brood.WorkerDiedException;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// What becomes of tasks when workers come and go, and when the pool ends.
final class Departures {
    /// So many workers in a row that end by themselves and have run nothing mean that none ever
    /// will.
    private static final int MOST_FRUITLESS = 3;

    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Staff staff;
    private int fruitless; // guarded by the pool's lock

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
            staff.sizing().idle(worker);
        } finally {
            state.lock.unlock();
        }
        dispatcher.dispatch();
    }

    /// A worker could not be started: if there is no other, what is ready fails with the reason, as
    /// nobody would ever run it.
    void notHired(Throwable reason) {
        List<PoolTask<?>> hopeless = List.of();
        state.lock.lock();
        try {
            state.starting--;
            if (state.workers.isEmpty() && state.starting == 0) {
                hopeless = clearReady();
            }
        } finally {
            state.lock.unlock();
        }
        hopeless.forEach(task -> task.future.fail(reason));
        dispatcher.dispatch();
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
    /// runs elsewhere; the one task it was running fails.
    ///
    /// @param neverBegan why its JVM did not come so far as to look for tasks; null if it did
    void ended(Worker worker, @Nullable Throwable neverBegan) {
        List<PoolTask<?>> lost;
        List<PoolTask<?>> hopeless = List.of();
        Throwable reason = neverBegan;
        state.lock.lock();
        try {
            while (worker.handing) {
                state.handed.awaitUninterruptibly();
            }
            state.remove(worker);
            takeBackAll(worker);
            lost = List.copyOf(worker.inHand.values());
            worker.inHand.clear();
            lost.forEach(task -> task.state = PoolTask.State.DONE);
            if (reason == null && lost.isEmpty() && !worker.dismissed && isFruitless(worker)) {
                reason = fruitlessStart(worker);
            }
            if (reason != null) {
                hopeless = clearReady();
            }
        } finally {
            state.lock.unlock();
        }
        lost.forEach(task -> task.future.fail(death(worker, task)));
        for (PoolTask<?> task : hopeless) {
            task.future.fail(Objects.requireNonNull(reason));
        }
        dispatcher.dispatch();
    }

    private List<PoolTask<?>> clearReady() {
        List<PoolTask<?>> all = List.copyOf(state.ready);
        all.forEach(task -> task.state = PoolTask.State.DONE);
        state.ready.clear();
        state.room.signalAll();
        return all;
    }

    /// Under the pool's lock: takes back what a worker has not begun.
    void takeBackAll(Worker worker) {
        List<Payload> notBegun = new ArrayList<>();
        List<Payload> some = worker.tasks.takeAll(Integer.MAX_VALUE);
        while (!some.isEmpty()) {
            notBegun.addAll(some);
            some = worker.tasks.takeAll(Integer.MAX_VALUE);
        }
        notBegun.reversed().forEach(payload -> dispatcher.makeReady(worker, payload));
    }

    private boolean isFruitless(Worker worker) {
        boolean byItself = worker.process.exitStatus().orElse(null) instanceof ExitStatus.Exited;
        if (worker.hasAnswered) {
            fruitless = 0;
            return false;
        }
        return byItself && state.phase == PoolState.Phase.RUNNING && ++fruitless >= MOST_FRUITLESS;
    }

    private ProcessStartException fruitlessStart(Worker worker) {
        fruitless = 0;
        return new ProcessStartException(
                "%d workers of pool '%s' in a row ended before they had run a task; the last: %s %s"
                        .formatted(
                                MOST_FRUITLESS,
                                state.pool,
                                worker,
                                worker.process.exitStatus().orElseThrow().describe()),
                worker.process.failure().orElse(null));
    }

    private static WorkerDiedException death(Worker worker, PoolTask<?> task) {
        return new WorkerDiedException(
                worker.name,
                worker.process.pid(),
                worker.process.exitStatus().orElseThrow(),
                Duration.ofNanos(System.nanoTime() - task.handedAt));
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
        state.lock.lock();
        try {
            if (state.phase != PoolState.Phase.TERMINATED) {
                state.phase = PoolState.Phase.STOPPING;
            }
            for (Worker worker : state.workers) {
                takeBackAll(worker);
                running.addAll(worker.inHand.values());
            }
            for (PoolTask<?> task : clearReady()) {
                if (!task.givenUp) {
                    never.add(task);
                }
            }
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
