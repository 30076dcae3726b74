package dev.brood.local.pool;

import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.roster.Tree;

/// The places at which a pool waits for the results of all its workers: one for its [Collector],
/// and one for a thread that takes its place, the [Helper].
///
/// ```
///   0            16           32         36
///   +------------+------------+----------+
///   | collector  | helper     | helping  |   two wait points and an int
///   +------------+------------+----------+
/// ```
///
/// `helping` is 1 while a thread helps, awake or asleep, and is written by it alone, volatile. A
/// worker puts its result, makes a full fence, and reads it; a helper that goes clears it, makes a
/// full fence, and looks for results: so one of the two sees what the other wrote. The workers of a
/// pool whose process dies end with it, whatever stands here.
final class Bell {
    private static final int TYPE = 2;
    private static final int HELPER = WaitPoint.BYTES;
    private static final int HELPING = 2 * WaitPoint.BYTES;
    private static final int BYTES = HELPING + Integer.BYTES;

    private final Tree tree;
    private final Cell cell;
    private final WaitPoint forCollector;
    private final WaitPoint forHelper;

    private Bell(Tree tree, Cell cell) {
        this.tree = tree;
        this.cell = cell;
        // Deaths of those who ring are recovered by the very process that waits.
        this.forCollector = tree.waitPoint(cell.memory(), cell.offset()).lookingRarely();
        this.forHelper = tree.waitPoint(cell.memory(), cell.offset() + HELPER);
    }

    /// Makes one.
    static Bell create(Tree tree) {
        Cell cell = tree.arena().allocate(TYPE, BYTES, tree.slot());
        tree.arena().publish(cell);
        return new Bell(tree, cell);
    }

    /// Finds one that the pool's process has made.
    static Bell of(Tree tree, CellId id) {
        return new Bell(tree, tree.arena().resolve(id, TYPE));
    }

    CellId id() {
        return cell.id();
    }

    /// Tells the pool that there is a result; it was put before, which was a full fence.
    void ring() {
        boolean helping = Words.getIntVolatile(cell.memory(), cell.offset() + HELPING) != 0;
        (helping ? forHelper : forCollector).signalNew(1);
    }

    /// Notes whether a thread helps.
    void setHelping(boolean helping) {
        Words.setIntVolatile(cell.memory(), cell.offset() + HELPING, helping ? 1 : 0);
    }

    WaitPoint forCollector() {
        return forCollector;
    }

    WaitPoint forHelper() {
        return forHelper;
    }

    /// Gives back what a dead process left here.
    void recover() {
        forCollector.recover();
        forHelper.recover();
    }

    /// Gives its memory back, unless the whole tree's has been: a program that ends waits for the
    /// ends of its pools, not for the last steps of their threads.
    void free() {
        try {
            tree.arena().free(cell.id());
        } catch (IllegalStateException e) {
            if (!tree.isClosing()) {
                throw e; // else the memory was unmapped under it
            }
        }
    }
}
