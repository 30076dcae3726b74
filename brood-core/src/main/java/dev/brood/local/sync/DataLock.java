package dev.brood.local.sync;

import dev.brood.ClosedException;
import dev.brood.SharedLock;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

/// Which lock belongs to shared data: words of its cell.
///
/// ```
///   0       4       8        12           16
///   +-------+-------+--------+------------+
///   | state | arena | offset | generation |
///   +-------+-------+--------+------------+
/// ```
///
/// | state | meaning | goes to | by, under the tree's mutex |
/// |---|---|---|---|
/// | NONE | no lock was asked for | OWN | who first asks for one, before the lock's cell is published |
/// | | | LENT | who gives one |
/// | OWN | made for the data, and closed with it; if there is no such lock, its maker died before it was published, or it was closed by itself | OWN | who next asks for one |
/// | LENT | someone else's | | |
///
/// State is written last (release) and read first (acquire). Who makes a lock looks after that
/// whether the data was closed meanwhile, and then closes it: so it is closed by one of the two.
final class DataLock {
    private static final int STATE = 0;
    private static final int ARENA = 4;
    private static final int OFFSET = 8;
    private static final int GENERATION = 12;

    private static final int NONE = 0;
    private static final int OWN = 1;
    private static final int LENT = 2;

    private final Tree tree;
    private final ObjectCell cell;
    private final String name;

    /// @param label what the data is called
    DataLock(Tree tree, ObjectCell cell, String label) {
        this.tree = tree;
        this.cell = cell;
        this.name = "lock of " + label;
    }

    /// Returns the lock, making it if there is none.
    SharedLock get() {
        SharedLock lock = find();
        if (lock == null) {
            tree.exclusively(() -> {
                if (find() == null) {
                    make();
                }
            });
            if (cell.closer() != 0) {
                close();
            }
            lock = find();
        }
        if (lock == null) {
            throw new ClosedException(name + " was closed while it was asked for");
        }
        return lock;
    }

    private @Nullable SharedLock find() {
        int state = state();
        if (state == NONE) {
            return null;
        }
        try {
            LocalSync found = SyncObjects.of(tree).resolve(Kind.LOCK, id(), name);
            return state == OWN && found.isClosed() ? null : (SharedLock) found;
        } catch (ClosedException e) {
            if (state == LENT) {
                throw e;
            }
            return null;
        }
    }

    private void make() {
        LocalSync made =
                SyncObjects.of(tree)
                        .create(
                                Kind.LOCK,
                                name,
                                LocalLock.BYTES,
                                claimed -> {
                                    LocalLock.fill(claimed, false);
                                    set(claimed.id(), OWN);
                                    CrashPoint.reach("data-lock.named");
                                });
        CrashPoint.reach("data-lock.made");
        assert made.id().equals(id());
    }

    /// Makes another's lock this one's.
    void lend(SharedLock lock) {
        if (!(lock instanceof LocalLock lent) || !lent.isOf(tree)) {
            throw new IllegalArgumentException(
                    "the %s cannot be %s, which is not one of %s".formatted(name, lock, tree));
        }
        tree.exclusively(() -> {
            if (state() != NONE && !lent.id().equals(id())) {
                throw new IllegalStateException(
                        "the %s cannot become %s, as there is one already: useLock() must come before lock()"
                                .formatted(name, lock));
            }
            if (state() == NONE) {
                set(lent.id(), LENT);
            }
        });
    }

    /// Closes the lock if it was made for the data. Any number of times, by anyone.
    void close() {
        if (state() == OWN) {
            try {
                SyncObjects.of(tree).resolve(Kind.LOCK, id(), name).close();
            } catch (ClosedException _) {
                // It is gone already.
            }
        }
    }

    private int state() {
        return Words.getIntAcquire(cell.memory(), cell.lockAt() + STATE);
    }

    private CellId id() {
        return new CellId(
                Words.getInt(cell.memory(), cell.lockAt() + ARENA),
                Words.getInt(cell.memory(), cell.lockAt() + OFFSET),
                Words.getInt(cell.memory(), cell.lockAt() + GENERATION));
    }

    private void set(CellId id, int state) {
        Words.setInt(cell.memory(), cell.lockAt() + ARENA, id.arena());
        Words.setInt(cell.memory(), cell.lockAt() + OFFSET, id.offset());
        Words.setInt(cell.memory(), cell.lockAt() + GENERATION, id.generation());
        Words.setIntVolatile(cell.memory(), cell.lockAt() + STATE, state);
    }
}
