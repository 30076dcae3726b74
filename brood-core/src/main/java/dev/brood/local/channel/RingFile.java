package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Tree;

import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The file of a [Ring]: made, found and deleted by its number.
final class RingFile {
    private static final String PREFIX = "ring-";

    private static final int FIRST_COMMIT = 16 * 1024;
    private static final int LEAST_AREA = 4096;

    /// The largest area: the length of padding is in bytes, in an int.
    private static final long MOST_BYTES = 1L << 31;

    /// The largest capacity: of the spill records of so many items the area holds twice as many.
    static final int MOST_ITEMS = (int) (MOST_BYTES / (2 * SPILL_RECORD)) - 4;

    private RingFile() {}

    /// What a ring is made with, which never changes.
    ///
    /// @param capacity the most items
    /// @param area of records, in bytes; a power of two
    /// @param bound BY_ITEMS or BY_BYTES
    /// @param accounts what it keeps a [Ledger] for
    record Shape(int capacity, long area, int bound, Accounts accounts) {
        /// @throws IllegalArgumentException if the capacity is out of range
        static Shape ofItems(int capacity, long areaBytes, Accounts accounts) {
            requireCapacity(capacity);
            long least = Math.max(areaBytes, 2L * (capacity + 4L) * SPILL_RECORD);
            return new Shape(capacity, rounded(least), BY_ITEMS, accounts);
        }

        static Shape ofBytes(long areaBytes) {
            long area = rounded(Math.min(areaBytes, MOST_BYTES / 2));
            return new Shape((int) (area / RECORD_HEADER), area, BY_BYTES, Accounts.NONE);
        }

        private static long rounded(long least) {
            return Math.max(LEAST_AREA, Long.highestOneBit(2 * least - 1));
        }
    }

    /// Checks a capacity.
    ///
    /// @throws IllegalArgumentException if it is out of range
    static void requireCapacity(int capacity) {
        if (capacity < 1 || capacity > MOST_ITEMS) {
            throw new IllegalArgumentException(
                    "capacity must be from 1 to %,d, was %,d".formatted(MOST_ITEMS, capacity));
        }
    }

    /// Makes the file of an empty ring.
    ///
    /// @param start its first tail and head
    /// @throws dev.brood.ResourceException if there is no memory for it
    static Segment create(Tree tree, long number, Shape shape, long start) {
        long committed = Math.min(shape.area(), FIRST_COMMIT);
        long end = AREA + shape.area();
        Segment segment =
                tree.holds(
                        Segment.create(
                                path(tree, number),
                                end + Joining.bytes(shape.accounts()),
                                AREA + committed));
        try {
            Joining.commit(segment, end, shape.accounts());
        } catch (Throwable e) {
            segment.close();
            throw e;
        }
        MemorySegment memory = segment.memory();
        Words.setInt(memory, CAPACITY, shape.capacity());
        Words.setLong(memory, AREA_BYTES, shape.area());
        Words.setInt(memory, BOUND, shape.bound());
        Words.setInt(memory, ACCOUNTS, shape.accounts().code());
        Words.setLong(memory, TAIL, start);
        Words.setLong(memory, HEAD, start);
        Words.setLongRelease(memory, COMMITTED, committed);
        return segment;
    }

    /// Maps the file of a ring that another process has made.
    static Segment open(Tree tree, long number) throws NoSuchFileException {
        return tree.holds(Segment.open(path(tree, number)));
    }

    /// Deletes the files of a ring of a number, if there are any.
    static void unlink(Tree tree, long number) {
        Segment.unlink(path(tree, number));
        CrashPoint.reach("ring.unlink.file");
        new SpillFiles(tree, number).deleteAll();
    }

    private static Path path(Tree tree, long number) {
        return tree.directory().file(name(number));
    }

    static String name(long number) {
        return PREFIX + number;
    }

    /// Returns whether a file's name is that of a ring.
    static boolean isName(String name) {
        return name.matches(PREFIX + "[0-9]+"); // its spill files have more
    }
}
