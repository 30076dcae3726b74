package dev.brood.local.sync;

import dev.brood.local.memory.Segment;
import dev.brood.local.roster.Tree;

import java.lang.foreign.MemorySegment;

/// What the elements of an array are; its number is written into the array's cell.
enum Element {
    BYTE(1, 1),
    SHORT(2, 2),
    CHAR(3, 2),
    INT(4, 4),
    LONG(5, 8),
    FLOAT(6, 4),
    DOUBLE(7, 8),
    BOOLEAN(8, 1);

    private static final Element[] ALL = values();

    private final int number;
    private final int bytes;

    Element(int number, int bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    /// Makes an array.
    ///
    /// @return its handle
    Object create(Lifetimes lifetimes, long length) {
        if (length < 0) {
            throw new IllegalArgumentException(
                    "an array's length must be at least 0, was " + length);
        }
        Tree tree = lifetimes.tree();
        Room.require(
                tree, "an array of " + length + " elements of " + bytes + " bytes", length, bytes);
        Lifetimes.Draft draft = lifetimes.begin(DataKind.ARRAY, 0);
        Segment file = null;
        try {
            draft.cell().setLength(length);
            draft.cell().setElement(number);
            // Whole words, so that a part of one can be changed by changing the word.
            long size = Math.max(8, (length * bytes + 7) & -8);
            file =
                    tree.holds(
                            Segment.create(
                                    DataKind.ARRAY.file(tree, draft.cell().number()), size, size));
            return lifetimes.finish(draft, file);
        } catch (Throwable e) {
            lifetimes.cancel(draft, file);
            throw e;
        }
    }

    /// Returns the elements of an array, and nothing behind them.
    MemorySegment data(Lifetime lifetime) {
        return lifetime.contents().asSlice(0, lifetime.cell().length() * bytes);
    }

    /// Makes the handle of an array.
    static Object open(Lifetime lifetime) {
        return switch (of(lifetime.cell().element())) {
            case BYTE -> new LocalByteArray(lifetime);
            case SHORT -> new LocalShortArray(lifetime);
            case CHAR -> new LocalCharArray(lifetime);
            case INT -> new LocalIntArray(lifetime);
            case LONG -> new LocalLongArray(lifetime);
            case FLOAT -> new LocalFloatArray(lifetime);
            case DOUBLE -> new LocalDoubleArray(lifetime);
            case BOOLEAN -> new LocalBooleanArray(lifetime);
        };
    }

    private static Element of(int number) {
        for (Element element : ALL) {
            if (element.number == number) {
                return element;
            }
        }
        throw new IllegalStateException("no kind of element has number " + number);
    }

    /// Returns the length of a Java array that is to hold some elements.
    static int arrayLength(long elements) {
        if (elements > Integer.MAX_VALUE) {
            throw new OutOfMemoryError(
                    "%d elements are more than an array can have; use read or segment()"
                            .formatted(elements));
        }
        return (int) elements;
    }
}
