package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.List;

/// The state of one shared object. Steps on it happen one after the other, wherever they are asked
/// for; each is carried out on a copy, which becomes the state if the step does not throw.
///
/// A call that has to wait is put into the state with its [Ticket], and whoever changes what it
/// waits for names that ticket among those to be woken: then the call is made again, and now
/// succeeds, or waits on. So a wake too many does no harm, and one that was lost (as the one who
/// was to pass it on died) is made good by asking again after a while.
public abstract class Cell implements Serializable {
    private static final long serialVersionUID = 1;

    /// For subclasses.
    protected Cell() {}

    /// Carries out a step.
    ///
    /// @param op what to do
    /// @param caller whose call it is
    /// @param wake where to name those who are to ask again
    /// @return what the caller gets, which can be encoded; [Op.Outcome#WAITS] if it must wait
    public abstract @Nullable Object apply(Op op, Ticket caller, List<Ticket> wake);

    /// Returns all calls that wait.
    ///
    /// @return a new list
    public List<Ticket> waiters() {
        return List.of();
    }

    /// Returns whether it has ended for all: then making it anew replaces it.
    boolean isOver() {
        return false;
    }

    /// Takes away what processes had that are gone.
    ///
    /// @param gone which
    /// @param wake where to name those who are to ask again
    public void release(Op.Gone gone, List<Ticket> wake) {}

    /// Takes back a call that waits.
    ///
    /// @param how why
    /// @param caller whose
    /// @param wake where to name those who are to ask again
    /// @return as [#withdraw(Ticket, List)], to which it leaves it if it does not matter why
    public @Nullable Object withdraw(Op.Withdraw how, Ticket caller, List<Ticket> wake) {
        return withdraw(caller, wake);
    }

    /// Takes back a call that waits.
    ///
    /// @param caller whose
    /// @param wake where to name those who are to ask again
    /// @return what the call gives: mostly [Op.Outcome#WITHDRAWN]
    public @Nullable Object withdraw(Ticket caller, List<Ticket> wake) {
        return Op.Outcome.WITHDRAWN;
    }

    /// Returns the failure of a step that the cell does not know.
    ///
    /// @param op the step
    /// @return an exception to be thrown
    protected IllegalArgumentException unknown(Op op) {
        return new IllegalArgumentException(
                "a " + getClass().getSimpleName() + " knows no " + op.getClass().getSimpleName());
    }
}
