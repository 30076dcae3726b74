package dev.brood.local.pool;

import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.Words;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// What a worker is doing, as its pool sees it without asking.
///
/// ```
///   0        8        16       24       32       40
///   +--------+--------+--------+--------+--------+--------+
///   | task   | begun  | done   | busy   | item   | life   |
///   +--------+--------+--------+--------+--------+--------+
/// ```
///
/// All but `life` is written by the worker's thread alone, read by the pool's process at any time;
/// made and given back by the pool. `task` is the number of the task that runs, 0 between two.
/// `begun` is when that began, in [System#nanoTime], which all processes of a machine share;
/// written before `task`, so that who reads `task`, `begun` and the same `task` again has a pair.
/// `done` and `busy` count tasks and nanoseconds, written after the task has ended and before its
/// result is sent. A worker that dies leaves the task it was running, or 0 if it had none or had
/// ended it.
///
/// `item` is the item of a batch that runs or was the last to run, -1 if none has begun; written,
/// as a volatile, before the item begins, so that a worker that dies leaves what it died of. Where
/// someone watches the time, `begun` is the item's, and written before `item`.
///
/// `life` is 0 until, by compare-and-set, either the worker says that it begins, or the pool that
/// it must not any more; who comes second has lost. So a worker that the pool kills before it has
/// begun has run nothing of anybody's, and one that finds that it must not begin ends. If it dies
/// before or after, nothing here has to be repaired.
final class WorkerStatus {
    private static final int TYPE = 3;
    private static final int BYTES = 64;
    private static final int TASK = 0;
    private static final int BEGUN = 8;
    private static final int DONE = 16;
    private static final int BUSY = 24;
    private static final int ITEM = 32;
    private static final int LIFE = 40;

    /// Values of `life`.
    private static final long NEW = 0;

    private static final long BEGUN_LIFE = 1;
    private static final long UNWANTED = 2;

    /// The item of a task that is no batch.
    static final int NONE = -1;

    /// A task that runs.
    ///
    /// @param task its number
    /// @param begun when it began, in [System#nanoTime]
    /// @param item the item of the batch, or NONE
    record Running(long task, long begun, int item) {}

    private final Tree tree;
    private final Cell cell;
    private final MemorySegment memory;
    private final long base;

    private WorkerStatus(Tree tree, Cell cell) {
        this.tree = tree;
        this.cell = cell;
        this.memory = cell.memory();
        this.base = cell.offset();
    }

    /// Makes one, of a worker that has not begun.
    static WorkerStatus create(Tree tree) {
        Cell cell = tree.arena().allocate(TYPE, BYTES, tree.slot());
        WorkerStatus status = new WorkerStatus(tree, cell);
        for (int at = 0; at < BYTES; at += Long.BYTES) {
            Words.setLongVolatile(status.memory, status.base + at, 0);
        }
        tree.arena().publish(cell);
        return status;
    }

    /// Finds one that the pool's process has made.
    static WorkerStatus of(Tree tree, CellId id) {
        return new WorkerStatus(tree, tree.arena().resolve(id, TYPE));
    }

    CellId id() {
        return cell.id();
    }

    /// Told by the worker that it begins: from now on it may run what is somebody's.
    ///
    /// @return false if it must not
    boolean beginLife() {
        return Words.compareAndSetLong(memory, base + LIFE, NEW, BEGUN_LIFE);
    }

    /// Told by the pool that the worker must not begin.
    ///
    /// @return whether this call has seen to that: false if it has begun, or must not already
    boolean forbid() {
        return Words.getLongVolatile(memory, base + LIFE) == NEW
                && Words.compareAndSetLong(memory, base + LIFE, NEW, UNWANTED);
    }

    /// Told by the worker that it begins a task.
    void begin(long task, long now) {
        Words.setLongVolatile(memory, base + BEGUN, now);
        Words.setLongVolatile(memory, base + ITEM, NONE);
        Words.setLongVolatile(memory, base + TASK, task);
    }

    /// Told by the worker that it begins an item of its batch.
    void item(int item) {
        Words.setLongVolatile(memory, base + ITEM, item);
    }

    /// Told by the worker that it begins an item of which someone watches the time.
    void item(int item, long now) {
        Words.setLongVolatile(memory, base + BEGUN, now);
        Words.setLongVolatile(memory, base + ITEM, item);
    }

    /// Told by the worker that it has ended its task.
    void end(long nanos) {
        Words.setLongVolatile(memory, base + DONE, done() + 1);
        Words.setLongVolatile(memory, base + BUSY, busyNanos() + nanos);
        Words.setLongVolatile(memory, base + TASK, 0);
    }

    /// Returns what it runs.
    ///
    /// @return null if it runs nothing
    @Nullable Running running() {
        while (true) {
            long task = Words.getLongVolatile(memory, base + TASK);
            int item = item();
            long begun = Words.getLongVolatile(memory, base + BEGUN);
            if (item == item() && task == Words.getLongVolatile(memory, base + TASK)) {
                return task == 0 ? null : new Running(task, begun, item);
            }
        }
    }

    private int item() {
        return (int) Words.getLongVolatile(memory, base + ITEM);
    }

    /// Returns the last item of a batch that it has begun.
    ///
    /// @return NONE if it has begun none of its last task
    int lastItem() {
        return item();
    }

    /// Returns how many tasks it has ended.
    long done() {
        return Words.getLongVolatile(memory, base + DONE);
    }

    /// Returns how long it has run tasks that have ended.
    long busyNanos() {
        return Words.getLongVolatile(memory, base + BUSY);
    }

    /// Gives its memory back. The worker has ended.
    void free() {
        boolean _ = tree.arena().free(cell.id());
    }
}
