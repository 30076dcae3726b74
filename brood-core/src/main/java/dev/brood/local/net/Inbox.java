package dev.brood.local.net;

import org.jspecify.annotations.Nullable;

import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// The messages that have arrived whole, and the one that is arriving. All methods but those of the
/// arriving message are called with the link's lock held.
final class Inbox {
    /// So much is made room for before it has come.
    private static final int FIRST_ROOM = 1 << 20;

    private final int longest;
    private final Deque<byte[]> messages = new ArrayDeque<>();
    private long held;

    // Of the reading thread alone.
    private byte @Nullable [] arriving;
    private int arrived;
    private int total;

    Inbox(int longest) {
        this.longest = longest;
    }

    static long cost(long length) {
        return length + Frame.OVERHEAD;
    }

    /// Begins a message.
    ///
    /// @throws ProtocolException if it is longer than allowed
    void begin(int length) throws ProtocolException {
        if (arriving != null) {
            throw new ProtocolException("it began a message in the middle of another");
        }
        if (length < 0 || length > longest) {
            throw new ProtocolException(
                    "it sent a message of %,d bytes, and may send %,d"
                            .formatted(Integer.toUnsignedLong(length), longest));
        }
        total = length;
        arrived = 0;
        arriving = new byte[Math.min(length, FIRST_ROOM)];
    }

    /// Adds to the message that has begun.
    ///
    /// @return the message if it is whole now
    byte @Nullable [] add(byte[] from, int offset, int length) throws ProtocolException {
        byte[] target = arriving;
        if (target == null || length > total - arrived || (length == 0 && total > 0)) {
            throw new ProtocolException("it sent more of a message than it had said");
        }
        if (length > target.length - arrived) {
            int room = (int) Math.min(total, 2L * target.length);
            target = Arrays.copyOf(target, Math.max(room, arrived + length));
            arriving = target;
        }
        System.arraycopy(from, offset, target, arrived, length);
        arrived += length;
        if (arrived < total) {
            return null;
        }
        arriving = null;
        return target;
    }

    /// Checks that the sender keeps to the window, when a message begins.
    void admit(int length) throws ProtocolException {
        if (held > 0 && held + cost(length) > Frame.WINDOW) {
            throw new ProtocolException(
                    "it sent more than it may before what it had sent was received");
        }
    }

    void put(byte[] message) {
        messages.add(message);
        held += cost(message.length);
    }

    byte @Nullable [] peek() {
        return messages.peek();
    }

    /// Takes the first message, which must be there.
    byte[] take() {
        byte[] message = messages.remove();
        held -= cost(message.length);
        return message;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    void clear() {
        messages.clear();
        held = 0;
    }
}
