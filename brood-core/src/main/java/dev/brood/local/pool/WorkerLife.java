package dev.brood.local.pool;

import dev.brood.codec.Codec;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.process.ThisProcess;

import org.jspecify.annotations.Nullable;

/// What a worker does around its tasks: makes itself ready, sends what they print, looks at its
/// memory, ends in order.
final class WorkerLife {
    /// The exit value of a worker that was not made ready.
    private static final int NOT_READY = 1;

    private final WorkerBrief brief;
    private final CurrentWorker worker;
    private final Reporter reporter;
    private final MemoryWatch memory;
    private @Nullable LineStream output;
    private @Nullable LineStream errors;

    WorkerLife(WorkerBrief brief, WorkerStatus status, Reporter reporter) {
        this.brief = brief;
        this.worker = new CurrentWorker(brief, status);
        this.reporter = reporter;
        this.memory = new MemoryWatch(brief.mostMemory());
    }

    /// Makes this process ready for tasks, or ends it.
    void begin() {
        if (brief.processors().length > 0) {
            OperatingSystem.current().runOn(brief.processors());
        }
        output = brief.sendsOutput() ? LineStream.replaceOutput(reporter) : null;
        errors = brief.sendsErrors() ? LineStream.replaceErrors(reporter) : null;
        if (brief.sendsLogs() && !ThisProcess.isInner()) { // else they are logged here already
            LogSetup.install(reporter);
        }
        try {
            worker.begin();
        } catch (Throwable e) {
            giveUp(e);
        }
        if (brief.initializer() != null) {
            endLines();
            reporter.send(Notice.INITIALIZED, Deadline.NEVER);
        }
    }

    private void giveUp(Throwable failure) {
        endLines();
        byte[] bytes;
        try {
            bytes = Codec.standard().toBytes("failure", failure);
        } catch (RuntimeException e) {
            bytes = Codec.standard().toBytes("failure", e);
        }
        reporter.send(Notice.NOT_INITIALIZED, bytes, bytes.length, Deadline.NEVER);
        CrashPoint.reach("worker.notInitialized");
        ThisProcess.exit(NOT_READY);
    }

    void beginTask(long id) {
        worker.beginTask();
        reporter.begin(id);
    }

    /// Told when the task has ended, before its result is sent.
    void endTask() {
        endLines();
        reporter.end();
        worker.endTask();
    }

    private void endLines() {
        if (output != null) {
            output.endLine();
        }
        if (errors != null) {
            errors.endLine();
        }
    }

    /// Told when the result was sent.
    void betweenTasks() {
        if (memory.isTooMuch()) {
            reporter.send(Notice.SATURATED, Deadline.NEVER);
        }
    }

    /// Ends in order.
    void end() {
        worker.end();
        endLines();
    }
}
