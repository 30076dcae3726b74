package dev.brood.local.pool;

import dev.brood.Action;
import dev.brood.ClosedException;
import dev.brood.local.channel.BlockingRing;
import dev.brood.local.channel.Payload;
import dev.brood.local.channel.Ring;
import dev.brood.local.memory.CellId;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.process.Interrupts;
import dev.brood.local.process.ThisProcess;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;

/// What a worker process runs: takes a task, runs it, sends the result, until its ring is closed.
///
/// A task that was taken and whose result was not sent is the one the worker was running when it
/// died: there is never more than one.
///
/// @param tasks the number of the ring of tasks
/// @param results the number of the ring of results
/// @param bell the cell of the wait point at which the pool waits for results
/// @param status the cell of what it tells about itself
/// @param brief what it is told about itself
record WorkerLoop(long tasks, long results, CellId bell, CellId status, WorkerBrief brief)
        implements Action {

    @Override
    public void perform() throws Exception {
        Tree tree = ThisProcess.tree();
        try {
            // Not closed: what is printed until the very end goes through them.
            BlockingRing taking = new BlockingRing(tree, Ring.open(tree, tasks));
            BlockingRing sending = new BlockingRing(tree, Ring.open(tree, results));
            Bell done = Bell.of(tree, bell);
            WorkerStatus shown = WorkerStatus.of(tree, status);
            Interrupts interrupts = Interrupts.ofThisThread();
            WorkerLife life = new WorkerLife(brief, shown, new Reporter(sending, done));
            life.begin();
            Payload task = taking.take(Deadline.NEVER);
            while (task != null) {
                boolean usable = run(task, interrupts, shown, sending, life);
                CrashPoint.reach("worker.sent");
                done.ring();
                if (!usable) {
                    break;
                }
                life.betweenTasks();
                task = taking.take(Deadline.NEVER);
            }
            life.end();
        } catch (ClosedException _) {
            // The tree ends: nobody hands out tasks any more, or waits for a result. What a task
            // throws does not come here.
        }
        WorkerExit.leave();
    }

    /// Runs one task and sends its result.
    ///
    /// @return false if this JVM should not go on: it was out of memory
    private static boolean run(
            Payload task,
            Interrupts interrupts,
            WorkerStatus status,
            BlockingRing to,
            WorkerLife life)
            throws InterruptedException {
        long id = Messages.id(task);
        life.beginTask(id);
        CrashPoint.reach("worker.taken");
        long start = System.nanoTime(); // for work that can't even be decoded
        long end = start;
        Object work = null;
        Object value;
        byte kind;
        try {
            work = Messages.work(task);
            interrupts.begin(id);
            start = System.nanoTime();
            status.begin(id, start);
            try {
                value = call(work);
            } finally {
                end = System.nanoTime();
                status.end(end - start);
                interrupts.end();
            }
            kind = Messages.VALUE;
        } catch (Throwable e) {
            value = e;
            kind = Messages.FAILURE;
        }
        CrashPoint.reach("worker.ran");
        life.endTask();
        to.put(result(id, start, end - start, kind, value, work instanceof Batch), Deadline.NEVER);
        return !(value instanceof OutOfMemoryError);
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
            long id, long begun, long nanos, byte kind, @Nullable Object value, boolean ofBatch) {
        try {
            return Messages.result(id, begun, nanos, kind, value);
        } catch (RuntimeException e) {
            if (ofBatch && value instanceof Object[] outcomes) {
                return Messages.result(id, begun, nanos, kind, BatchResults.encodable(outcomes));
            }
            return Messages.result(id, begun, nanos, Messages.FAILURE, e);
        }
    }
}
