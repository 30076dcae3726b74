package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// An event or a latch: a gate that opens. Those who wait when it opens may go on, even if it is
/// closed again before they ask.
public final class GateCell extends Cell {
    private static final long serialVersionUID = 1;

    private long count;
    private final List<Ticket> waiting = new ArrayList<>();
    private final List<Ticket> released = new ArrayList<>();

    /// Makes one.
    ///
    /// @param count how often it must be counted down; an event that is not set has 1
    public GateCell(long count) {
        this.count = count;
    }

    /// Counts down, not below 0.
    public record CountDown() implements Op {}

    /// Sets the count: an event is cleared by 1.
    ///
    /// @param count the new one
    public record Set(long count) implements Op {}

    /// Gives the count.
    public record Count() implements Op {}

    /// Gives how many wait.
    public record Waiting() implements Op {}

    /// Gives true when it is open.
    public record Await() implements Op {
        @Override
        public boolean ties() {
            return true;
        }
    }

    @Override
    public @Nullable Object apply(Op op, Ticket caller, List<Ticket> wake) {
        switch (op) {
            case CountDown _ -> set(Math.max(0, count - 1), wake);
            case Set(long value) -> set(value, wake);
            case Count _ -> {
                return count;
            }
            case Waiting _ -> {
                return waiting.size();
            }
            case Await _ -> {
                if (released.remove(caller) || count == 0) {
                    waiting.remove(caller);
                    return true;
                }
                if (!waiting.contains(caller)) {
                    waiting.add(caller);
                }
                return Op.Outcome.WAITS;
            }
            default -> throw unknown(op);
        }
        return null;
    }

    private void set(long value, List<Ticket> wake) {
        count = value;
        if (count == 0) {
            wake.addAll(waiting);
            released.addAll(waiting);
            waiting.clear();
        }
    }

    @Override
    public List<Ticket> waiters() {
        return new ArrayList<>(waiting);
    }

    @Override
    public void release(Op.Gone gone, List<Ticket> wake) {
        waiting.removeIf(ticket -> gone.concerns(ticket.holder()));
        released.removeIf(ticket -> gone.concerns(ticket.holder()));
    }

    @Override
    public @Nullable Object withdraw(Ticket caller, List<Ticket> wake) {
        if (released.remove(caller)) {
            return true;
        }
        waiting.remove(caller);
        return Op.Outcome.WITHDRAWN;
    }
}
