package dev.brood.local.channel;

import dev.brood.local.roster.RobustMutex;

/// Where things are in the file of a [Ring], and who may write them.
///
/// ```
///     0  capacity | area      what the ring was made with; never changes
///    16  accounts             what a joinable ring keeps a [Ledger] for; never changes
///    64  closedBy             0, or the pid of the process that closed it
///   128  put mutex            \
///   192  committed            |  the put side: written by the holder of the put mutex
///   200  pending spill        |
///   256  tail                 /
///   384  take mutex           \
///   448  pending delete       |  the take side: written by the holder of the take mutex
///   512  head                 |
///   640  removed              /
///   768  not empty            wait point of those who take
///   896  not full             wait point of those who put
///  4096  area                 records
///  behind the area             the [Ledger], if the ring is joinable
/// ```
///
/// Each side has cache lines of its own, and a mutex is not on the line the other side reads.
///
/// **tail and head** are the only words that decide what is in the ring: `count` in the high half,
/// how many items were put (were taken or removed) since the beginning, and `position` in the low
/// half, where the next record begins, in units of 8 bytes since the beginning; both modulo 2³².
/// One release store of such a word is the whole commit of a put (a take). The other side reads it
/// with acquire.
///
/// So the number of items is the difference of the counts. Records lie between the positions; where
/// items were removed from the middle there are more of them than items, until head has passed.
///
/// **A record** begins at `position` modulo the area's size and never wraps around:
///
/// ```
///   0         4                            8
///   +---------+------+------+-------+--------+-------------------------------+
///   | length  | kind | flag | lease | number | payload, padded to 8 bytes    |
///   +---------+------+------+-------+--------+-------------------------------+
///     32        2      2      12      16 bits
/// ```
///
/// | kind | length | payload |
/// |---|---|---|
/// | ITEM | bytes of payload | see [Payload] |
/// | SPILL | 16 | number and length of the file that holds the payload |
/// | PAD | bytes to skip | none; not counted as an item |
///
/// The number is the count of tail modulo 2¹⁶ when the item was put: with it a record is known
/// again that was seen before. The flag ARRAYS tells what form the payload has. The flag REMOVED is
/// set, once, by the holder of the take mutex, on an item that was removed from the middle, before
/// the count of head goes up by it: takers step over it. The lease is 0, but in a ring that
/// delivers again: see [LeasedTakeSide].
final class RingLayout {
    static final long CAPACITY = 0;
    static final long AREA_BYTES = 8;
    static final long ACCOUNTS = 16;
    static final long CLOSED_BY = 64;

    static final long PUT_MUTEX = 128;
    static final long COMMITTED = 192;
    static final long PENDING_SPILL = 200;
    static final long PENDING_SPILL_COUNT = 208;
    static final long TAIL = 256;

    static final long TAKE_MUTEX = 384;
    static final long PENDING_DELETE = 448;
    static final long PENDING_DELETE_POSITION = 456;
    static final long HEAD = 512;

    static final long NOT_EMPTY = 768;
    static final long NOT_FULL = 896;

    static final long AREA = 4096;

    static final int RECORD_HEADER = 8;
    static final int SPILL_RECORD = RECORD_HEADER + 16;

    static final int ITEM = 1;
    static final int SPILL = 2;
    static final int PAD = 3;

    private static final long REMOVED_FLAG = 1L << 34;
    private static final long ARRAYS_FLAG = 1L << 35;
    private static final int LEASE_SHIFT = 36;
    private static final long LEASE_MASK = 0xfffL << LEASE_SHIFT;

    static {
        if (PUT_MUTEX % RobustMutex.BYTES != 0 || TAKE_MUTEX % RobustMutex.BYTES != 0) {
            throw new AssertionError("mutexes must be aligned to their size");
        }
    }

    private RingLayout() {}

    /// Returns the header of a record.
    ///
    /// @param count of tail
    static long header(int kind, int length, boolean arrays, int count) {
        return (long) count << 48
                | (arrays ? ARRAYS_FLAG : 0)
                | (long) kind << 32
                | (length & 0xffff_ffffL);
    }

    static int length(long header) {
        return (int) header;
    }

    static int kind(long header) {
        return (int) (header >>> 32) & 3;
    }

    static boolean isRemoved(long header) {
        return (header & REMOVED_FLAG) != 0;
    }

    static long removed(long header) {
        return header | REMOVED_FLAG;
    }

    /// Returns whether an item's record is neither removed nor leased.
    static boolean isWaiting(long header) {
        return (header & (REMOVED_FLAG | LEASE_MASK)) == 0;
    }

    /// Returns who has an item in hand: a number of the roster and one, or 0.
    static int lease(long header) {
        return (int) ((header & LEASE_MASK) >>> LEASE_SHIFT);
    }

    /// Returns a header with another lease.
    static long leased(long header, int lease) {
        return (header & ~LEASE_MASK) | (long) lease << LEASE_SHIFT;
    }

    static boolean hasArrays(long header) {
        return (header & ARRAYS_FLAG) != 0;
    }

    /// Returns a tail or head.
    static long cursor(int count, int position) {
        return (long) count << 32 | (position & 0xffff_ffffL);
    }

    static int count(long cursor) {
        return (int) (cursor >>> 32);
    }

    static int position(long cursor) {
        return (int) cursor;
    }
}
