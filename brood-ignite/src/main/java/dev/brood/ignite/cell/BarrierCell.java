package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
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
    ///
    /// @param why what has happened to it
    public record Broken(String why) implements Serializable {}

    /// What a call gives whose time was over, and which so has broken the barrier.
    ///
    /// @param arrived how many had come, this one too
    public record Late(int arrived) {}

    /// What the last to arrive gets if there is an action: it must run it and say so.
    public static final int RUN = -2;

    private final int parties;
    private @Nullable Broken broken;
    private @Nullable Ticket running;
    private final List<Ticket> arrived = new ArrayList<>();

    /// Those of the next round, who came while the action of this one runs.
    private final List<Ticket> early = new ArrayList<>();

    private final Map<Ticket, Object> results = new LinkedHashMap<>();

    /// Makes one.
    ///
    /// @param parties how many must arrive
    public BarrierCell(int parties) {
        this.parties = parties;
    }

    /// Arrives; gives the number of those missing then, when all have, or [Broken] or [#RUN].
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
    ///
    /// @param why what has happened
    public record Abort(String why) implements Op {}

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
            case Abort(String why) -> breakIt(why, wake);
            case Reset _ -> {
                breakIt("it was reset", wake);
                broken = null;
            }
            case IsBroken _ -> {
                return broken != null;
            }
            case Waiting _ -> {
                return arrived.size();
            }
            default -> throw unknown(op);
        }
        return null;
    }

    private Object arrive(boolean acts, Ticket caller, List<Ticket> wake) {
        Object result = results.remove(caller);
        if (result != null) {
            return result;
        }
        if (arrived.contains(caller)) {
            return Op.Outcome.WAITS;
        }
        early.remove(caller);
        if (broken != null) {
            return broken;
        }
        int missing = parties - 1 - arrived.size();
        if (missing > 0 && running == null) {
            arrived.add(caller);
            return Op.Outcome.WAITS;
        }
        if (running != null) {
            early.add(caller);
            return Op.Outcome.WAITS;
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
        endRound(wake);
    }

    private void breakIt(String why, List<Ticket> wake) {
        if (broken == null) {
            broken = new Broken(why);
        }
        for (Ticket ticket : arrived) {
            results.put(ticket, broken);
        }
        endRound(wake);
    }

    private void endRound(List<Ticket> wake) {
        wake.addAll(arrived);
        wake.addAll(early);
        arrived.clear();
        early.clear();
        running = null;
    }

    @Override
    public List<Ticket> waiters() {
        List<Ticket> all = new ArrayList<>(arrived);
        all.addAll(early);
        return all;
    }

    @Override
    public void release(Op.Gone gone, List<Ticket> wake) {
        results.keySet().removeIf(ticket -> gone.concerns(ticket.holder()));
        early.removeIf(ticket -> gone.concerns(ticket.holder()));
        List<Ticket> dead = new ArrayList<>(arrived);
        if (running != null) {
            dead.add(running);
        }
        dead.removeIf(ticket -> !gone.concerns(ticket.holder()));
        arrived.removeAll(dead);
        if (!dead.isEmpty()) {
            Holder holder = dead.getFirst().holder();
            breakIt("'%s' (pid %d) died".formatted(holder.process(), holder.pid()), wake);
        }
    }

    @Override
    public @Nullable Object withdraw(Op.Withdraw how, Ticket caller, List<Ticket> wake) {
        Object result = results.remove(caller);
        if (result != null) {
            return result;
        }
        early.remove(caller);
        int present = arrived.size();
        if (!arrived.remove(caller)) {
            return Op.Outcome.WITHDRAWN;
        }
        breakIt(
                how.interrupted()
                        ? "one that waited was interrupted"
                        : "the time of one that waited was over",
                wake);
        return how.interrupted() ? Op.Outcome.WITHDRAWN : new Late(present);
    }
}
