package dev.brood.local.memory;

import dev.brood.ResourceException;
import dev.brood.local.os.CrashPoint;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// One file of the arena: a page of class words, then slabs of 16 KiB, each divided into cells of
/// one size for objects of one type.
///
/// ```
///      0                    4096        4096 + 16 KiB
///      +--------------------+-----------+-----------+----
///      | class of each slab | slab 0    | slab 1    | …
///      +--------------------+-----------+-----------+----
///
///   a slab's class word:  type 24 | k+1: 8   for cells of 64 << k bytes; 0 if not in use
///                         0 -> another, once, by any process (CAS)
///
///   a cell:  0                                8        16
///            +----------------+-----+----+----+--------+-------------
///            | generation 32  | 16  | 8  | 8  |   -    | contents
///            +----------------+-----+----+----+--------+-------------
///              high              |    |    low: state
///                         maker -+    +- type
/// ```
///
/// The maker is its number in the roster in the low ten bits, above them, from publishing on, which
/// of the processes that have had that number (modulo 64): for those who look from outside only.
///
/// | state | meaning | goes to | by |
/// |---|---|---|---|
/// | FREE | nobody's | CLAIMED, type 0 | whoever allocates (CAS) |
/// | CLAIMED, type 0 | its maker clears it of what was there before | CLAIMED | its maker (volatile write) |
/// | CLAIMED | its maker fills it | LIVE | its maker (volatile write) |
/// | both CLAIMED | | FREE, generation+1 | its maker (CAS); recovery, if the maker died (CAS) |
/// | LIVE | published | FREE, generation+1 | whoever frees (CAS) |
///
/// A process that dies between any two of these leaves one of these states and nothing else. So
/// whoever recovers what was being made finds, in a cell that has a type, zeros and what its maker
/// has written, never what was there before.
///
/// **A place is of one type for ever.** So a thread that is late, as what it was at was freed and
/// its place taken anew, finds there another object of the same layout, and what it reads or writes
/// is what it takes it for: a counter of waiters, not a part of a name. What belongs to the place
/// rather than to the objects that are there in turn, as those counters do, must not be reset under
/// such a thread: for that there is a way to allocate that clears nothing.
final class CellFile implements AutoCloseable {
    private static final int SLAB = 16 * 1024;
    private static final int HEADER = 4096;
    private static final int SLABS = 31;
    private static final int SMALLEST = 64;
    private static final int CLASSES = 6;
    private static final int CELL_HEADER = 16;

    /// The largest contents of a cell.
    static final int LARGEST = (SMALLEST << (CLASSES - 1)) - CELL_HEADER;

    private static final int ANY_TYPE = -1;

    private static final int FREE = 0;
    private static final int CLAIMED = 1;
    private static final int LIVE = 2;

    private static final int STAMP_SHIFT = 10;

    private final int index;
    private final Segment segment;
    private final MemorySegment memory;

    /// Where each type's and size's last allocation was: the next search starts behind it, so that
    /// a freed cell rests as long as possible. A hint; races do no harm.
    private final short[] hints = new short[(CellArena.LARGEST_TYPE + 1) * CLASSES];

    private CellFile(int index, Segment segment) {
        this.index = index;
        this.segment = segment;
        this.memory = segment.memory();
    }

    /// Creates the file of a number; the caller excludes all other processes.
    static CellFile create(TreeDirectory directory, int index) {
        Path file = directory.file(name(index));
        Path unfinished = directory.file(name(index) + ".new");
        try {
            Files.deleteIfExists(unfinished); // of a process that died here
            long size = HEADER + (long) SLABS * SLAB;
            Segment.create(unfinished, size, size).close();
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return open(directory, index);
        } catch (IOException e) {
            throw new ResourceException("cannot make " + file + ": " + PrivateFiles.reason(e), e);
        }
    }

    /// Maps the file of a number.
    static CellFile open(TreeDirectory directory, int index) throws NoSuchFileException {
        return new CellFile(index, Segment.open(directory.file(name(index))));
    }

    /// Maps the file of a number for looking at it.
    static CellFile openToRead(Path directory, int index) throws IOException {
        return new CellFile(index, Segment.openToRead(directory.resolve(name(index))));
    }

    private static String name(int index) {
        return "cells-" + index;
    }

    /// See [CellArena#allocate]; null if there is no room here.
    ///
    /// @param clear whether to fill it with zeros
    @Nullable Cell allocate(int type, int bytes, int maker, boolean clear) {
        int sizeClass = classFor(bytes);
        int cellSize = SMALLEST << sizeClass;
        int perSlab = SLAB / cellSize;
        int total = SLABS * perSlab;
        int hint = hints[type * CLASSES + sizeClass];
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 1; i <= total; i++) {
                int number = (hint + i) % total;
                int slab = number / perSlab;
                // First the slabs of this kind there are, then one not in use.
                if (!isOf(slab, classWord(type, sizeClass), pass == 1)) {
                    i += perSlab - 1 - number % perSlab;
                    continue;
                }
                int offset = HEADER + slab * SLAB + number % perSlab * cellSize;
                Cell cell = claim(offset, cellSize, type, maker, clear);
                if (cell != null) {
                    hints[type * CLASSES + sizeClass] = (short) number;
                    return cell;
                }
            }
        }
        return null;
    }

    private boolean isOf(int slab, int classWord, boolean take) {
        int word = Words.getIntVolatile(memory, slab * 4L);
        if (word == 0 && take) {
            Words.compareAndSetInt(memory, slab * 4L, 0, classWord);
            word = Words.getIntVolatile(memory, slab * 4L);
        }
        return word == classWord;
    }

    private static int classWord(int type, int sizeClass) {
        return type << 8 | (sizeClass + 1);
    }

    /// Returns the size of the cells in a slab that is in use.
    private static int cellSize(int classWord) {
        return SMALLEST << ((classWord & 0xff) - 1);
    }

    private @Nullable Cell claim(int offset, int cellSize, int type, int maker, boolean clear) {
        long now = Words.getLongVolatile(memory, offset);
        if (state(now) != FREE
                || !Words.compareAndSetLong(
                        memory, offset, now, word(generation(now), maker, 0, CLAIMED))) {
            return null;
        }
        CrashPoint.reach("cell.claimed");
        if (clear) {
            memory.asSlice(offset + CELL_HEADER, cellSize - CELL_HEADER).fill((byte) 0);
        }
        Words.setLongVolatile(memory, offset, word(generation(now), maker, type, CLAIMED));
        CrashPoint.reach("cell.typed");
        CellId id = new CellId(index, offset, generation(now));
        return new Cell(id, memory, offset + CELL_HEADER, cellSize - CELL_HEADER);
    }

    /// See [CellArena#publish].
    ///
    /// @param stamp which of the processes of its maker's number has made it
    void publish(CellId id, int stamp) {
        long now = Words.getLongVolatile(memory, id.offset());
        if (generation(now) != id.generation() || state(now) != CLAIMED) {
            throw new StaleCellException(id, describe(now));
        }
        int maker = maker(now) | (stamp << STAMP_SHIFT & 0xffff);
        Words.setLongVolatile(memory, id.offset(), word(generation(now), maker, type(now), LIVE));
    }

    /// See [CellArena#resolve].
    Cell resolve(CellId id, int type) {
        int _ = cellSizeAt(id);
        long now = Words.getLongVolatile(memory, id.offset());
        if (generation(now) != id.generation() || state(now) != LIVE || type(now) != type) {
            throw new StaleCellException(id, describe(now));
        }
        return cell(id.offset(), now);
    }

    /// Returns the size of the cells where an id points, which may come from anywhere.
    private int cellSizeAt(CellId id) {
        int inSlabs = id.offset() - HEADER;
        if (inSlabs >= 0 && inSlabs < SLABS * SLAB) {
            int word = Words.getIntVolatile(memory, inSlabs / SLAB * 4L);
            if (word != 0 && inSlabs % SLAB % cellSize(word) == 0) {
                return cellSize(word);
            }
        }
        throw new StaleCellException(id, "no cell begins there");
    }

    /// See [CellArena#isCurrent].
    boolean isCurrent(CellId id) {
        long now = Words.getLongAcquire(memory, id.offset());
        return generation(now) == id.generation() && state(now) == LIVE;
    }

    /// See [CellArena#free].
    boolean free(CellId id) {
        int _ = cellSizeAt(id); // an id that names no cell must not change the inside of one
        long now = Words.getLongVolatile(memory, id.offset());
        return generation(now) == id.generation()
                && state(now) != FREE
                && Words.compareAndSetLong(
                        memory, id.offset(), now, word(generation(now) + 1, 0, 0, FREE));
    }

    /// See [CellArena#published].
    List<CellId> published(int type) {
        List<CellId> found = new ArrayList<>();
        forEachCell(
                type,
                (offset, now) -> {
                    if (state(now) == LIVE) {
                        found.add(new CellId(index, offset, generation(now)));
                    }
                });
        return found;
    }

    /// See [CellArena#places].
    List<Cell> places(int type) {
        List<Cell> found = new ArrayList<>();
        forEachCell(
                type,
                (offset, now) -> {
                    if (state(now) != FREE || generation(now) != 0) {
                        found.add(cell(offset, now));
                    }
                });
        return found;
    }

    /// See [CellArena#claimed].
    List<Cell> claimed(int type, int maker) {
        List<Cell> found = new ArrayList<>();
        forEachCell(
                type,
                (offset, now) -> {
                    if (state(now) == CLAIMED && type(now) == type && maker(now) == maker) {
                        found.add(cell(offset, now));
                    }
                });
        return found;
    }

    /// See [ArenaView#published] and [ArenaView#claimed].
    ///
    /// @param published which of the two
    void view(int type, boolean published, List<CellView> into) {
        forEachCell(
                type,
                (offset, now) -> {
                    if (state(now) == (published ? LIVE : CLAIMED) && type(now) == type) {
                        int slot = maker(now) & ((1 << STAMP_SHIFT) - 1);
                        int stamp = maker(now) >>> STAMP_SHIFT;
                        into.add(new CellView(cell(offset, now), slot, stamp, now));
                    }
                });
    }

    /// Returns the cell at a place, by the name that its word tells.
    private Cell cell(int offset, long word) {
        CellId id = new CellId(index, offset, generation(word));
        return new Cell(id, memory, offset + CELL_HEADER, cellSizeAt(id) - CELL_HEADER);
    }

    /// See [CellArena#recover].
    void freeClaimsOf(int maker) {
        forEachCell(
                ANY_TYPE,
                (offset, now) -> {
                    if (state(now) == CLAIMED && maker(now) == maker) {
                        Words.compareAndSetLong(
                                memory, offset, now, word(generation(now) + 1, 0, 0, FREE));
                    }
                });
    }

    @FunctionalInterface
    private interface CellVisitor {
        void visit(int offset, long word);
    }

    private void forEachCell(int type, CellVisitor visitor) {
        for (int slab = 0; slab < SLABS; slab++) {
            int word = Words.getIntVolatile(memory, slab * 4L);
            if (word != 0 && (type == ANY_TYPE || word >>> 8 == type)) {
                int start = HEADER + slab * SLAB;
                for (int offset = start; offset < start + SLAB; offset += cellSize(word)) {
                    visitor.visit(offset, Words.getLongVolatile(memory, offset));
                }
            }
        }
    }

    @Override
    public void close() {
        segment.close();
    }

    private static int classFor(int bytes) {
        int sizeClass = 0;
        while ((SMALLEST << sizeClass) - CELL_HEADER < bytes) {
            sizeClass++;
        }
        return sizeClass;
    }

    private static long word(int generation, int maker, int type, int state) {
        return (long) generation << 32 | (long) maker << 16 | (long) type << 8 | state;
    }

    private static int generation(long word) {
        return (int) (word >>> 32);
    }

    private static int maker(long word) {
        return (int) (word >>> 16) & 0xffff;
    }

    private static int type(long word) {
        return (int) (word >>> 8) & 0xff;
    }

    private static int state(long word) {
        return (int) word & 0xff;
    }

    private static String describe(long word) {
        return switch (state(word)) {
            case FREE -> "its place is free";
            case CLAIMED -> "its place is being filled anew";
            default -> "its place holds another object of type " + type(word);
        };
    }
}
