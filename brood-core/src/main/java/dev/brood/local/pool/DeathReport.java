package dev.brood.local.pool;

import dev.brood.WorkerDiedException;

import java.time.Duration;
import java.util.function.Function;

/// Says what a worker died of.
final class DeathReport {

    /// Begins the report of a worker that has ended.
    ///
    /// @return what makes of it the failure of a task that the worker was running
    Function<PoolTask<?>, Throwable> of(Worker worker) {
        return task ->
                new WorkerDiedException(
                        worker.name,
                        worker.process.pid(),
                        worker.process.exitStatus().orElseThrow(),
                        Duration.ofNanos(System.nanoTime() - task.handedAt));
    }
}
