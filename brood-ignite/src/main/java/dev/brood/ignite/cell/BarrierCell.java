package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A barrier: who has arrived, and what those get who have been let go and not asked yet.
///
/// | the barrier is | when | the death of one who has arrived |
/// |---|---|---|
/// | open | fewer than all have arrived | breaks it |
/// | running | all have, and the last one's action runs | breaks it |
/// | broken | one gave up or died, or it was aborted | |
public final class BarrierCell extends Cell {
    private static final long serialVersionUID = 1;

    /// What a call gives when the barrier is broken.
    public static final int BROKEN = -1;

    /// What the last to arrive gets if there is an action: it must run it and say so.
    public static final int RUN = -2;

    private final int parties;
    private boolean broken;
    private @Nullable Ticket running;
    private final List<Ticket> arrived = new ArrayList<>();
    private final Map<Ticket, Integer> results = new LinkedHashMap<>();

    /// Makes one.
    ///
    /// @param parties how many must arrive
    public BarrierCell(int parties) {
        this.parties = parties;
    }

    /// Arrives; gives the number of those missing then, when all have, or [#BROKEN] or [#RUN].
    ///
    /// @param acts whether the last is to run something first
    public record Arrive(boolean acts) implements Op {
        @Override
        public boolean ties() {
            return true;
        }
    }

    /// Says that the action has run: lets all go.
    public record Trip() implements Op {}

    /// Breaks it.
    public record Abort() implements Op {}

    /// Makes it as new; those who wait find it broken.
    public record Reset() implements Op {}

    /// Gives whether it is broken.
    public record IsBroken() implements Op {}

    /// Gives how many have arrived.
    public record Waiting() implements Op {}

    @Override
    public @Nullable Object apply(Op op, Ticket caller, List<Ticket> wake) {
        switch (op) {
            case Arrive(boolean acts) -> {
                return arrive(acts, caller, wake);
            }
            case Trip _ -> {
                if (caller.holder().equals(running == null ? null : running.holder())) {
                    letGo(wake);
                }
            }
            case Abort _ -> breakIt(wake);
            case Reset _ -> {
                breakIt(wake);
                broken = false;
            }
            case IsBroken _ -> {
                return broken;
            }
            case Waiting _ -> {
                return arrived.size();
            }
            default -> throw unknown(op);
        }
        return null;
    }

    private Object arrive(boolean acts, Ticket caller, List<Ticket> wake) {
        Integer result = results.remove(caller);
        if (result != null) {
            return result;
        }
        if (arrived.contains(caller)) {
            return Op.Outcome.WAITS;
        }
        if (broken) {
            return BROKEN;
        }
        int missing = parties - 1 - arrived.size();
        if (missing > 0) {
            arrived.add(caller);
            return Op.Outcome.WAITS;
        }
        if (missing < 0) { // one of the next round, while this one's action runs
            return BROKEN;
        }
        if (acts) {
            running = caller;
            return RUN;
        }
        letGo(wake);
        return 0;
    }

    private void letGo(List<Ticket> wake) {
        for (int i = 0; i < arrived.size(); i++) {
            results.put(arrived.get(i), parties - 1 - i);
        }
        wake.addAll(arrived);
        arrived.clear();
        running = null;
    }

    private void breakIt(List<Ticket> wake) {
        arrived.forEach(ticket -> results.put(ticket, BROKEN));
        wake.addAll(arrived);
        arrived.clear();
        running = null;
        broken = true;
    }

    @Override
    public List<Ticket> waiters() {
        return new ArrayList<>(arrived);
    }

    @Override
    public void release(Op.Gone gone, List<Ticket> wake) {
        results.keySet().removeIf(ticket -> gone.concerns(ticket.holder()));
        boolean dead = arrived.removeIf(ticket -> gone.concerns(ticket.holder()));
        Ticket runs = running;
        if (dead || (runs != null && gone.concerns(runs.holder()))) {
            breakIt(wake);
        }
    }

    @Override
    public @Nullable Object withdraw(Ticket caller, List<Ticket> wake) {
        Integer result = results.remove(caller);
        if (result != null) {
            return result;
        }
        if (arrived.remove(caller)) {
            breakIt(wake);
        }
        return Op.Outcome.WITHDRAWN;
    }
}
