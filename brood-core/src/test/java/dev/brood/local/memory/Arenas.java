package dev.brood.local.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/// An arena in a directory of its own, for tests.
final class Arenas implements AutoCloseable {
    private final TreeDirectory directory;
    private final FileMutex growth;
    private final CellArena arena;

    private Arenas(TreeDirectory directory) {
        this.directory = directory;
        this.growth = new FileMutex(directory.file("growth"));
        this.arena = new CellArena(directory, growth);
    }

    /// Makes one.
    static Arenas create(Path base) throws Exception {
        TreeDirectory directory = TreeDirectory.create(base);
        Files.createFile(directory.file("growth"));
        return new Arenas(directory);
    }

    /// Opens the one that another process has made.
    static Arenas open(String path) {
        return new Arenas(TreeDirectory.of(Path.of(path)));
    }

    CellArena arena() {
        return arena;
    }

    TreeDirectory directory() {
        return directory;
    }

    static byte[] contents(Cell cell) {
        return slice(cell).toArray(ValueLayout.JAVA_BYTE);
    }

    static MemorySegment slice(Cell cell) {
        return cell.memory().asSlice(cell.offset(), cell.size());
    }

    @Override
    public void close() {
        arena.close();
        growth.close();
        directory.close();
    }
}
