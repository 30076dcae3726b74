package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;

import java.lang.foreign.MemorySegment;

/// A [Ring] as one sees it who is not of its tree: by reads alone.
///
/// @param capacity the most items, where the bound is a number of items
/// @param size how many items are in it
/// @param area how many bytes may be in it
/// @param bytes how many bytes are in it, with 8 for each item and without what is in files and
///   rooms of its own
/// @param isClosed whether nothing can be put any more
/// @param putting how many wait to put
/// @param taking how many wait to take
/// @param joining how many wait until all is done
public record RingView(
        int capacity,
        int size,
        long area,
        long bytes,
        boolean isClosed,
        int putting,
        int taking,
        int joining) {
    /// How often to read again what has changed meanwhile.
    private static final int READS = 16;

    /// Positions count pieces of so many bytes.
    private static final int UNIT = 8;

    static RingView read(MemorySegment memory) {
        long head = 0;
        long tail = 0;
        for (int i = 0; i < READS; i++) {
            head = Words.getLongVolatile(memory, HEAD);
            tail = Words.getLongVolatile(memory, TAIL);
            if (Words.getLongVolatile(memory, HEAD) == head) {
                break;
            }
        }
        return new RingView(
                Words.getInt(memory, CAPACITY),
                count(tail) - count(head),
                Words.getLong(memory, AREA_BYTES),
                Integer.toUnsignedLong(position(tail) - position(head)) * UNIT,
                Words.getIntAcquire(memory, CLOSED_BY) != 0,
                WaitPoint.waiters(memory, NOT_FULL),
                WaitPoint.waiters(memory, NOT_EMPTY),
                Ledger.joining(memory));
    }
}
