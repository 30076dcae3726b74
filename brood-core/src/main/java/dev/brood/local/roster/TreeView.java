package dev.brood.local.roster;

import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A tree as one sees it who is not of it: its file, mapped read-only, without any lock.
public final class TreeView implements AutoCloseable {
    private final Path directory;
    private final Segment segment;
    private final MemorySegment memory;

    private TreeView(Path directory, Segment segment) {
        this.directory = directory;
        this.segment = segment;
        this.memory = segment.memory();
    }

    /// A process of the tree.
    ///
    /// @param member its entry
    /// @param generation how many processes had the entry before
    public record Seen(Member member, int generation) {}

    /// Maps a tree's file.
    ///
    /// @param directory the tree's
    /// @return the view
    /// @throws NoSuchFileException if there is no tree in it, yet or any more
    /// @throws IOException if it can't be read
    /// @throws IllegalStateException if it is of another version of Brood; the message says so
    public static TreeView open(Path directory) throws IOException {
        Segment segment = Segment.openToRead(directory.resolve(Tree.FILE));
        try {
            MemorySegment memory = segment.memory();
            if (memory.byteSize() < Long.BYTES || Words.getLongAcquire(memory, 0) == 0) {
                throw new NoSuchFileException(Tree.FILE, null, "it is being made");
            }
            TreeHeader.requireVersion(directory, memory);
            return new TreeView(directory, segment);
        } catch (Throwable e) {
            segment.close();
            throw e;
        }
    }

    /// Returns where it is.
    ///
    /// @return the tree's directory
    public Path directory() {
        return directory;
    }

    /// Returns the process id of the root.
    ///
    /// @return a process id
    public long rootPid() {
        return Words.getLong(memory, TreeHeader.ROOT_PID_AT);
    }

    /// Returns when the root was started.
    ///
    /// @return see [dev.brood.local.os.OperatingSystem#startToken]
    public long rootStartToken() {
        return Words.getLong(memory, TreeHeader.ROOT_START_AT);
    }

    /// Returns the processes that run, or have died and were not recovered yet.
    ///
    /// @return a new list, in the order of their entries
    public List<Seen> processes() {
        List<Seen> seen = new ArrayList<>();
        for (int slot = 0; slot < Roster.CAPACITY; slot++) {
            process(slot).ifPresent(seen::add);
        }
        return seen;
    }

    /// As [Roster#member], but of those too that have died and are being recovered.
    private Optional<Seen> process(int slot) {
        long at = Tree.ROSTER + (long) slot * Roster.ENTRY;
        while (Words.getIntAcquire(memory, at + Roster.STATE) >= Roster.LIVE) {
            int generation = Words.getIntAcquire(memory, at + Roster.GENERATION);
            Member member = Roster.read(memory, at, slot);
            VarHandle.acquireFence();
            if (Words.getInt(memory, at + Roster.GENERATION) == generation
                    && Words.getInt(memory, at + Roster.STATE) >= Roster.LIVE) {
                return Optional.of(new Seen(member, generation));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        segment.close();
    }
}
