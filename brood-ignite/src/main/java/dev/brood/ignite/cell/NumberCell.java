package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A number: a long, the bits of a double, an int, or 0 and 1 for a boolean.
public final class NumberCell extends Cell {
    private static final long serialVersionUID = 1;

    private long bits;
    private @Nullable String lock;

    /// Makes one.
    ///
    /// @param bits its value
    public NumberCell(long bits) {
        this.bits = bits;
    }

    /// Gives the value.
    public record Get() implements Op {}

    /// Sets the value; gives the one before.
    ///
    /// @param bits the new one
    public record Swap(long bits) implements Op {}

    /// Adds; gives the value before.
    ///
    /// @param delta a long, or the bits of a double
    /// @param kind how to add
    public record Add(long delta, Kind kind) implements Op {}

    /// Sets the value if it is another; gives the one before.
    ///
    /// @param expected what it must be
    /// @param bits the new one
    public record Exchange(long expected, long bits) implements Op {}

    /// Gives the key of the value's lock.
    ///
    /// @param proposed what it becomes if there is none
    public record OwnLock(String proposed) implements Op {}

    /// How numbers add.
    public enum Kind {
        /// As a long.
        LONG,
        /// As an int, which wraps.
        INT,
        /// As a double.
        DOUBLE
    }

    @Override
    public @Nullable Object apply(Op op, Ticket caller, List<Ticket> wake) {
        long before = bits;
        switch (op) {
            case Get _ -> {}
            case Swap(long value) -> bits = value;
            case Add(long delta, Kind kind) ->
                    bits =
                            switch (kind) {
                                case LONG -> bits + delta;
                                case INT -> (int) (bits + delta);
                                case DOUBLE ->
                                        Double.doubleToRawLongBits(
                                                Double.longBitsToDouble(bits)
                                                        + Double.longBitsToDouble(delta));
                            };
            case Exchange(long expected, long value) -> {
                if (bits == expected) {
                    bits = value;
                }
            }
            case OwnLock(String proposed) -> {
                lock = lock == null ? proposed : lock;
                return lock;
            }
            default -> throw unknown(op);
        }
        return before;
    }
}
