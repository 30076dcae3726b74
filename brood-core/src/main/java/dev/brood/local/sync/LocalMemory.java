package dev.brood.local.sync;

import dev.brood.ClosedException;
import dev.brood.NameTakenException;
import dev.brood.SharedMemory;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.Segment;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;

/// A [SharedMemory] of this tree: a file that each user maps.
final class LocalMemory implements SharedMemory, Portable {
    private static final long serialVersionUID = 1;

    private final transient Lifetimes lifetimes;
    private final transient Lifetime lifetime;
    private final transient CellId id;
    private final transient String name;
    private final transient MemorySegment memory;

    LocalMemory(Lifetimes lifetimes, Lifetime lifetime) {
        this.lifetimes = lifetimes;
        this.lifetime = lifetime;
        this.id = lifetime.cell().id();
        this.name = MemoryNames.read(lifetime.cell());
        this.memory = lifetime.contents().asSlice(0, lifetime.cell().length());
    }

    /// Makes one.
    ///
    /// @param name its name, or null for one like `memory-3`
    static SharedMemory create(Lifetimes lifetimes, @Nullable String name, long size) {
        if (size < 1) {
            throw new IllegalArgumentException("a memory's size must be at least 1, was " + size);
        }
        if (name != null) {
            requireFree(lifetimes.tree(), MemoryNames.require(name), size);
        }
        Tree tree = lifetimes.tree();
        Room.require(tree, "memory of " + size + " bytes", size, 1);
        Lifetimes.Draft draft = lifetimes.begin(DataKind.MEMORY, MemoryNames.BYTES);
        Segment file = null;
        try {
            draft.cell().setLength(size);
            long padded = (size + 7) & -8;
            file =
                    tree.holds(
                            Segment.create(
                                    DataKind.MEMORY.file(tree, draft.cell().number()),
                                    padded,
                                    padded));
            // Looked for and taken in one step.
            tree.exclusively(() -> {
                MemoryNames.write(draft.cell(), name == null ? unused(tree) : name);
                if (name != null) {
                    requireFree(tree, name, size);
                }
                lifetimes.publish(draft);
            });
            return (SharedMemory) lifetimes.add(draft, file);
        } catch (Throwable e) {
            lifetimes.cancel(draft, file);
            throw e;
        }
    }

    private static void requireFree(Tree tree, String name, long size) {
        ObjectCell other = MemoryNames.find(tree.arena(), name);
        if (other != null) {
            throw new NameTakenException(
                    "cannot make memory '%s' of %d bytes: there is one of that name, of %d bytes, in %s; attach it, unlink it or choose another name"
                            .formatted(name, size, other.length(), tree));
        }
    }

    private static String unused(Tree tree) {
        String name = "memory-" + tree.nextNumber();
        while (MemoryNames.find(tree.arena(), name) != null) {
            name = "memory-" + tree.nextNumber();
        }
        return name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return memory.byteSize();
    }

    @Override
    public MemorySegment segment() {
        String how = lifetime.endedHere();
        if (how != null) {
            throw new ClosedException(this + " is " + how);
        }
        return memory;
    }

    @Override
    public boolean isClosed() {
        return lifetime.endedHere() != null;
    }

    @Override
    public void close() {
        lifetime.leave();
    }

    @Override
    public boolean unlink() {
        return lifetimes.unlink(DataKind.MEMORY, id);
    }

    @Override
    public Reference reference() {
        return lifetime.reference();
    }

    /// For Java serialization.
    private Object writeReplace() {
        return reference();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("shared memory travels as a reference");
    }

    @Override
    public String toString() {
        return "memory '" + name + "' (" + size() + " bytes)";
    }
}
