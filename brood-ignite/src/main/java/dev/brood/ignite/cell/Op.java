package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

/// A step that a cell is asked for. Those of one kind of cell are where the kind is.
public interface Op {
    /// Makes the cell, if there is none of its name. Gives nothing.
    ///
    /// @param initial what to begin with
    record Create(Cell initial) implements Op {
        @Override
        public boolean puts() {
            return true;
        }
    }

    /// Ends the cell: whoever waits is told. Gives nothing.
    record Close() implements Op {}

    /// Takes back a call that waits; gives what the call gives then.
    ///
    /// @param interrupted whether it was interrupted; else its time is over
    record Withdraw(boolean interrupted) implements Op {}

    /// Takes from the cell all that a process had of it, or all processes of a seat.
    ///
    /// @param seat whose
    /// @param pid which; 0 for all
    record Gone(String seat, long pid) implements Op {
        boolean concerns(Holder holder) {
            return holder.seat().equals(seat) && (pid == 0 || holder.pid() == pid);
        }
    }

    /// Returns whether the caller may have something of the cell after it, or wait: if it dies,
    /// that has to be taken back.
    ///
    /// @return true if so
    default boolean ties() {
        return false;
    }

    /// Returns whether it is there to put something into the cell: then it is refused if there is
    /// no room. Those that take away, pass on or wait never are.
    ///
    /// @return true if so
    default boolean puts() {
        return false;
    }

    /// What a step gives when it has to wait for another's.
    enum Outcome {
        /// The caller waits.
        WAITS,
        /// The call was taken back.
        WITHDRAWN
    }

    /// Compares what a step gave.
    ///
    /// @param result of a step
    /// @return whether the caller waits
    static boolean waits(@Nullable Object result) {
        return result == Outcome.WAITS;
    }
}
