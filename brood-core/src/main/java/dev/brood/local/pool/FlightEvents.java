package dev.brood.local.pool;

import dev.brood.ExitStatus;
import dev.brood.PoolListener.Outcome;

/// The pool's events in recordings of the JVM's flight recorder. Only to be used when
/// [FlightRecorderWatch] says that there is one in use.
///
/// Only the process that has the pool records: it knows all, and workers load nothing for it.
final class FlightEvents {
    private FlightEvents() {}

    static void taskEnded(Insight insight, PoolTask<?> task, Outcome outcome) {
        TaskEvent event = new TaskEvent();
        if (event.shouldCommit()) {
            Worker worker = task.answeredBy;
            event.pool = insight.pool;
            event.id = task.id;
            event.name = task.name();
            event.outcome = outcome.name();
            event.worker = worker == null ? null : worker.name;
            event.pid = worker == null ? -1 : worker.process.pid();
            event.queueWait = task.waitedNanos;
            event.runTime = task.ranNanos;
            event.commit();
        }
    }

    static void workerStarted(Insight insight, Worker worker) {
        WorkerStartEvent event = new WorkerStartEvent();
        if (event.shouldCommit()) {
            event.pool = insight.pool;
            event.worker = worker.name;
            event.pid = worker.process.pid();
            event.commit();
        }
    }

    static void workerEnded(Insight insight, Worker worker, ExitStatus status) {
        WorkerEndEvent event = new WorkerEndEvent();
        if (event.shouldCommit()) {
            event.pool = insight.pool;
            event.worker = worker.name;
            event.pid = worker.process.pid();
            event.status = status.describe();
            event.expected = worker.dismissed;
            event.tasks = worker.status.done();
            event.commit();
        }
    }
}
