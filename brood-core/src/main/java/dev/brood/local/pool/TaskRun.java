package dev.brood.local.pool;

import dev.brood.Action;
import dev.brood.local.channel.BlockingRing;
import dev.brood.local.channel.Payload;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.process.Interrupts;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Runs tasks in a worker, one after the other, and sends what comes of each.
final class TaskRun {
    private final Interrupts interrupts;
    private final WorkerStatus status;
    private final WorkerLife life;
    private final BlockingRing to;
    private final Bell bell;
    private final ResultSignal signal;
    private final Supplier<Journal> newJournal;
    private @Nullable Journal journal;

    /// Makes what runs the tasks of this worker.
    ///
    /// @param newJournal makes its journal, when the first batch comes
    TaskRun(
            Interrupts interrupts,
            WorkerStatus status,
            WorkerLife life,
            BlockingRing to,
            Bell bell,
            ResultSignal signal,
            Supplier<Journal> newJournal) {
        this.interrupts = interrupts;
        this.status = status;
        this.life = life;
        this.to = to;
        this.bell = bell;
        this.signal = signal;
        this.newJournal = newJournal;
    }

    /// Runs one task and sends its result.
    ///
    /// @return false if this JVM should not go on: it was out of memory
    boolean run(Payload task) throws InterruptedException {
        long id = Messages.id(task);
        life.beginTask(id);
        CrashPoint.reach("worker.taken");
        long start = System.nanoTime(); // for work that can't even be decoded
        long end = start;
        Object value = null;
        byte kind = Messages.VALUE;
        BatchRun batchRun = null;
        boolean usable = true;
        try {
            Object work = Messages.work(task);
            if (work instanceof Batch) {
                batchRun = new BatchRun(task, journal(), status, interrupts, to, bell);
            }
            interrupts.begin(id);
            start = System.nanoTime();
            status.begin(id, start);
            try {
                if (batchRun != null && work instanceof Batch batch) {
                    usable = batchRun.run(batch);
                } else {
                    value = call(work);
                }
            } finally {
                end = System.nanoTime();
                status.end(end - start);
                interrupts.end();
            }
        } catch (Throwable e) {
            value = e;
            kind = Messages.FAILURE;
            usable = !(e instanceof OutOfMemoryError);
        }
        CrashPoint.reach("worker.ran");
        life.endTask();
        Payload answer =
                batchRun != null && kind == Messages.VALUE
                        ? batchRun.last(start, end - start)
                        : result(id, start, end - start, kind, value);
        to.put(answer, Deadline.NEVER);
        if (batchRun != null) {
            journal().ended();
        }
        CrashPoint.reach("worker.sent");
        signal.sent(answer, Messages.isQuiet(task) && kind == Messages.VALUE && usable, end);
        return usable;
    }

    private Journal journal() {
        Journal known = journal;
        if (known == null) {
            known = newJournal.get();
            journal = known;
        }
        return known;
    }

    private static @Nullable Object call(@Nullable Object work) throws Exception {
        if (work instanceof Callable<?> callable) {
            return callable.call();
        }
        if (work instanceof Action action) {
            action.perform();
            return null;
        }
        if (work instanceof Runnable runnable) {
            runnable.run();
            return null;
        }
        throw new IllegalStateException("not a task: " + work);
    }

    /// Encodes a result; one that can't be is a failure that says so.
    private static Payload result(
            long id, long begun, long nanos, byte kind, @Nullable Object value) {
        try {
            return Messages.result(id, begun, nanos, kind, value);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return Messages.result(id, begun, nanos, Messages.FAILURE, e);
        }
    }
}
