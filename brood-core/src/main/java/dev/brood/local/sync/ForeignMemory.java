package dev.brood.local.sync;

import dev.brood.ClosedException;
import dev.brood.NameNotFoundException;
import dev.brood.SharedMemory;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.local.memory.CellArena;
import dev.brood.local.memory.FileMutex;
import dev.brood.local.memory.Segment;
import dev.brood.local.memory.TreeDirectory;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A [SharedMemory] of another tree, attached by its name. Nothing there knows of it.
final class ForeignMemory implements SharedMemory, Portable {
    private static final long serialVersionUID = 1;

    private final transient Path directory;
    private final transient String name;
    private final transient Segment file;
    private final transient MemorySegment memory;
    private transient volatile boolean closed;

    private ForeignMemory(Path directory, String name, Segment file, long size) {
        this.directory = directory;
        this.name = name;
        this.file = file;
        this.memory = file.memory().asSlice(0, size);
    }

    /// What a handle travels as: where it is decoded it is attached anew.
    ///
    /// @param directory the other tree's
    /// @param name the memory's
    record Name(String directory, String name) implements Reference {
        @Override
        public Object resolve() {
            SharedMemory found = attach(Path.of(directory), name);
            if (found == null) {
                throw new NameNotFoundException(
                        "memory '" + name + "' of the tree in " + directory + " is gone");
            }
            return found;
        }

        /// For Java serialization.
        private Object readResolve() {
            return resolve();
        }
    }

    /// Attaches memory of a living tree of this user that is not this process's.
    static SharedMemory attach(Tree own, String name) {
        for (Path directory : TreeDirectory.living()) {
            SharedMemory found =
                    directory.equals(own.directory().path()) ? null : attach(directory, name);
            if (found != null) {
                return found;
            }
        }
        throw new NameNotFoundException(
                "no memory has the name '%s', in %s or any other tree of this user in %s"
                        .formatted(name, own, TreeDirectory.base()));
    }

    private static @Nullable SharedMemory attach(Path directory, String name) {
        if (!Tree.isReadable(directory)) {
            return null;
        }
        TreeDirectory place = TreeDirectory.of(directory);
        // The mutex is for adding to the arena, which is not done here; so it is never opened.
        try (FileMutex unused = new FileMutex(place.file("recovery"));
                CellArena arena = new CellArena(place, unused)) {
            ObjectCell cell = MemoryNames.find(arena, name);
            if (cell == null) {
                return null;
            }
            long size = cell.length();
            Segment file = Segment.open(place.file(DataKind.MEMORY.label + "-" + cell.number()));
            return new ForeignMemory(directory, name, file, size);
        } catch (NoSuchFileException _) {
            return null; // unlinked just now
        }
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
        if (closed) {
            throw new ClosedException(this + " is closed by this process");
        }
        return memory;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            file.close();
            closed = true;
        }
    }

    @Override
    public boolean unlink() {
        throw new IllegalStateException(
                this + " belongs to another tree; only the processes of that may unlink it");
    }

    @Override
    public Reference reference() {
        return new Name(directory.toString(), name);
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
        return "memory '" + name + "' (" + size() + " bytes) of " + directory.getFileName();
    }
}
