package dev.brood.local.sync;

import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellArena;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.StaleCellException;
import dev.brood.local.memory.Words;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The names of memory, which are in its cells behind what all objects have:
///
/// ```
///   0        4              104
///   +--------+--------------+
///   | length | name         |
///   +--------+--------------+
/// ```
///
/// Written by the maker before the cell is published; never changed.
final class MemoryNames {
    private static final int LONGEST = 100;

    /// The size of a name in a cell.
    static final int BYTES = 4 + LONGEST;

    private static final Pattern VALID =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0," + (LONGEST - 1) + "}");

    private MemoryNames() {}

    /// Refuses a name that is not one.
    static String require(String name) {
        if (!VALID.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a memory's name must be 1 to %d letters, digits, '_', '-' and '.', and begin with none of the last two; was '%s'"
                            .formatted(LONGEST, name.replace("\0", "\\0")));
        }
        return name;
    }

    static void write(ObjectCell cell, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        long at = cell.start() + ObjectCell.EXTRA;
        Words.setInt(cell.memory(), at, bytes.length);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, cell.memory(), at + 4, bytes.length);
    }

    static String read(ObjectCell cell) {
        long at = cell.start() + ObjectCell.EXTRA;
        int length = Math.clamp(Words.getInt(cell.memory(), at), 0, LONGEST);
        byte[] bytes = new byte[length];
        MemorySegment.copy(cell.memory(), at + 4, MemorySegment.ofArray(bytes), 0, length);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /// Finds memory that has not been unlinked. What is found may be gone the next moment, unless
    /// the caller has the tree's mutex.
    static @Nullable ObjectCell find(CellArena arena, String name) {
        for (CellId id : arena.published(DataKind.MEMORY.type)) {
            try {
                Cell found = arena.resolve(id, DataKind.MEMORY.type);
                ObjectCell cell = new ObjectCell(found);
                if (cell.closer() == 0 && read(cell).equals(name)) {
                    return cell;
                }
            } catch (StaleCellException _) {
                // It was unlinked just now.
            }
        }
        return null;
    }
}
