package dev.brood.local.sync;

import dev.brood.ClosedException;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellArena;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.Segment;
import dev.brood.local.memory.StaleCellException;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Attempts;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// How long the shared data of a tree lives, and the handles to it that this process has.
///
/// **Users.** An object knows by which processes it is used: each that has a handle to it is in its
/// set of users, from before the handle exists. A process leaves the set when its handle is garbage
/// or, if it has a file, when it is closed there, or when the process has died. Only then can no
/// operation of that process be under way, and only without any users is the cell given back: so no
/// operation ever meets another object in its cell, however long it was suspended between two
/// instructions.
///
/// **Sent.** While a handle is on its way (in a queue, say) no one may be its user. So an object of
/// which a handle was ever encoded lives on without users, until it is closed or the tree ends. One
/// of which none was ever encoded can't be reached any more when its users are gone.
///
/// | closer | sent | users | the object is | and goes when |
/// |---|---|---|---|---|
/// | 0 | 0 | some | used by its maker alone | its maker is gone |
/// | 0 | 1 | any | in use | closed |
/// | pid | any | some | closed, its files deleted; its cell kept for late operations | the last user leaves |
/// | 0 | 0 | none | unreachable | whoever took the last user out, or recovery, gives it back |
/// | pid | any | none | closed | likewise |
///
/// Users change under the tree's mutex, which recovery has too. Whoever dies after closer was set
/// and before the files are deleted, or after the last user was taken out and before the cell is
/// given back, leaves a state of this table, which recovery of any death brings to its end.
public final class Lifetimes {
    private final Tree tree;
    private final Map<CellId, Known> known = new ConcurrentHashMap<>();

    /// The handles that must not become garbage, as that would unmap what users have views of.
    private final Map<CellId, Object> kept = new ConcurrentHashMap<>();

    private final ReferenceQueue<Object> garbage = new ReferenceQueue<>();

    /// A handle of this process.
    private static final class Known extends WeakReference<Object> {
        final ObjectCell cell;
        final Lifetime lifetime;

        Known(Object handle, Lifetime lifetime, ReferenceQueue<Object> garbage) {
            super(handle, garbage);
            this.cell = lifetime.cell();
            this.lifetime = lifetime;
        }
    }

    private Lifetimes(Tree tree) {
        this.tree = tree;
        tree.addRecovery(this::recover);
    }

    /// Returns the shared data of a tree.
    ///
    /// @param tree the tree
    /// @return always the same object for one tree
    public static Lifetimes of(Tree tree) {
        return tree.service(Lifetimes.class, Lifetimes::new);
    }

    Tree tree() {
        return tree;
    }

    /// Begins an object: takes its cell, with its number and this process as its user. Until it is
    /// [#finish]ed it goes with this process.
    Draft begin(DataKind kind, int extra) {
        releaseGarbage();
        Cell claimed = ObjectCell.allocate(tree, kind, extra);
        CrashPoint.reach("object.create.claimed");
        ObjectCell cell = new ObjectCell(claimed);
        cell.setNumber(tree.nextNumber());
        cell.addUser(tree.slot());
        CrashPoint.reach("object.create.numbered");
        return new Draft(kind, claimed, cell);
    }

    /// An object that is being made.
    record Draft(DataKind kind, Cell claimed, ObjectCell cell) {}

    /// Makes an object known.
    ///
    /// @param file its memory, if it has some; closed here if that fails
    Object finish(Draft draft, @Nullable Segment file) {
        publish(draft);
        return add(draft, file);
    }

    /// The first half of [#finish], for who has to do it under the tree's mutex.
    void publish(Draft draft) {
        CrashPoint.reach("object.create.filled");
        tree.arena().publish(draft.claimed());
        CrashPoint.reach("object.create.published");
    }

    /// The second half of [#finish].
    Object add(Draft draft, @Nullable Segment file) {
        return add(draft.kind(), draft.cell(), file);
    }

    /// Gives back what was begun.
    void cancel(Draft draft, @Nullable Segment file) {
        if (file != null) {
            file.close();
        }
        draft.kind().unlink(tree, draft.cell().number());
        boolean _ = tree.arena().free(draft.cell().id());
    }

    private Object add(DataKind kind, ObjectCell cell, @Nullable Segment file) {
        Lifetime lifetime = new Lifetime(this, tree, kind, cell, file);
        Object handle = Handles.open(this, lifetime);
        Known entry = new Known(handle, lifetime, garbage);
        if (kind == DataKind.MEMORY) {
            keep(cell, handle);
        }
        known.put(cell.id(), entry);
        return handle;
    }

    /// Keeps the handle of an object of which there may be views that have to stay valid.
    void keep(ObjectCell cell, Object handle) {
        kept.put(cell.id(), handle);
    }

    /// Finds an object that this or another process has made.
    ///
    /// @param kind what it is
    /// @param id its cell
    /// @param label for messages
    /// @return the one handle to it in this process
    /// @throws ClosedException if it was closed
    Object resolve(DataKind kind, CellId id, String label) {
        Object handle = find(id);
        return handle != null ? handle : open(kind, id, label);
    }

    /// Finds an object by something else than its name.
    ///
    /// @param search finds its cell; under the tree's mutex
    /// @return the one handle to it in this process, or null if it was not found
    @Nullable Object find(DataKind kind, Function<CellArena, @Nullable ObjectCell> search) {
        while (true) {
            AtomicReference<@Nullable ObjectCell> found = new AtomicReference<>();
            tree.exclusively(() -> found.set(search.apply(tree.arena())));
            ObjectCell cell = found.get();
            if (cell == null) {
                return null;
            }
            try {
                return resolve(kind, cell.id(), kind.label);
            } catch (ClosedException e) {
                if (tree.isClosing()) {
                    throw e;
                }
            }
        }
    }

    private @Nullable Object find(CellId id) {
        Known entry = known.get(id);
        return entry == null ? null : entry.get();
    }

    private synchronized Object open(DataKind kind, CellId id, String label) {
        Object handle = find(id);
        if (handle != null) {
            return handle;
        }
        releaseGarbage();
        ObjectCell cell = enter(kind, id, label);
        CrashPoint.reach("object.open.entered");
        Segment file = null;
        if (kind.isMapped) {
            try {
                file = tree.holds(Segment.open(kind.file(tree, cell.number())));
            } catch (NoSuchFileException _) {
                release(kind, cell);
                throw gone(label);
            } catch (RuntimeException e) {
                release(kind, cell);
                throw e;
            }
        }
        return add(kind, cell, file);
    }

    /// Makes this process a user.
    private ObjectCell enter(DataKind kind, CellId id, String label) {
        try {
            ObjectCell cell = new ObjectCell(tree.arena().resolve(id, kind.type));
            tree.exclusively(() -> {
                // Looked up again, now that it can't be given back.
                Objects.requireNonNull(tree.arena().resolve(id, kind.type));
                if (cell.closer() != 0) {
                    throw gone(label);
                }
                cell.addUser(tree.slot());
            });
            return cell;
        } catch (StaleCellException _) {
            throw gone(label);
        }
    }

    private static ClosedException gone(String label) {
        return new ClosedException(label + " was closed, and is gone");
    }

    /// Takes this process out of the users of an object. Not while a new handle to it is made.
    synchronized void release(DataKind kind, ObjectCell cell) {
        Known entry = known.get(cell.id());
        if (entry != null) {
            known.remove(cell.id(), entry);
        }
        kept.remove(cell.id());
        tree.exclusively(() -> {
            cell.removeUser(tree.slot());
            CrashPoint.reach("object.release.left");
            settle(kind, cell);
        });
    }

    /// Forgets a handle, without taking this process out of the users: what it has once used is not
    /// given back while it lives, unless it is unlinked.
    synchronized void leave(DataKind kind, ObjectCell cell) {
        known.remove(cell.id());
        kept.remove(cell.id());
        tree.exclusively(() -> {
            if (cell.closer() != 0) {
                cell.removeUser(tree.slot());
                settle(kind, cell);
            }
        });
    }

    /// Closes an object that those who have it go on using.
    ///
    /// @return false if it was closed before
    synchronized boolean unlink(DataKind kind, CellId id) {
        boolean[] done = {false};
        try {
            tree.exclusively(() -> {
                ObjectCell cell = new ObjectCell(tree.arena().resolve(id, kind.type));
                done[0] = cell.close(tree.pid());
                CrashPoint.reach("object.close.marked");
                kind.unlink(tree, cell.number());
                CrashPoint.reach("object.close.unlinked");
                if (!known.containsKey(id)) {
                    cell.removeUser(tree.slot());
                    settle(kind, cell);
                }
            });
            return done[0];
        } catch (StaleCellException _) {
            return false;
        } catch (IllegalStateException e) {
            if (tree.isClosing()) {
                return false;
            }
            throw e;
        }
    }

    /// Takes this process out of the users of the objects whose handles are garbage.
    private synchronized void releaseGarbage() {
        java.lang.ref.Reference<?> next = garbage.poll();
        while (next != null) {
            if (next instanceof Known entry) {
                entry.lifetime.unmap();
                // Else a new handle to the object, with a mapping of its own, has taken its place.
                if (known.remove(entry.cell.id(), entry)) {
                    release(entry.lifetime.kind(), entry.cell);
                }
            }
            next = garbage.poll();
        }
    }

    /// Gives an object back that no one can reach any more. Under the tree's mutex. Any number of
    /// times, by anyone.
    private void settle(DataKind kind, ObjectCell cell) {
        if (!cell.hasUsers() && (cell.closer() != 0 || !cell.isSent())) {
            kind.unlink(tree, cell.number());
            CrashPoint.reach("object.release.unlinked");
            new DataLock(tree, cell, kind.label).close();
            boolean _ = tree.arena().free(cell.id());
        }
    }

    /// See [dev.brood.local.roster.Recovery].
    private void recover(Tree of, Member dead) {
        Attempts attempts = new Attempts();
        for (DataKind kind : DataKind.values()) {
            for (Cell half : of.arena().claimed(kind.type, dead.slot())) {
                attempts.run(() -> kind.unlink(of, new ObjectCell(half).number()));
            }
            if (kind.isGuarded()) {
                attempts.run(() -> SpilledValues.deleteDrafts(of, kind, dead.pid()));
            }
            for (CellId id : of.arena().published(kind.type)) {
                attempts.run(() -> recover(kind, id, dead));
            }
        }
        attempts.end();
    }

    private void recover(DataKind kind, CellId id, Member dead) {
        ObjectCell cell;
        try {
            cell = new ObjectCell(tree.arena().resolve(id, kind.type));
        } catch (StaleCellException _) {
            return; // its maker has given it up just now
        }
        if (kind.isGuarded()) {
            cell.mutex(tree).recover(dead.pid());
        }
        cell.removeUser(dead.slot());
        if (cell.closer() != 0) {
            kind.unlink(tree, cell.number()); // should the dead have been about to do this
            new DataLock(tree, cell, kind.label).close();
        }
        settle(kind, cell);
    }

    /// Ends the use of all objects by this process, because the tree ends.
    public void close() {
        List<Known> all = new ArrayList<>(known.values());
        known.clear();
        kept.clear();
        all.forEach(entry -> entry.lifetime.abandon());
    }
}
