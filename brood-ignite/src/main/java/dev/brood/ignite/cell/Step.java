package dev.brood.ignite.cell;

import dev.brood.codec.Codec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// One step on a cell's bytes.
///
/// @param state the bytes from now on; null if there is no cell
/// @param changed whether they are others than before
/// @param result what the caller gets
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Step(byte @Nullable [] state, boolean changed, Result result) {

    /// What the caller gets, and whom its seat is to wake.
    ///
    /// @param value what the step gives
    /// @param failure what it throws instead; null if it does not
    /// @param wake who is to ask again
    /// @param missing whether there is no such cell: it was closed
    public record Result(
            @Nullable Object value,
            @Nullable Throwable failure,
            List<Ticket> wake,
            boolean missing) {}

    /// Takes a step.
    ///
    /// @param before the cell's bytes; null if there is none
    /// @param op what to do
    /// @param caller whose call it is
    /// @return what comes of it
    public static Step take(byte @Nullable [] before, Op op, Ticket caller) {
        if (before == null) {
            return op instanceof Op.Create(Cell initial)
                    ? new Step(encoded(initial), true, new Result(null, null, List.of(), false))
                    : new Step(null, false, new Result(null, null, List.of(), true));
        }
        Cell cell = (Cell) Objects.requireNonNull(Codec.standard().fromBytes("cell", before));
        if (op instanceof Op.Create(Cell initial)) {
            return new Step(
                    cell.isOver() ? encoded(initial) : before,
                    cell.isOver(),
                    new Result(null, null, List.of(), false));
        }
        List<Ticket> wake = new ArrayList<>();
        if (op instanceof Op.Close) {
            return new Step(null, true, new Result(null, null, cell.waiters(), false));
        }
        try {
            Object value = apply(cell, op, caller, wake);
            byte[] after = encoded(cell);
            return new Step(
                    after, !Arrays.equals(before, after), new Result(value, null, wake, false));
        } catch (RuntimeException e) { // the step's own: nothing is changed
            return new Step(before, false, new Result(null, e, List.of(), false));
        }
    }

    private static @Nullable Object apply(Cell cell, Op op, Ticket caller, List<Ticket> wake) {
        return switch (op) {
            case Op.Gone gone -> {
                cell.release(gone, wake);
                yield null;
            }
            case Op.Withdraw how -> cell.withdraw(how, caller, wake);
            default -> cell.apply(op, caller, wake);
        };
    }

    private static byte[] encoded(Cell cell) {
        return Codec.standard().toBytes("cell", cell);
    }
}
