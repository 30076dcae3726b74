package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Permits: how many there are, who holds them, who waits for how many.
public final class SemaphoreCell extends Cell {
    private static final long serialVersionUID = 1;

    private int permits;
    private final int bound;
    private final boolean fair;
    private final boolean counted;
    private final Map<Possessor, Integer> held = new LinkedHashMap<>();
    private final List<Wish> waiting = new ArrayList<>();

    /// Makes one.
    ///
    /// @param permits how many there are at first
    /// @param bound the most there can be
    /// @param fair whether nobody may overtake those who wait
    /// @param counted whether permits come back when their holder dies
    public SemaphoreCell(int permits, int bound, boolean fair, boolean counted) {
        this.permits = permits;
        this.bound = bound;
        this.fair = fair;
        this.counted = counted;
    }

    private record Possessor(String seat, long pid) {
        static Possessor of(Holder holder) {
            return new Possessor(holder.seat(), holder.pid());
        }
    }

    private record Wish(Ticket ticket, int permits) {}

    /// Takes permits; gives whether it did.
    ///
    /// @param permits how many
    /// @param waits whether to wait for them
    public record Acquire(int permits, boolean waits) implements Op {
        @Override
        public boolean ties() {
            return true;
        }
    }

    /// Gives permits back.
    ///
    /// @param permits how many
    public record Release(int permits) implements Op {}

    /// Takes all there are; gives how many.
    public record Drain() implements Op {
        @Override
        public boolean ties() {
            return true;
        }
    }

    /// Gives how many permits there are.
    public record Available() implements Op {}

    /// Gives how many calls wait.
    public record Waiting() implements Op {}

    @Override
    public @Nullable Object apply(Op op, Ticket caller, List<Ticket> wake) {
        return switch (op) {
            case Acquire(int wanted, boolean waits) -> acquire(wanted, waits, caller, wake);
            case Release(int given) -> {
                giveBack(given, Possessor.of(caller.holder()));
                wake(wake);
                yield null;
            }
            case Drain _ -> {
                int all = permits;
                take(all, caller);
                yield all;
            }
            case Available _ -> permits;
            case Waiting _ -> waiting.size();
            default -> throw unknown(op);
        };
    }

    private Object acquire(int wanted, boolean waits, Ticket caller, List<Ticket> wake) {
        boolean first = waiting.isEmpty() || waiting.getFirst().ticket.equals(caller);
        if (permits >= wanted && (first || (!waits && !fair))) {
            waiting.removeIf(wish -> wish.ticket.equals(caller));
            take(wanted, caller);
            wake(wake); // there may be enough for the next too
            return true;
        }
        if (!waits) {
            return false;
        }
        if (waiting.stream().noneMatch(wish -> wish.ticket.equals(caller))) {
            waiting.add(new Wish(caller, wanted));
        }
        return Op.Outcome.WAITS;
    }

    private void take(int number, Ticket caller) {
        permits -= number;
        if (counted && number > 0) {
            held.merge(Possessor.of(caller.holder()), number, Integer::sum);
        }
    }

    private void giveBack(int given, Possessor by) {
        if (given > bound - permits) {
            throw new IllegalStateException(
                    "can't release %d: it may have %d permits, and %d of them are available, which is more than the bound of %d"
                            .formatted(given, bound, permits, bound));
        }
        permits += given;
        int left = given - takeFrom(by, given);
        for (Possessor other : List.copyOf(held.keySet())) {
            left -= takeFrom(other, left);
        }
    }

    private int takeFrom(Possessor process, int most) {
        int has = held.getOrDefault(process, 0);
        int taken = Math.min(has, most);
        if (taken == has) {
            held.remove(process);
        } else {
            held.put(process, has - taken);
        }
        return taken;
    }

    private void wake(List<Ticket> wake) {
        if (!waiting.isEmpty() && waiting.getFirst().permits <= permits) {
            wake.add(waiting.getFirst().ticket);
        }
    }

    @Override
    public List<Ticket> waiters() {
        return new ArrayList<>(waiting.stream().map(Wish::ticket).toList());
    }

    @Override
    public void release(Op.Gone gone, List<Ticket> wake) {
        waiting.removeIf(wish -> gone.concerns(wish.ticket.holder()));
        for (Possessor process : List.copyOf(held.keySet())) {
            if (gone.concerns(new Holder(process.seat, process.pid, "", 0))) {
                permits += held.getOrDefault(process, 0);
                held.remove(process);
            }
        }
        wake(wake);
    }

    @Override
    public @Nullable Object withdraw(Ticket caller, List<Ticket> wake) {
        waiting.removeIf(wish -> wish.ticket.equals(caller));
        wake(wake);
        return Op.Outcome.WITHDRAWN;
    }
}
