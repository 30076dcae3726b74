package dev.brood.local.sync;

import dev.brood.ClosedException;
import dev.brood.SharedEvent;
import dev.brood.SharedLatch;
import dev.brood.SharedReadWriteLock;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.StaleCellException;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Attempts;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Tree;
import dev.brood.local.roster.WaitTable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The objects of a tree that this process knows, one handle for each.
public final class SyncObjects {
    private static final int FEW = 64;

    /// Of how many read-write locks a thread tells that it has them before it sleeps: it has to
    /// look at each there is.
    private static final int TOLD = 256;

    private final Tree tree;
    private final Map<CellId, LocalSync> known = new ConcurrentHashMap<>();

    /// How many were added since those that are closed were last looked for.
    private final AtomicInteger added = new AtomicInteger();

    /// Those of them that do not say in shared memory which thread has them.
    private final Set<LocalReadWriteLock> readWriteLocks = ConcurrentHashMap.newKeySet();

    private SyncObjects(Tree tree) {
        this.tree = tree;
        tree.addRecovery(this::recover);
        tree.waits().addHoldings(this::tellHoldings);
    }

    /// Returns the objects of a tree.
    ///
    /// @param tree the tree
    /// @return always the same object for one tree
    public static SyncObjects of(Tree tree) {
        return tree.service(SyncObjects.class, SyncObjects::new);
    }

    Tree tree() {
        return tree;
    }

    /// Makes an event.
    ///
    /// @param name its name, or null for one like `event-3`
    /// @return an event that is not set
    public SharedEvent event(@Nullable String name) {
        return LocalEvent.create(this, name);
    }

    /// Makes a lock for reading and writing.
    ///
    /// @param name its name, or null for one like `read-write-lock-3`
    /// @return a free lock
    public SharedReadWriteLock readWriteLock(@Nullable String name) {
        return LocalReadWriteLock.create(this, name);
    }

    /// Makes a latch.
    ///
    /// @param name its name, or null for one like `latch-3`
    /// @param count at least 0
    /// @return an open latch
    /// @throws IllegalArgumentException if the count is negative
    public SharedLatch latch(@Nullable String name, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a latch's count must be at least 0, was " + count);
        }
        return LocalLatch.create(this, name, count);
    }

    /// Makes an object.
    ///
    /// @param name its name, or null for one like `lock-3`
    /// @param bytes the size of its cell
    /// @param filler writes what is the kind's own, but for what belongs to the place, into a cell
    ///   with what another has left there
    LocalSync create(Kind kind, @Nullable String name, int bytes, Consumer<Cell> filler) {
        String label = name == null ? kind.label() + "-" + tree.nextNumber() : name;
        Cell cell = tree.arena().allocateAsLeft(kind.type(), bytes, tree.slot());
        CrashPoint.reach("sync.create.allocated");
        try {
            LocalSync.writeText(
                    cell.memory(),
                    cell.offset() + LocalSync.NAME_LENGTH,
                    cell.offset() + LocalSync.NAME,
                    LocalSync.LONGEST_NAME,
                    label);
            Words.setLong(
                    cell.memory(), cell.offset() + LocalSync.STATE, LocalSync.tagOf(cell.id()));
            filler.accept(cell);
            CrashPoint.reach("sync.create.filled");
            tree.arena().publish(cell);
        } catch (Throwable e) {
            tree.arena().free(cell.id());
            throw e;
        }
        LocalSync object = kind.open(this, cell);
        known.put(cell.id(), object);
        remember(object);
        forgetClosed();
        return object;
    }

    /// Finds an object that this or another process has made.
    ///
    /// @param name its name, for messages
    /// @return the one handle of it in this process
    /// @throws ClosedException if it was closed and is gone
    LocalSync resolve(Kind kind, CellId id, String name) {
        try {
            return known.computeIfAbsent(
                    id, _ -> remember(kind.open(this, tree.arena().resolve(id, kind.type()))));
        } catch (StaleCellException _) {
            throw new ClosedException(kind.label() + " '" + name + "' was closed, and is gone");
        } finally {
            forgetClosed();
        }
    }

    private LocalSync remember(LocalSync object) {
        if (object instanceof LocalReadWriteLock lock) {
            readWriteLocks.add(lock);
        }
        return object;
    }

    /// Tells which read-write locks the calling thread has.
    private void tellHoldings(WaitTable.Holder holder) {
        int looks = 0;
        for (LocalReadWriteLock lock : readWriteLocks) {
            int held = lock.held();
            if (held > 0) {
                holder.holds(lock.id(), held);
            }
            if (++looks == TOLD) {
                return;
            }
        }
    }

    void forget(CellId id) {
        LocalSync object = known.remove(id);
        if (object instanceof LocalReadWriteLock lock) {
            readWriteLocks.remove(lock);
        }
    }

    /// Forgets what other processes have closed; from time to time, as it looks at all.
    private void forgetClosed() {
        if (added.incrementAndGet() > known.size() + FEW) {
            added.set(0);
            known.values().removeIf(LocalSync::isClosed);
            readWriteLocks.removeIf(LocalSync::isClosed);
        }
    }

    /// Returns all objects of a kind that there are in the tree at some moment; for those that this
    /// process does not know, handles of no duration.
    List<LocalSync> all(Kind kind) {
        List<LocalSync> found = new ArrayList<>();
        for (CellId id : tree.arena().published(kind.type())) {
            LocalSync object = known.get(id);
            try {
                found.add(
                        object == null
                                ? kind.open(this, tree.arena().resolve(id, kind.type()))
                                : object);
            } catch (StaleCellException _) {
                // It was closed just now.
            }
        }
        return found;
    }

    /// See [dev.brood.local.roster.Recovery].
    private void recover(Tree of, Member dead) {
        Attempts attempts = new Attempts();
        for (Kind kind : Kind.values()) {
            for (Cell place : of.arena().places(kind.type())) {
                LocalSync object = known.get(place.id());
                attempts.run(
                        () -> (object == null ? kind.open(this, place) : object).recoverAll(dead));
            }
        }
        attempts.end();
    }

    /// Closes all objects this process knows, because the tree ends.
    public void close() {
        known.values().forEach(LocalSync::close);
    }
}
