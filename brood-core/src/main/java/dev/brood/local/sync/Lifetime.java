package dev.brood.local.sync;

import dev.brood.ClosedException;
import dev.brood.SharedLock;
import dev.brood.codec.Reference;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.RobustMutex;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// What an object's handle in this process knows of its life: whether it is closed and by whom, how
/// its handle travels, and what is mapped for it.
///
/// The cell of an array or of memory may be given back once its segment is unmapped, and then it is
/// another object's; so what writes to it does so inside a synchronized method. Other objects'
/// cells are given back only when their handle is garbage; so their operations end in a
/// [java.lang.ref.Reference#reachabilityFence].
final class Lifetime {
    private final Lifetimes lifetimes;
    private final Tree tree;
    private final DataKind kind;
    private final ObjectCell cell;
    private final MemorySegment memory;
    private final long closerAt;
    private final @Nullable Segment segment;
    private final String label;
    private final long treeId;
    private final DataLock lock;

    private boolean unmapped; // guarded by this
    private volatile boolean kept;

    /// How it ended in this process; written in synchronized methods.
    private volatile @Nullable String ending;

    Lifetime(
            Lifetimes lifetimes,
            Tree tree,
            DataKind kind,
            ObjectCell cell,
            @Nullable Segment file) {
        this.lifetimes = lifetimes;
        this.tree = tree;
        this.kind = kind;
        this.cell = cell;
        this.memory = cell.memory();
        this.closerAt = cell.closerAt();
        this.segment = file;
        this.treeId = tree.id();
        this.label = "shared " + kind.label + " " + cell.number();
        this.lock = new DataLock(tree, cell, label);
    }

    Tree tree() {
        return tree;
    }

    DataKind kind() {
        return kind;
    }

    ObjectCell cell() {
        return cell;
    }

    /// Returns the memory of an object that has a file.
    MemorySegment contents() {
        if (segment == null) {
            throw new IllegalStateException(label + " has no memory of its own");
        }
        return segment.memory();
    }

    /// Looks whether the object is closed.
    ///
    /// @throws ClosedException if it is
    /// @throws IllegalStateException if the tree has ended; to be given to [#explain]
    void check() {
        if (Words.getInt(memory, closerAt) != 0) {
            throw closed();
        }
    }

    /// Returns the lock of the object.
    synchronized SharedLock lock() {
        try {
            requireUse();
            SharedLock own = lock.get();
            requireUse();
            return own;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    /// Gives the object a lock.
    synchronized void useLock(SharedLock other) {
        Objects.requireNonNull(other, "lock");
        requireUse();
        lock.lend(other);
    }

    private void requireUse() {
        try {
            if (ending != null || cell.closer() != 0) {
                throw closed();
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    boolean isClosed() {
        if (ending != null) {
            return true;
        }
        try {
            return cell.closer() != 0;
        } catch (IllegalStateException _) {
            return true; // unmapped, as the tree has ended
        }
    }

    /// Tells what it means that memory is not there any more.
    RuntimeException explain(IllegalStateException e) {
        if (tree.isClosing()) {
            return new ClosedException(label + " is " + treeEnded());
        }
        return isClosed() ? closed() : e;
    }

    /// Returns the exception for who comes too late.
    ClosedException closed() {
        return new ClosedException(ending());
    }

    /// Tells how the object was closed, and ends its use here if that was not done.
    String ending() {
        if (ending == null) {
            // Unless another thread is quicker: by now the cell may be another object's.
            end(describeCloser());
        }
        return label + " is " + ending;
    }

    private String describeCloser() {
        try {
            int closer = cell.closer();
            return closer == tree.pid()
                    ? "closed by this process"
                    : tree.roster()
                            .find(closer)
                            .map(member -> "closed by " + member)
                            .orElse("closed by pid " + closer);
        } catch (IllegalStateException _) {
            return treeEnded();
        }
    }

    private String treeEnded() {
        return "closed, as " + tree + " has ended";
    }

    /// Closes the object for all processes.
    ///
    /// @param guard the mutex under which the object's files are made, if they are made after it
    synchronized void close(@Nullable RobustMutex guard) {
        try {
            if (ending == null && cell.closer() == 0) {
                mark(guard);
                CrashPoint.reach("object.close.marked");
                kind.unlink(tree, cell.number());
                CrashPoint.reach("object.close.unlinked");
                lock.close();
            }
            end(describeCloser());
        } catch (IllegalStateException e) {
            if (!tree.isClosing()) {
                throw e;
            }
        }
    }

    /// Under the guard, so that whoever holds it and finds the object open can make a file that the
    /// closer will delete.
    private void mark(@Nullable RobustMutex guard) {
        if (guard == null) {
            cell.close(tree.pid());
            return;
        }
        boolean _ = guard.lock(); // what its last owner left half-done is deleted with the rest
        try {
            cell.close(tree.pid());
        } finally {
            guard.unlock();
        }
    }

    /// Ends the use of the object by this process. Without effect if it has ended.
    ///
    /// @param how for messages: `closed by …`
    synchronized void end(String how) {
        if (ending == null) {
            boolean release = segment != null && !kind.isGuarded();
            if (release) {
                unmap(); // first: it fails while input or output goes on in it
            }
            ending = how;
            if (release) {
                lifetimes.release(kind, cell);
            }
        }
    }

    /// Unmaps what the object has mapped. If it has a mutex, only when its handle is garbage: under
    /// a thread that holds the mutex it would leave it locked, by a process that lives.
    synchronized void unmap() {
        if (segment != null && !unmapped) {
            segment.close();
            unmapped = true;
        }
    }

    /// Ends the use of what others go on using, by this process only.
    synchronized void leave() {
        if (ending == null && segment != null) {
            unmap(); // first: it fails while input or output goes on in it
            ending = "closed by this process";
            try {
                lifetimes.leave(kind, cell);
            } catch (IllegalStateException e) {
                if (!tree.isClosing()) {
                    throw e;
                }
            }
        }
    }

    /// Returns how the use of the object by this process ended, or null if it has not.
    @Nullable String endedHere() {
        return ending;
    }

    /// Unmaps, because the tree ends.
    synchronized void abandon() {
        unmap();
        if (ending == null) {
            ending = treeEnded();
        }
    }

    /// Keeps the handle from becoming garbage until the object is closed.
    void keep(Object handle) {
        if (!kept) {
            keepNow(handle);
        }
    }

    private synchronized void keepNow(Object handle) {
        if (ending == null) {
            lifetimes.keep(cell, handle);
            kept = true;
        }
    }

    /// Returns what the handle travels as, having marked the object as sent.
    synchronized Reference reference() {
        try {
            if (ending == null && cell.closer() == 0) {
                cell.setSent();
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
        CellId id = cell.id();
        return new ObjectReference(
                treeId, kind.type, id.arena(), id.offset(), id.generation(), label);
    }

    /// Describes the object.
    ///
    /// @param open what to say of one that is open
    String describe(String open) {
        return isClosed() ? ending() : label + " (" + open + ")";
    }

    /// Returns what the object is called in messages.
    @Override
    public String toString() {
        return label;
    }
}
