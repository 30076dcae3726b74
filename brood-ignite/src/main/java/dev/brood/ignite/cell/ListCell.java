package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// A list of encoded elements, one after the other in one array: each step copies it. Elements are
/// the same if their bytes are.
///
/// ```
///   +--------+-------+--------+-------+----
///   | length | bytes | length | bytes | …
///   +--------+-------+--------+-------+----
/// ```
public final class ListCell extends Cell {
    private static final long serialVersionUID = 1;

    private final boolean fixed;
    private byte[] data;
    private int count;
    private long version;

    /// Makes one.
    ///
    /// @param elements what is in it
    /// @param fixed whether its size never changes
    public ListCell(List<byte[]> elements, boolean fixed) {
        this.fixed = fixed;
        this.data = packed(elements);
        this.count = elements.size();
    }

    /// Gives how many there are.
    public record Size() implements Op {}

    /// Gives a list of those from an index on, fewer if the list ends.
    ///
    /// @param from at least 0
    /// @param most how many
    public record Chunk(int from, int most) implements Op {}

    /// Gives the element at an index.
    ///
    /// @param index where
    public record Get(int index) implements Op {}

    /// Replaces one; gives the one before.
    ///
    /// @param index where
    /// @param element by what
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Set(int index, byte[] element) implements Op {
        @Override
        public boolean puts() {
            return true;
        }
    }

    /// Inserts some.
    ///
    /// @param index before which; -1 for at the end
    /// @param elements what
    public record Insert(int index, List<byte[]> elements) implements Op {
        @Override
        public boolean puts() {
            return true;
        }
    }

    /// Removes one; gives it.
    ///
    /// @param index where
    public record RemoveAt(int index) implements Op {}

    /// Removes the first of those that are the same as one; gives whether there was one.
    ///
    /// @param element which
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Remove(byte[] element) implements Op {}

    /// Removes a part.
    ///
    /// @param from the first
    /// @param to the one behind the last; may be more than there are
    public record RemoveRange(int from, int to) implements Op {}

    /// Removes all that are among others, or all that are not; gives whether there were any.
    ///
    /// @param others which
    /// @param retain whether those are kept, and the rest removed
    public record Sift(List<byte[]> others, boolean retain) implements Op {}

    /// Gives where an element is, -1 if nowhere.
    ///
    /// @param element which
    /// @param last whether the last one
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record IndexOf(byte[] element, boolean last) implements Op {}

    /// Gives a [Whole].
    public record Look() implements Op {}

    /// Replaces all, if nothing was changed since; gives whether it did.
    ///
    /// @param version as in [Whole]
    /// @param elements as many as before, if the size never changes
    public record Replace(long version, List<byte[]> elements) implements Op {
        @Override
        public boolean puts() {
            return true;
        }
    }

    /// All there is.
    ///
    /// @param version counts the changes
    /// @param elements all
    public record Whole(long version, List<byte[]> elements) {}

    @Override
    public @Nullable Object apply(Op op, Ticket caller, List<Ticket> wake) {
        if (op instanceof Size) {
            return count;
        }
        List<byte[]> all = unpacked();
        return switch (op) {
            case Chunk(int from, int most) -> {
                int start = Math.min(from, count);
                yield new ArrayList<>(all.subList(start, Math.min(count, start + most)));
            }
            case Get(int index) -> all.get(index);
            case IndexOf(byte[] element, boolean last) -> indexOf(all, element, last);
            case Look _ -> new Whole(version, all);
            default -> change(op, all);
        };
    }

    private @Nullable Object change(Op op, List<byte[]> all) {
        Object result = null;
        switch (op) {
            case Set(int index, byte[] element) -> result = all.set(index, element);
            case Insert(int index, List<byte[]> elements) -> {
                requireResizable();
                all.addAll(index < 0 ? count : index, elements);
            }
            case RemoveAt(int index) -> {
                requireResizable();
                result = all.remove(index);
            }
            case Remove(byte[] element) -> {
                requireResizable();
                int index = indexOf(all, element, false);
                if (index >= 0) {
                    all.remove(index);
                }
                result = index >= 0;
            }
            case RemoveRange(int from, int to) -> {
                requireResizable();
                all.subList(from, Math.min(to, count)).clear();
            }
            case Sift(List<byte[]> others, boolean retain) -> {
                requireResizable();
                result = all.removeIf(each -> contains(others, each) != retain);
            }
            case Replace(long seen, List<byte[]> elements) -> {
                if (seen != version) {
                    return false;
                }
                all = elements;
                result = true;
            }
            default -> throw unknown(op);
        }
        data = packed(all);
        count = all.size();
        version++;
        return result;
    }

    private void requireResizable() {
        if (fixed) {
            throw new UnsupportedOperationException(
                    "an array's size never changes, it is %d; a list from Manager.list() grows"
                            .formatted(count));
        }
    }

    private static int indexOf(List<byte[]> all, byte[] element, boolean last) {
        for (int i = 0; i < all.size(); i++) {
            int at = last ? all.size() - 1 - i : i;
            if (Arrays.equals(all.get(at), element)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean contains(Collection<byte[]> all, byte[] element) {
        return all.stream().anyMatch(each -> Arrays.equals(each, element));
    }

    private List<byte[]> unpacked() {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        List<byte[]> all = new ArrayList<>(count);
        while (buffer.hasRemaining()) {
            byte[] element = new byte[buffer.getInt()];
            buffer.get(element);
            all.add(element);
        }
        return all;
    }

    private static byte[] packed(List<byte[]> elements) {
        int size = elements.stream().mapToInt(each -> Integer.BYTES + each.length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(size);
        elements.forEach(each -> buffer.putInt(each.length).put(each));
        return buffer.array();
    }
}
