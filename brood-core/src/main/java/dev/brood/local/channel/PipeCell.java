package dev.brood.local.channel;

import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.Words;
import dev.brood.local.roster.Tree;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// The cell of a pipe:
///
/// ```
///   0            8            16      20            24       128           384           640
///   +------------+------------+-------+-------------+- - - - +-------------+-------------+
///   | ring to 0  | ring to 1  | maker | name length | name   | end 0       | end 1       |
///   +------------+------------+-------+-------------+- - - - +-------------+-------------+
/// ```
///
/// All but the ends, which are [EndState]s, is written by the maker before the cell is published
/// and never changes: the numbers of the rings from which each end receives, 0 for none; and the
/// maker's entry in the roster.
final class PipeCell {
    static final int TYPE = 48;

    private static final int MAKER = 16;
    private static final int NAME_LENGTH = 20;
    private static final int NAME = 24;
    private static final int LONGEST_NAME = 100;
    private static final int ENDS = 128;

    private final Cell cell;
    private final MemorySegment memory;
    private final long start;
    private final EndState[] ends;

    PipeCell(Cell cell) {
        this.cell = cell;
        this.memory = cell.memory();
        this.start = cell.offset();
        this.ends =
                new EndState[] {
                    new EndState(memory, start + ENDS),
                    new EndState(memory, start + ENDS + EndState.BYTES)
                };
    }

    static Cell allocate(Tree tree) {
        return tree.arena().allocate(TYPE, ENDS + 2 * EndState.BYTES, tree.slot());
    }

    void fill(Tree tree, long toFirst, long toSecond, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST_NAME);
        Words.setLong(memory, start, toFirst);
        Words.setLong(memory, start + 8, toSecond);
        Words.setInt(memory, start + MAKER, tree.slot());
        Words.setInt(memory, start + NAME_LENGTH, length);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, start + NAME, length);
    }

    Cell cell() {
        return cell;
    }

    CellId id() {
        return cell.id();
    }

    /// Returns the number of the ring from which an end receives, 0 if it doesn't.
    long ringTo(int end) {
        return Words.getLong(memory, start + end * 8L);
    }

    String name() {
        int length = Words.getInt(memory, start + NAME_LENGTH);
        byte[] bytes = new byte[Math.clamp(length, 0, LONGEST_NAME)];
        MemorySegment.copy(memory, start + NAME, MemorySegment.ofArray(bytes), 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    int maker() {
        return Words.getInt(memory, start + MAKER);
    }

    EndState end(int end) {
        return ends[end];
    }

    boolean isOver() {
        return ends[0].isGone() && ends[1].isGone();
    }
}
