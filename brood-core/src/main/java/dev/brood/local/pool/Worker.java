package dev.brood.local.pool;

import dev.brood.ChildProcess;
import dev.brood.local.channel.BlockingRing;
import dev.brood.local.channel.Payload;
import dev.brood.local.channel.Ring;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.process.Children;
import dev.brood.local.process.Interrupts;
import dev.brood.local.process.Remains;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A worker as its pool sees it: a child JVM, and two rings that outlive it, so that after its
/// death the pool can see what it had done and what it had not begun.
final class Worker {
    private static final int RING_CAPACITY = 256;
    private static final long AREA_BYTES = 8 << 20;

    final String name;
    final ChildProcess process;
    final Ring tasks;
    final Ring results;
    final WorkerStatus status;

    /// Those it runs on; empty for any.
    final int[] processors;

    /// It was told to end, and takes no more. Written under the pool's lock.
    volatile boolean dismissed;

    /// It was handed as many tasks as it may run, and was dismissed for that. Guarded by the pool's
    /// lock.
    boolean spent;

    /// It is ready for tasks. Guarded by the pool's lock.
    boolean initialized;

    /// Why it is not, and ends. Written before its end is dealt with.
    volatile @Nullable Throwable notInitialized;

    /// What it has printed on its standard error last.
    final LastLines errors = new LastLines();

    /// It is to be dismissed when the task was copied that is being. Guarded by the pool's lock.
    boolean mustGo;

    /// How many tasks it was handed. Guarded by the pool's lock.
    long given;

    /// It has answered at least one task. Guarded by the pool's lock.
    boolean hasAnswered;

    /// This process has killed it. Set when it has ended, before the pool is told.
    volatile boolean killed;

    /// The task it runs and that is being stopped, which may cost the worker: it gets no more until
    /// it is rid of it. Guarded by the pool's lock.
    @Nullable PoolTask<?> stopping;

    /// What it was handed and has not answered, by [#assign] and [#release]. Guarded by the pool's
    /// lock.
    final Map<Long, PoolTask<?>> inHand = new LinkedHashMap<>();

    /// Why the journal it has left can't be read, if it can't. Written by the thread that sees it
    /// off.
    @Nullable RuntimeException unreadable;

    /// A thread is copying a task to it. Guarded by the pool's lock.
    boolean handing;

    private final Tree tree;

    /// When it was started.
    final long since = System.nanoTime();

    /// Encoded bytes of tasks and of results. Guarded by the pool's lock.
    long bytesIn;

    long bytesOut;

    /// How long it has had nothing in hand, and since when it has if it has nothing now. Guarded by
    /// the pool's lock.
    private long idleNanos;

    long idleSince = since;

    private final Children children;
    private final CompletableFuture<Remains> remains;
    private final long journal;
    private final int pid;
    private final BlockingRing blockingTasks;
    private volatile boolean discarded;

    private Worker(
            Tree tree,
            Children children,
            WorkerBrief brief,
            ChildProcess process,
            CompletableFuture<Remains> remains,
            Ring tasks,
            Ring results,
            long journal,
            WorkerStatus status) {
        this.tree = tree;
        this.journal = journal;
        this.children = children;
        this.pid = tree.pid();
        this.blockingTasks = new BlockingRing(tree, tasks);
        this.name = brief.name();
        this.processors = brief.processors();
        this.initialized = brief.initializer() == null;
        this.process = process;
        this.remains = remains;
        this.tasks = tasks;
        this.results = results;
        this.status = status;
    }

    /// Starts one.
    ///
    /// @throws dev.brood.ProcessStartException if it can't be started
    /// @throws dev.brood.ResourceException if there is no shared memory for it
    static Worker start(Tree tree, Children children, Equipment equipment, Bell bell) {
        WorkerStatus status = WorkerStatus.create(tree);
        try {
            return start(tree, children, equipment, bell, status);
        } catch (Throwable e) {
            status.free();
            throw e;
        }
    }

    private static Worker start(
            Tree tree, Children children, Equipment equipment, Bell bell, WorkerStatus status) {
        WorkerBrief brief = equipment.brief();
        long tasksNumber = tree.nextNumber();
        long resultsNumber = tree.nextNumber();
        long journal = tree.nextNumber();
        Ring tasks = Ring.create(tree, tasksNumber, RING_CAPACITY, AREA_BYTES);
        try {
            Ring results = Ring.create(tree, resultsNumber, RING_CAPACITY, AREA_BYTES);
            try {
                ChildProcess process =
                        new ChildProcess(
                                equipment.process(),
                                new WorkerLoop(
                                        tasksNumber,
                                        resultsNumber,
                                        journal,
                                        bell.id(),
                                        status.id(),
                                        brief));
                CompletableFuture<Remains> remains = new CompletableFuture<>();
                var _ = children.start(process, remains::complete);
                CrashPoint.reach("pool.worker-started");
                return new Worker(
                        tree, children, brief, process, remains, tasks, results, journal, status);
            } catch (Throwable e) {
                discard(results);
                throw e;
            }
        } catch (Throwable e) {
            discard(tasks);
            throw e;
        }
    }

    /// Notes that it has a task in hand.
    void assign(PoolTask<?> task) {
        if (inHand.isEmpty()) {
            idleNanos += System.nanoTime() - idleSince;
        }
        inHand.put(task.id, task);
        bytesIn += Objects.requireNonNull(task.payload).bytes();
    }

    /// Notes that it has a task in hand no more.
    ///
    /// @return the task; null if it had no such task
    @Nullable PoolTask<?> release(long task) {
        PoolTask<?> released = inHand.remove(task);
        if (stopping == released) {
            stopping = null; // also of one that was taken back: it had not begun after all
        }
        if (released != null && inHand.isEmpty()) {
            idleSince = System.nanoTime();
        }
        return released;
    }

    /// Returns how long it has had nothing in hand, all in all.
    long idleNanos(long now) {
        return idleNanos + (inHand.isEmpty() ? now - idleSince : 0);
    }

    /// Copies a task into its ring, which has room for all that it may have in hand.
    ///
    /// @throws dev.brood.ResourceException if there is no memory for it
    void hand(Payload task) {
        try {
            BlockingRing.Put put = blockingTasks.put(task, System.nanoTime());
            if (put != BlockingRing.Put.DONE) {
                throw new IllegalStateException("the ring of " + this + " took no task: " + put);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted without waiting", e);
        }
    }

    /// Interrupts a task it runs.
    void interrupt(long task) {
        children.interrupt(process, task, Interrupts.WHOLE);
    }

    /// Interrupts a task it runs, or an item of it, after it has told where that is.
    void expire(long task, int item) {
        children.expire(process, task, item);
    }

    /// Ends the worker if it still runs a task, or an item of it.
    void halt(long task, int item) {
        children.halt(process, task, item);
    }

    /// Returns the outcomes of items that it had not sent when it ended.
    ///
    /// @return null if it had never begun a batch, or what it has left can't be read
    Journal.@Nullable Left left() {
        try {
            return Journal.find(tree, journal);
        } catch (RuntimeException e) {
            unreadable = e;
            return null;
        }
    }

    /// Runs something when it has ended.
    void whenEnded(Consumer<Remains> action) {
        CompletableFuture<?> _ = remains.thenAccept(action);
    }

    /// Tells it to end when it has done what it was handed.
    void dismiss() {
        dismissed = true;
        tasks.closePut(pid);
    }

    /// Kills it if it has not come so far as to run anything of anybody's: neither an initializer
    /// nor a task. It can't from then on.
    void killUnbegun() {
        if (children.areJvms() && status.forbid()) {
            CrashPoint.reach("pool.forbade");
            process.kill();
        }
    }

    /// Takes a task back that it has not begun.
    ///
    /// @return false if it has
    boolean takeBack(long task) {
        return tasks.removeFirst(head -> Messages.id(head) == task, Messages.TASK_HEADER);
    }

    /// Returns how large a task is that goes only to a worker that can begin it at once: it could
    /// not be taken back.
    static boolean isLarge(Payload task) {
        return task.bytes() > AREA_BYTES / 8;
    }

    /// Under the pool's lock: returns whether it has ended by none's doing and has run nothing. One
    /// that was dismissed since it has all it may run, and has not run it, did not end for that.
    boolean hasComeToNothing() {
        return !hasAnswered && !killed && (!dismissed || !inHand.isEmpty());
    }

    /// Gives its rings back. The process has ended.
    synchronized void discard() {
        if (!discarded) {
            discarded = true;
            discard(tasks);
            discard(results);
            Journal.unlink(tree, journal);
            status.free();
        }
    }

    boolean isDiscarded() {
        return discarded;
    }

    /// Gives back what a dead process, perhaps this worker, held in its rings.
    synchronized void recover(int deadPid) {
        if (!discarded) {
            tasks.recover(deadPid);
            results.recover(deadPid);
        }
    }

    /// Returns whether there are results to be taken: a hint.
    boolean hasResults() {
        try {
            return !results.looksEmpty();
        } catch (IllegalStateException e) {
            if (discarded) {
                return false; // its memory was unmapped under the look
            }
            throw e;
        }
    }

    private static void discard(Ring ring) {
        ring.unlink();
        ring.close();
    }

    @Override
    public String toString() {
        return "worker '" + name + "' (pid " + process.pid() + ")";
    }
}
