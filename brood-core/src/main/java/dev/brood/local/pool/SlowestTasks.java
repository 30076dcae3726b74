package dev.brood.local.pool;

import dev.brood.PoolStats;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Remembers the tasks that ran the longest. Guarded by the pool's lock.
final class SlowestTasks {
    private static final int MOST = 10;

    private final List<PoolStats.SlowTask> slowest = new ArrayList<>(MOST + 1);

    /// What is faster need not be looked at.
    private long threshold;

    /// Tells it of a task that has ended. Nearly always this is one comparison.
    void add(PoolTask<?> task, Worker worker, long nanos) {
        if (nanos > threshold) {
            slowest.add(
                    new PoolStats.SlowTask(
                            task.id, task.name(), Duration.ofNanos(nanos), worker.name));
            slowest.sort(Comparator.comparing(PoolStats.SlowTask::ran).reversed());
            if (slowest.size() > MOST) {
                slowest.removeLast();
                threshold = slowest.getLast().ran().toNanos();
            }
        }
    }

    /// Returns them, the slowest first.
    List<PoolStats.SlowTask> toList() {
        return List.copyOf(slowest);
    }
}
