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

import java.time.Duration;

/// What a worker process runs: takes a task, runs it, sends the result, until its ring is closed.
///
/// A task that was taken and whose result was not sent is the one the worker was running when it
/// died: there is never more than one. Of a [Batch] only the item is, see [BatchRun].
///
/// @param tasks the number of the ring of tasks
/// @param results the number of the ring of results
/// @param journal the number of the file in which it notes outcomes of a batch
/// @param bell the cell of the wait point at which the pool waits for results
/// @param status the cell of what it tells about itself
/// @param brief what it is told about itself
record WorkerLoop(
        long tasks, long results, long journal, CellId bell, CellId status, WorkerBrief brief)
        implements Action {

    /// How long a worker has nothing to do before it tidies up.
    private static final Duration REST = Duration.ofSeconds(5);

    @Override
    public void perform() throws Exception {
        CrashPoint.reach("worker.begins");
        Tree tree = ThisProcess.tree();
        try {
            // Not closed: what is printed until the very end goes through them.
            Ring todo = Ring.open(tree, tasks);
            BlockingRing taking = BlockingRing.ofDependant(tree, todo);
            BlockingRing sending = new BlockingRing(tree, Ring.open(tree, results));
            Bell done = Bell.of(tree, bell);
            WorkerStatus shown = WorkerStatus.of(tree, status);
            Interrupts interrupts =
                    Interrupts.ofThisThread(
                            (work, part, stack) -> tell(sending, done, work, part, stack));
            WorkerLife life = new WorkerLife(brief, shown, new Reporter(sending, done));
            ResultSignal signal = new ResultSignal(done, todo);
            TaskRun run =
                    new TaskRun(
                            interrupts,
                            shown,
                            life,
                            sending,
                            done,
                            signal,
                            () -> Journal.create(tree, journal));
            CrashPoint.reach("worker.ready");
            if (!shown.beginLife()) {
                WorkerExit.leave();
                return; // the pool has ended, and kills it next
            }
            CrashPoint.reach("worker.begun");
            life.begin();
            Payload task = next(taking, signal, tree);
            while (task != null) {
                boolean usable = run.run(task);
                if (!usable || Interrupts.isDeaf()) {
                    signal.settle();
                    break;
                }
                life.betweenTasks();
                task = next(taking, signal, tree);
            }
            life.end();
        } catch (ClosedException _) {
            // The tree ends: nobody hands out tasks any more, or waits for a result. What a task
            // throws does not come here.
        }
        WorkerExit.leave();
    }

    /// Takes the next task. When there is none for a while, what compilers have used until now is
    /// given back. The JVM could do that by itself, but wakes every five seconds for it.
    private static @Nullable Payload next(BlockingRing taking, ResultSignal signal, Tree tree)
            throws InterruptedException {
        if (signal.isOwed()) {
            Payload task = taking.take(System.nanoTime());
            if (task != null) {
                return task;
            }
            signal.settle();
        }
        long rest = Deadline.after(REST);
        Payload task = taking.take(rest);
        if (task != null || Deadline.remaining(rest) > 0) {
            return task;
        }
        if (!ThisProcess.isInner()) {
            tree.system().trim();
        }
        return taking.take(Deadline.NEVER);
    }

    /// Tells the pool where a task is.
    private static void tell(
            BlockingRing to, Bell bell, long work, long part, StackTraceElement[] stack) {
        try {
            Payload message = Messages.stack(work, (int) part, stack);
            if (to.put(message, System.nanoTime()) == BlockingRing.Put.DONE) {
                bell.ring();
            } // else the pool does without
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted without waiting", e);
        } catch (RuntimeException _) {
            // No memory for it, or the tree ends. Who receives the orders must go on doing so.
        }
    }
}
