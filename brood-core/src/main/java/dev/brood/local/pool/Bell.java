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
/// `helping` is written under the helper's monitor by threads of the pool's process, volatile:
///
/// | helping | who takes results | a worker that has put one |
/// |---|---|---|
/// | 0, ABSENT | the collector | rings for the collector |
/// | 1, HELPING | a thread that helps, awake or asleep | rings for it |
/// | 2, AWAY | the thread that has helped, when it is back; the collector if that takes long | rings for nobody |
///
/// A worker puts its result, makes a full fence, and reads `helping`. Who makes it ABSENT makes a
/// full fence after that and looks for results; who makes it HELPING announces itself at its place,
/// which is one too, and looks before it sleeps: so one of the two sees what the other wrote. When
/// it is AWAY the collector sleeps for a moment only ([Helper]). The workers of a pool whose
/// process dies end with it, whatever stands here.
final class Bell {
    private static final int TYPE = 2;
    private static final int HELPER = WaitPoint.BYTES;
    private static final int HELPING = 2 * WaitPoint.BYTES;
    private static final int BYTES = HELPING + Integer.BYTES;

    /// Who takes results, but the collector.
    enum Helping {
        ABSENT(0),
        HELPING(1),
        AWAY(2);

        private final int word;

        Helping(int word) {
            this.word = word;
        }
    }

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
        int helping = Words.getIntVolatile(cell.memory(), cell.offset() + HELPING);
        if (helping != Helping.AWAY.word) {
            (helping == Helping.HELPING.word ? forHelper : forCollector).signalNew(1);
        }
    }

    /// Notes whether a thread helps.
    void setHelping(Helping helping) {
        Words.setIntVolatile(cell.memory(), cell.offset() + HELPING, helping.word);
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
