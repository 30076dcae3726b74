package dev.brood.local.pool;

import dev.brood.PoolListener.Outcome;
import dev.brood.PoolStats;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Makes a pool's [PoolStats].
final class PoolStatistics {
    private static final double MOST_WAIT = 0.99;

    private final PoolState state;
    private final Insight insight;

    PoolStatistics(PoolState state) {
        this.state = state;
        this.insight = state.insight;
    }

    PoolStats read() {
        state.lock.lock();
        try {
            long now = System.nanoTime();
            List<PoolStats.Worker> workers = new ArrayList<>();
            long inHand = 0;
            long running = 0;
            for (Worker worker : state.workers) {
                PoolStats.Worker one = read(worker, now);
                workers.add(one);
                inHand += one.handed();
                running += one.current() == null ? 0 : 1;
            }
            long ready = state.ready.stream().filter(task -> !task.givenUp).count();
            WaitHistogram waits = insight.waits;
            return new PoolStats(
                    insight.pool,
                    Duration.ofNanos(now - insight.since),
                    tasks(ready, inHand - running, running),
                    new PoolStats.QueueWait(
                            waits.total(),
                            Duration.ofNanos(waits.quantile(0.5)),
                            Duration.ofNanos(waits.quantile(MOST_WAIT))),
                    workers,
                    insight.workersStarted,
                    insight.workersLost,
                    insight.slowest.toList());
        } finally {
            state.lock.unlock();
        }
    }

    private PoolStats.Tasks tasks(long ready, long handed, long running) {
        return new PoolStats.Tasks(
                insight.submitted.sum(),
                ready,
                handed,
                running,
                insight.ended(Outcome.DONE),
                insight.ended(Outcome.FAILED),
                insight.ended(Outcome.CANCELLED),
                insight.ended(Outcome.TIMED_OUT),
                insight.retried.sum());
    }

    private static PoolStats.Worker read(Worker worker, long now) {
        PoolStats.Running current = current(worker, now);
        long busyNanos =
                worker.status.busyNanos() + (current == null ? 0 : current.since().toNanos());
        double age = Math.max(1, now - worker.since);
        double busy = Math.min(1, busyNanos / age);
        double idle = Math.min(1 - busy, worker.idleNanos(now) / age);
        return new PoolStats.Worker(
                worker.process.pid(),
                worker.name,
                Duration.ofNanos(now - worker.since),
                current,
                worker.inHand.size(),
                worker.status.done(),
                busy,
                1 - busy - idle,
                idle,
                worker.bytesIn,
                worker.bytesOut);
    }

    /// Returns what a worker runs. What it has ended meanwhile it is not said to run.
    private static PoolStats.@Nullable Running current(Worker worker, long now) {
        WorkerStatus.Running running = worker.status.running();
        if (running == null) {
            return null;
        }
        PoolTask<?> task = worker.inHand.get(running.task());
        return task == null
                ? null
                : new PoolStats.Running(
                        task.id, task.name(), Duration.ofNanos(Math.max(0, now - running.begun())));
    }
}
