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
            return after(before, bytes, cell, number, apply(cell, op, caller, wake), wake);
        } catch (RuntimeException e) { // the step's own: nothing is changed
            return new Step(before, false, encoded(new Result(null, e, List.of(), false)));
        }
    }

    private static Step after(
            byte[] before,
            byte[] bytes,
            Cell cell,
            long number,
            @Nullable Object value,
            List<Ticket> wake) {
        byte[] after = encoded(cell);
        byte[] given = encoded(new Result(value, null, wake, false));
        return Arrays.equals(bytes, after)
                ? new Step(before, false, given)
                : new Step(StepLog.with(before, number, given, after), true, given);
    }

    /// Refuses a step: if its call has waited it waits no longer, and nothing else changes.
    ///
    /// @param before the cell's bytes; null if there is none
    /// @param op what was to be done
    /// @param caller whose call it is
    /// @param number the step's number
    /// @param why what the caller gets
    /// @return what comes of it
    public static Step refused(
            byte @Nullable [] before, Op op, Ticket caller, long number, Object why) {
        if (before == null || !op.ties()) {
            return new Step(before, false, encoded(new Result(why, null, List.of(), false)));
        }
        byte[] bytes = StepLog.cell(before);
        Cell cell = (Cell) Objects.requireNonNull(Codec.standard().fromBytes("cell", bytes));
        List<Ticket> wake = new ArrayList<>();
        Object _ = cell.withdraw(new Op.Withdraw(false), caller, wake);
        return after(before, bytes, cell, number, why, wake).shortened();
    }

    /// Returns the same, with none of the steps before it: where there is hardly any room, those in
    /// doubt are taken twice rather than none at all.
    ///
    /// @return a step
    public Step shortened() {
        return changed && state != null ? new Step(StepLog.shortened(state), true, given) : this;
    }

    /// Returns whether the cell is larger than it was. What it notes of its last steps does not
    /// count, unless that is much.
    ///
    /// @param before the bytes it was
    /// @return true if so
    public boolean enlarges(byte @Nullable [] before) {
        if (!changed || state == null) {
            return false;
        }
        return before == null
                || StepLog.cell(state).length > StepLog.cell(before).length
                || state.length > before.length + StepLog.MOST_BYTES;
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
