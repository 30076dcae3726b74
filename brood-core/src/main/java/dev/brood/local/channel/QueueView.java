package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.Diagnosis.Access;
import dev.brood.local.memory.ArenaView;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellView;
import dev.brood.local.memory.Segment;
import dev.brood.local.memory.WaitPoint;
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
/// @param capacity the most items
/// @param size how many items are in it
/// @param isClosed whether it was closed
/// @param putting how many wait to put
/// @param taking how many wait to take
public record QueueView(
        CellView cell,
        String name,
        int capacity,
        int size,
        boolean isClosed,
        int putting,
        int taking) {

    /// How often to read again what has changed meanwhile.
    private static final int READS = 16;

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
        String name = name(cell);
        if (!view.isUnchanged()) {
            return Optional.empty();
        }
        try (Segment segment = Segment.openToRead(directory.resolve(RingFile.name(number)))) {
            return Optional.of(read(view, name, segment.memory()));
        } catch (NoSuchFileException _) {
            return Optional.empty(); // it is being closed
        }
    }

    private static String name(Cell cell) {
        long at = cell.offset();
        int length = Words.getInt(cell.memory(), at + Queues.NAME_LENGTH);
        byte[] bytes = new byte[Math.clamp(length, 0, Queues.LONGEST_NAME)];
        MemorySegment.copy(
                cell.memory(), at + Queues.NAME, MemorySegment.ofArray(bytes), 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static QueueView read(CellView view, String name, MemorySegment memory) {
        int size = 0;
        for (int i = 0; i < READS; i++) {
            long head = Words.getLongVolatile(memory, HEAD);
            size = count(Words.getLongVolatile(memory, TAIL)) - count(head);
            if (Words.getLongVolatile(memory, HEAD) == head) {
                break;
            }
        }
        return new QueueView(
                view,
                name,
                Words.getInt(memory, CAPACITY),
                size,
                Words.getIntAcquire(memory, CLOSED_BY) != 0,
                WaitPoint.waiters(memory, NOT_FULL),
                WaitPoint.waiters(memory, NOT_EMPTY));
    }

    /// Returns what threads wait to do that have written that they wait for a queue.
    ///
    /// @param wanted what they have written
    /// @return put or take
    public static Access accessOf(int wanted) {
        return wanted == BlockingRing.PUT ? Access.PUT : Access.TAKE;
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
