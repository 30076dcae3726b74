package dev.brood.ignite.cell;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Items one after the other in one array, as a cell is decoded and encoded by every step: so that
/// costs a copy, however many there are.
///
/// ```
///   +------+--------+-------------------+------+--------+----
///   | kind | length | bytes, or the key | kind | length | …
///   +------+--------+-------------------+------+--------+----
/// ```
final class PackedItems implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int HEADER = 1 + Integer.BYTES;
    private static final byte BYTES = 0;
    private static final byte KEY = 1;

    private byte[] data = {};
    private int count;

    int size() {
        return count;
    }

    void add(QueueCell.Item item) {
        byte[] bytes =
                item.bytes() != null
                        ? item.bytes()
                        : Objects.requireNonNull(item.key()).getBytes(StandardCharsets.UTF_8);
        int end = data.length;
        data = Arrays.copyOf(data, end + HEADER + bytes.length);
        ByteBuffer.wrap(data, end, HEADER + bytes.length)
                .put(item.bytes() != null ? BYTES : KEY)
                .putInt(bytes.length)
                .put(bytes);
        count++;
    }

    /// Removes the first ones.
    ///
    /// @return as many as there are, and not more than were asked for
    List<QueueCell.Item> removeFirst(int most) {
        List<QueueCell.Item> taken = new ArrayList<>();
        int offset = 0;
        while (taken.size() < most && offset < data.length) {
            taken.add(at(offset));
            offset += sizeAt(offset);
        }
        data = Arrays.copyOfRange(data, offset, data.length);
        count -= taken.size();
        return taken;
    }

    /// Removes the first item that is the same as another.
    ///
    /// @return whether there was one
    boolean remove(QueueCell.Item item) {
        int offset = 0;
        while (offset < data.length) {
            int size = sizeAt(offset);
            if (at(offset).isSameAs(item)) {
                byte[] left = new byte[data.length - size];
                System.arraycopy(data, 0, left, 0, offset);
                System.arraycopy(data, offset + size, left, offset, left.length - offset);
                data = left;
                count--;
                return true;
            }
            offset += size;
        }
        return false;
    }

    List<QueueCell.Item> all() {
        List<QueueCell.Item> all = new ArrayList<>();
        for (int offset = 0; offset < data.length; offset += sizeAt(offset)) {
            all.add(at(offset));
        }
        return all;
    }

    private int sizeAt(int offset) {
        return HEADER + ByteBuffer.wrap(data).getInt(offset + 1);
    }

    private QueueCell.Item at(int offset) {
        int start = offset + HEADER;
        byte[] bytes = Arrays.copyOfRange(data, start, offset + sizeAt(offset));
        return data[offset] == BYTES
                ? new QueueCell.Item(bytes, null)
                : new QueueCell.Item(null, new String(bytes, StandardCharsets.UTF_8));
    }
}
