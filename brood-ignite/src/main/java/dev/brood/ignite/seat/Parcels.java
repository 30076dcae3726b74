package dev.brood.ignite.seat;

import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// What is too large for one message between a gateway and this node, and so goes in pieces. Ignite
/// keeps the buffer of the largest message that a thread has ever sent, in each of its threads, and
/// what it sent until the other side has it; and small messages would wait behind a large one.
///
/// ```
///  gateway                                   node
///  order too large: each piece      ------>  put: gathered in `coming`
///  all are there: carry out         ------>  take: out of `coming`
///                                            answer too large: keep it in `going`
///                                   <------  its length
///  has room: asks for each piece    ------>  piece; the last one drops it
/// ```
///
/// | a parcel is | it is lost with | it is dropped |
/// |---|---|---|
/// | coming | the node: the order's whole answer fails | when taken; when the gateway gives it up; when the gateway leaves |
/// | going | the node: the order's whole answer fails | with its last piece; when the gateway gives it up; when the gateway leaves |
final class Parcels {
    /// How large a message may be. Larger ones are no faster.
    static final int PIECE = 512 << 10;

    /// Those of this JVM, which has one seat.
    static final Parcels HERE = new Parcels();

    /// Names a parcel.
    ///
    /// @param owner Ignite's id of the gateway
    /// @param number of the order, among the gateway's
    record Key(UUID owner, long number) {}

    /// An answer, and how much of it has not been fetched.
    private static final class Kept {
        final byte[] bytes;
        final AtomicInteger left;

        Kept(byte[] bytes) {
            this.bytes = bytes;
            this.left = new AtomicInteger(bytes.length);
        }
    }

    private final Map<Key, byte[]> coming = new ConcurrentHashMap<>();
    private final Map<Key, Kept> going = new ConcurrentHashMap<>();

    /// Returns how large the piece is that begins at an offset.
    static int length(int total, int offset) {
        return Math.min(PIECE, total - offset);
    }

    /// Takes in a piece of an order; in any order, each once.
    void put(Key key, int total, int offset, byte[] piece) {
        coming.compute(
                key,
                (_, before) -> {
                    byte[] all = before == null ? new byte[total] : before;
                    System.arraycopy(piece, 0, all, offset, piece.length);
                    return all;
                });
    }

    /// Takes out an order all of whose pieces have come.
    byte[] take(Key key) {
        byte[] all = coming.remove(key);
        if (all == null) {
            throw new IllegalStateException("the order was given up, or its gateway has left");
        }
        return all;
    }

    /// Keeps an answer until it has been fetched.
    ///
    /// @param present whether a gateway is in the cluster
    void keep(Key key, byte[] answer, Predicate<UUID> present) {
        going.put(key, new Kept(answer));
        if (!present.test(key.owner)) {
            ownerGone(key.owner); // which may have been told before the answer was there
        }
    }

    /// Returns a piece of an answer; each is asked for once.
    byte[] piece(Key key, int offset) {
        Kept kept = going.get(key);
        if (kept == null) {
            throw new IllegalStateException("the answer was given up, or its gateway has left");
        }
        int length = length(kept.bytes.length, offset);
        byte[] piece = Arrays.copyOfRange(kept.bytes, offset, offset + length);
        if (kept.left.addAndGet(-length) == 0) {
            going.remove(key);
        }
        return piece;
    }

    /// Gives up what there is of a parcel, in either direction.
    void drop(Key key) {
        coming.remove(key);
        going.remove(key);
    }

    /// Gives up all that a gateway had sent or would have fetched.
    void ownerGone(UUID owner) {
        coming.keySet().removeIf(key -> key.owner.equals(owner));
        going.keySet().removeIf(key -> key.owner.equals(owner));
    }

    /// Returns whether there are none.
    boolean isEmpty() {
        return coming.isEmpty() && going.isEmpty();
    }
}
