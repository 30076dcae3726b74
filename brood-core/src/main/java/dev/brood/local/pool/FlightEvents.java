package dev.brood.local.pool;

import dev.brood.ExitStatus;
import dev.brood.PoolListener.Outcome;

/// The pool's events in recordings of the JVM's flight recorder, where there is one: it need not be
/// part of the Java runtime, and on the module path it has to be named (`--add-modules jdk.jfr`, or
/// by starting a recording on the command line).
///
/// Only the process that has the pool records: it knows all, and workers, which never touch this,
/// load nothing for it. While there is no recording the events cost a test of a flag.
final class FlightEvents {
    /// Whether there is a flight recorder. Nothing else of this class may be used if not.
    static final boolean IS_PRESENT =
            ModuleLayer.boot()
                    .findModule("jdk.jfr")
                    .filter(FlightEvents.class.getModule()::canRead)
                    .isPresent();

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
