package dev.brood.local.memory;

import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Shared memory for small objects: cells of 64 bytes to 2 KiB that any process allocates, looks up
/// and frees. Files of [CellFile] are added as they fill up; each state of a cell is changed by a
/// single compare-and-set, so that there is no lock to die with.
public final class CellArena implements AutoCloseable {
    static final int LARGEST_TYPE = 255;

    private final TreeDirectory directory;
    private final FileMutex growth;
    private final List<CellFile> files = new CopyOnWriteArrayList<>();

    /// Which file had room last: to look through those that are full each time would take long
    /// where there are many. A hint; races do no harm.
    private int recent;

    private boolean closed; // guarded by this

    /// Which of the processes that have had this one's number in the roster it is.
    private volatile int stamp;

    /// Makes the arena of a tree known to this process.
    ///
    /// @param directory the tree's
    /// @param growth held while a file is added
    public CellArena(TreeDirectory directory, FileMutex growth) {
        this.directory = directory;
        this.growth = growth;
    }

    /// Says which of the processes that have had this one's number in the roster it is, so that
    /// those who look from outside can tell it from the others.
    ///
    /// @param count how many there were before
    public void setStamp(int count) {
        stamp = count;
    }

    /// Takes a free cell, filled with zeros. It belongs to its maker until [#publish], and is free
    /// again if the maker dies before.
    ///
    /// @param type what will be in it, 1 to 255
    /// @param bytes the size of its contents, at most [CellFile#LARGEST]
    /// @param maker the maker's number in the roster, 0 to 65535
    /// @return the cell
    /// @throws dev.brood.ResourceException if there is no memory for another file
    public Cell allocate(int type, int bytes, int maker) {
        return allocate(type, bytes, maker, true);
    }

    /// As [#allocate], but with the contents that objects of the type before have left in it, zeros
    /// if there were none.
    ///
    /// @param type what will be in it, 1 to 255
    /// @param bytes the size of its contents, at most [CellFile#LARGEST]
    /// @param maker the maker's number in the roster, 0 to 65535
    /// @return the cell
    /// @throws dev.brood.ResourceException if there is no memory for another file
    public Cell allocateAsLeft(int type, int bytes, int maker) {
        return allocate(type, bytes, maker, false);
    }

    private Cell allocate(int type, int bytes, int maker, boolean clear) {
        if (bytes < 0 || bytes > CellFile.LARGEST) {
            throw new IllegalArgumentException(
                    "a cell holds 0 to " + CellFile.LARGEST + " bytes, not " + bytes);
        }
        if (type < 1 || type > LARGEST_TYPE) {
            throw new IllegalArgumentException(
                    "a cell's type must be 1 to " + LARGEST_TYPE + ", was " + type);
        }
        int mapped = files.size();
        int first = recent;
        for (int i = 0; ; i++) {
            int index = i < mapped ? (first + i) % mapped : i;
            Cell cell = fileOrNew(index).allocate(type, bytes, maker, clear);
            if (cell != null) {
                recent = index;
                return cell;
            }
        }
    }

    /// Makes a cell known: from now on it can be looked up, and outlives its maker.
    ///
    /// @param cell from [#allocate], by this process
    public void publish(Cell cell) {
        file(cell.id()).publish(cell.id(), stamp);
    }

    /// Looks up a cell that was published.
    ///
    /// @param id its name
    /// @param type what must be in it
    /// @return the cell
    /// @throws StaleCellException if it was freed since, or never was: the id may come from
    ///   anywhere
    public Cell resolve(CellId id, int type) {
        return file(id).resolve(id, type);
    }

    /// Returns whether a cell has not been freed.
    ///
    /// @param cell looked up before
    /// @return false if it was freed
    public boolean isCurrent(Cell cell) {
        return file(cell.id()).isCurrent(cell.id());
    }

    /// Frees a cell. Its contents stay as they are until it is allocated again.
    ///
    /// @param id its name
    /// @return false if it was freed before
    /// @throws StaleCellException if there is no such cell and never was
    public boolean free(CellId id) {
        return file(id).free(id);
    }

    /// Returns the published cells of a type at some moment.
    ///
    /// @param type what is in them
    /// @return their names
    public List<CellId> published(int type) {
        mapAll();
        return files.stream().flatMap(file -> file.published(type).stream()).toList();
    }

    /// Returns all places at which there is or was a cell of a type, whatever is there at some
    /// moment.
    ///
    /// @param type of the objects
    /// @return the places, each with the name of the cell that is there, or that will be the next
    public List<Cell> places(int type) {
        mapAll();
        return files.stream().flatMap(file -> file.places(type).stream()).toList();
    }

    /// Returns the cells of a type that a process has allocated and not published.
    ///
    /// @param type what was to be in them
    /// @param maker the process's number in the roster; dead, or nothing can be told
    /// @return the cells
    public List<Cell> claimed(int type, int maker) {
        mapAll();
        return files.stream().flatMap(file -> file.claimed(type, maker).stream()).toList();
    }

    /// Frees what a dead process had allocated and not published. Idempotent.
    ///
    /// @param maker its number in the roster
    public void recover(int maker) {
        mapAll();
        files.forEach(file -> file.freeClaimsOf(maker));
    }

    private CellFile file(CellId id) {
        if (id.arena() < 0) {
            throw new StaleCellException(id, "no arena has a negative number");
        }
        if (!isMapped(id.arena())) {
            throw new StaleCellException(id, "this tree has no such arena");
        }
        return files.get(id.arena());
    }

    private CellFile fileOrNew(int index) {
        if (!isMapped(index)) {
            growth.run(() -> {
                // While this is held nobody else makes a file.
                while (!isMapped(index)) {
                    CellFile.create(directory, files.size()).close();
                }
            });
        }
        return files.get(index);
    }

    private void mapAll() {
        var _ = isMapped(Integer.MAX_VALUE);
    }

    private boolean isMapped(int index) {
        return files.size() > index || mapTo(index);
    }

    /// Maps files up to a number, as far as there are any. Several threads may want the same: each
    /// has to be told of the one that it wants, not of the next.
    ///
    /// @return false if there is no such file
    private synchronized boolean mapTo(int index) {
        while (files.size() <= index) {
            if (closed) {
                // What is mapped now would stay so for ever.
                throw new IllegalStateException("the arena in " + directory + " was closed");
            }
            try {
                files.add(CellFile.open(directory, files.size()));
            } catch (NoSuchFileException _) {
                return false;
            }
        }
        return true;
    }

    /// Unmaps all. A second call does nothing.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            files.forEach(CellFile::close);
        }
    }
}
