package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.Diagnosis.Access;
import dev.brood.local.memory.ArenaView;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellView;
import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A queue as one sees it who is not of its tree: by reads alone.
///
/// @param cell where it is
/// @param name its name
/// @param ring what is in it, and who waits
public record QueueView(CellView cell, String name, RingView ring) {
    /// Returns all there are in a tree.
    ///
    /// @param directory the tree's
    /// @param arena the tree's
    /// @return a new list
    /// @throws IOException if the memory of one can't be read
    public static List<QueueView> all(Path directory, ArenaView arena) throws IOException {
        List<QueueView> found = new ArrayList<>();
        for (CellView view : arena.published(Queues.TYPE)) {
            open(directory, view).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<QueueView> open(Path directory, CellView view) throws IOException {
        Cell cell = view.cell();
        long number = Words.getLong(cell.memory(), cell.offset());
        boolean hidden = isHidden(cell);
        String name = name(cell);
        if (hidden || !view.isUnchanged()) {
            return Optional.empty();
        }
        try (Segment segment = Segment.openToRead(directory.resolve(RingFile.name(number)))) {
            return Optional.of(new QueueView(view, name, RingView.read(segment.memory())));
        } catch (NoSuchFileException _) {
            return Optional.empty(); // it is being closed
        }
    }

    private static boolean isHidden(Cell cell) {
        return Words.getInt(cell.memory(), cell.offset() + Queues.NAME_LENGTH) == Queues.HIDDEN;
    }

    private static String name(Cell cell) {
        long at = cell.offset();
        int length = Words.getInt(cell.memory(), at + Queues.NAME_LENGTH);
        byte[] bytes = new byte[Math.clamp(length, 0, Queues.LONGEST_NAME)];
        MemorySegment.copy(
                cell.memory(), at + Queues.NAME, MemorySegment.ofArray(bytes), 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Returns what threads wait to do that have written that they wait for a queue.
    ///
    /// @param wanted what they have written
    /// @return put, take or join
    public static Access accessOf(int wanted) {
        return switch (wanted) {
            case BlockingRing.PUT -> Access.PUT;
            case BlockingRing.JOIN -> Access.JOIN;
            default -> Access.TAKE;
        };
    }

    /// Returns how much memory a file of a tree takes: a ring's file is longer than what of it has
    /// been used.
    ///
    /// @param file any file of a tree's directory
    /// @return a number of bytes, 0 if it is gone
    public static long bytes(Path file) {
        try {
            long length = Files.size(file);
            if (!RingFile.isName(file.getFileName().toString()) || length < AREA) {
                return length;
            }
            try (Segment segment = Segment.openToRead(file)) {
                long committed = Words.getLongAcquire(segment.memory(), COMMITTED);
                return Math.clamp(AREA + committed, AREA, length);
            }
        } catch (IOException _) {
            return 0;
        }
    }
}
