package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// An encoded value.
public final class BytesCell extends Cell {
    private static final long serialVersionUID = 1;

    private byte[] bytes;
    private long version;
    private @Nullable String lock;

    /// Makes one.
    ///
    /// @param bytes its value
    public BytesCell(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Gives the value.
    public record Get() implements Op {}

    /// Sets the value; gives the one before.
    ///
    /// @param bytes the new one
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Swap(byte[] bytes) implements Op {
        @Override
        public boolean puts() {
            return true;
        }
    }

    /// Sets the value; gives nothing.
    ///
    /// @param bytes the new one
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Set(byte[] bytes) implements Op {
        @Override
        public boolean puts() {
            return true;
        }
    }

    /// Gives a [Whole].
    public record Look() implements Op {}

    /// Sets the value if it was not set since; gives whether it did.
    ///
    /// @param version as in [Whole]
    /// @param bytes the new one
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Replace(long version, byte[] bytes) implements Op {
        @Override
        public boolean puts() {
            return true;
        }
    }

    /// All there is.
    ///
    /// @param version counts the changes
    /// @param bytes the value
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Whole(long version, byte[] bytes) {}

    @Override
    public @Nullable Object apply(Op op, Ticket caller, List<Ticket> wake) {
        return switch (op) {
            case Get _ -> bytes;
            case Swap(byte[] value) -> {
                byte[] before = bytes;
                set(value);
                yield before;
            }
            case Set(byte[] value) -> {
                set(value);
                yield null;
            }
            case Look _ -> new Whole(version, bytes);
            case Replace(long seen, byte[] value) -> {
                boolean is = seen == version;
                if (is) {
                    set(value);
                }
                yield is;
            }
            case NumberCell.OwnLock(String proposed) -> {
                lock = lock == null ? proposed : lock;
                yield lock;
            }
            default -> throw unknown(op);
        };
    }

    private void set(byte[] value) {
        bytes = value;
        version++;
    }
}
