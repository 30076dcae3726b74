package dev.brood.local.pool;

import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.roster.Tree;

/// The place at which a pool waits for the results of all its workers.
final class Bell {
    private static final int TYPE = 2;

    private final Tree tree;
    private final Cell cell;
    private final WaitPoint waitPoint;

    private Bell(Tree tree, Cell cell) {
        this.tree = tree;
        this.cell = cell;
        this.waitPoint = tree.waitPoint(cell.memory(), cell.offset());
    }

    /// Makes one.
    static Bell create(Tree tree) {
        Cell cell = tree.arena().allocate(TYPE, WaitPoint.BYTES, tree.slot());
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
        waitPoint.signal(1);
    }

    WaitPoint waitPoint() {
        return waitPoint;
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
