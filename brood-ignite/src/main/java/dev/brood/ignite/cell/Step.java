package dev.brood.ignite.cell;

import dev.brood.codec.Codec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// One step on a cell's bytes.
///
/// @param state the bytes from now on, with those of [StepLog]; null if there is no cell
/// @param changed whether they are others than before
/// @param given the [Result], encoded
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Step(byte @Nullable [] state, boolean changed, byte[] given) {

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

    /// Takes a step, unless it was taken before: then it changes nothing, and gives the same.
    ///
    /// @param before the cell's bytes; null if there is none
    /// @param op what to do
    /// @param caller whose call it is
    /// @param number the step's number: that of no other step on this cell
    /// @return what comes of it
    public static Step take(byte @Nullable [] before, Op op, Ticket caller, long number) {
        byte[] known = before == null ? null : StepLog.find(before, number);
        if (known != null) {
            return new Step(before, false, known);
        }
        if (before == null) {
            return op instanceof Op.Create(Cell initial)
                    ? made(initial, number)
                    : new Step(null, false, encoded(new Result(null, null, List.of(), true)));
        }
        byte[] bytes = StepLog.cell(before);
        Cell cell = (Cell) Objects.requireNonNull(Codec.standard().fromBytes("cell", bytes));
        if (op instanceof Op.Create(Cell initial)) {
            return cell.isOver() ? made(initial, number) : new Step(before, false, nothing());
        }
        if (op instanceof Op.Close) {
            return new Step(null, true, encoded(new Result(null, null, cell.waiters(), false)));
        }
        List<Ticket> wake = new ArrayList<>();
        try {
            Object value = apply(cell, op, caller, wake);
            byte[] after = encoded(cell);
            byte[] given = encoded(new Result(value, null, wake, false));
            return Arrays.equals(bytes, after)
                    ? new Step(before, false, given)
                    : new Step(StepLog.with(before, number, given, after), true, given);
        } catch (RuntimeException e) { // the step's own: nothing is changed
            return new Step(before, false, encoded(new Result(null, e, List.of(), false)));
        }
    }

    private static Step made(Cell initial, long number) {
        byte[] given = nothing();
        return new Step(StepLog.with(null, number, given, encoded(initial)), true, given);
    }

    private static byte[] nothing() {
        return encoded(new Result(null, null, List.of(), false));
    }

    /// Returns what the caller gets.
    ///
    /// @return the decoded result
    public Result result() {
        return (Result) Objects.requireNonNull(Codec.standard().fromBytes("result", given));
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

    private static byte[] encoded(Object cellOrResult) {
        return Codec.standard().toBytes(cellOrResult);
    }
}
