package dev.brood.ignite.cell;

import dev.brood.Abandonment;
import dev.brood.LockOwner;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A lock with its conditions: who holds it how often, who waits for it, who for a signal.
///
/// | a thread | is | becomes the owner when |
/// |---|---|---|
/// | waits for the lock | in `waiting` | the lock is free and it is the first, or it was free when it came |
/// | waits for a signal | in `sleeping` | it is signalled, gives up or is interrupted: then it waits for the lock |
/// | is gone | nowhere | its lock is free and abandoned |
public final class LockCell extends Cell {
    private static final long serialVersionUID = 1;

    private final boolean fair;
    private @Nullable Holder owner;
    private int holds;
    private @Nullable Abandonment abandonment;
    private final List<Wish> waiting = new ArrayList<>();
    private final List<Sleep> sleeping = new ArrayList<>();

    /// Makes one that is free.
    ///
    /// @param fair whether nobody may overtake those who wait
    public LockCell(boolean fair) {
        this.fair = fair;
    }

    /// Waits for the lock.
    ///
    /// @param holds how often it will hold it
    /// @param result what its call gives
    /// @param slept whether it has waited for a signal before: then it must have the lock
    /// @param signalled the condition whose signal it took, which the next one gets if it dies
    ///   before it has the lock; null if it took none
    private record Wish(
            Ticket ticket, int holds, Object result, boolean slept, @Nullable String signalled) {}

    private record Sleep(String condition, Ticket ticket, int holds) {}

    /// Takes the lock; gives whether it did.
    ///
    /// @param waits whether to wait for it
    public record Lock(boolean waits) implements Op {
        @Override
        public boolean ties() {
            return true;
        }
    }

    /// Gives the lock up once.
    public record Unlock() implements Op {}

    /// Waits for a signal; gives whether one came.
    ///
    /// @param condition which
    public record Await(String condition) implements Op {
        @Override
        public boolean ties() {
            return true;
        }
    }

    /// Wakes those who have waited longest.
    ///
    /// @param condition of which
    /// @param count how many
    public record Signal(String condition, int count) implements Op {}

    /// Says that all is whole again.
    public record Repaired() implements Op {}

    /// Gives a [View].
    public record Look() implements Op {}

    /// Gives how many wait for a signal.
    ///
    /// @param condition of which
    public record Sleeping(String condition) implements Op {}

    /// What a lock looks like to a thread.
    ///
    /// @param owner who holds it; null if none does
    /// @param holds how often the caller holds it
    /// @param waiting how many wait for it
    /// @param abandonment the last death of an owner; null if there was none, or it is repaired
    public record View(
            @Nullable LockOwner owner, int holds, int waiting, @Nullable Abandonment abandonment) {}

    @Override
    public @Nullable Object apply(Op op, Ticket caller, List<Ticket> wake) {
        return switch (op) {
            case Lock(boolean waits) -> lock(waits, caller, wake);
            case Unlock _ -> {
                requireOwner(caller);
                holds--;
                if (holds == 0) {
                    free(wake);
                }
                yield null;
            }
            case Await(String condition) -> await(condition, caller, wake);
            case Signal(String condition, int count) -> {
                requireOwner(caller);
                signal(condition, count);
                yield null;
            }
            case Repaired _ -> {
                requireOwner(caller);
                abandonment = null;
                yield null;
            }
            case Look _ -> look(caller);
            case Sleeping(String condition) ->
                    (int) sleeping.stream().filter(s -> s.condition.equals(condition)).count();
            default -> throw unknown(op);
        };
    }

    private Object lock(boolean waits, Ticket caller, List<Ticket> wake) {
        Object mine = granted(caller);
        if (mine != null) {
            return mine;
        }
        if (caller.holder().equals(owner)) {
            holds++;
            return true;
        }
        boolean overtakes = !waits || !fair || waiting.isEmpty();
        if (owner == null && overtakes) {
            own(caller.holder(), 1);
            return true;
        }
        if (!waits) {
            return false;
        }
        waiting.add(new Wish(caller, 1, true, false, null));
        wakeFirst(wake);
        return Op.Outcome.WAITS;
    }

    /// Takes the lock for a call that waits, if it is its turn.
    ///
    /// @return what the call gives, or that it waits; null if the call does not wait
    private @Nullable Object granted(Ticket caller) {
        for (int i = 0; i < waiting.size(); i++) {
            Wish wish = waiting.get(i);
            if (wish.ticket.equals(caller)) {
                if (owner != null || (fair && i > 0)) {
                    return Op.Outcome.WAITS;
                }
                waiting.remove(i);
                own(caller.holder(), wish.holds);
                return wish.result;
            }
        }
        return null;
    }

    private void own(Holder holder, int times) {
        owner = holder;
        holds = times;
    }

    private void free(List<Ticket> wake) {
        owner = null;
        holds = 0;
        wakeFirst(wake);
    }

    private void wakeFirst(List<Ticket> wake) {
        if (owner == null && !waiting.isEmpty()) {
            wake.add(waiting.getFirst().ticket);
        }
    }

    private Object await(String condition, Ticket caller, List<Ticket> wake) {
        Object mine = granted(caller);
        if (mine != null) {
            return mine;
        }
        if (sleeping.stream().noneMatch(sleep -> sleep.ticket.equals(caller))) {
            requireOwner(caller);
            sleeping.add(new Sleep(condition, caller, holds));
            free(wake);
        }
        return Op.Outcome.WAITS;
    }

    private void signal(String condition, int count) {
        int left = count;
        for (Sleep sleep : List.copyOf(sleeping)) {
            if (left > 0 && sleep.condition.equals(condition)) {
                sleeping.remove(sleep);
                waiting.add(new Wish(sleep.ticket, sleep.holds, true, true, condition));
                left--;
            }
        }
    }

    private void requireOwner(Ticket caller) {
        if (!caller.holder().equals(owner)) {
            throw new IllegalMonitorStateException(
                    owner == null
                            ? "is not held by this thread: it is free"
                            : "is not held by this thread: it is held by " + owner);
        }
    }

    private View look(Ticket caller) {
        return new View(
                owner == null ? null : new LockOwner(owner.pid(), owner.process(), owner.thread()),
                caller.holder().equals(owner) ? holds : 0,
                waiting.size(),
                abandonment);
    }

    @Override
    public List<Ticket> waiters() {
        List<Ticket> all = new ArrayList<>(waiting.stream().map(Wish::ticket).toList());
        sleeping.forEach(sleep -> all.add(sleep.ticket));
        return all;
    }

    @Override
    public void release(Op.Gone gone, List<Ticket> wake) {
        sleeping.removeIf(sleep -> gone.concerns(sleep.ticket.holder()));
        for (Wish wish : List.copyOf(waiting)) {
            if (gone.concerns(wish.ticket.holder())) {
                waiting.remove(wish);
                if (wish.signalled != null) { // died before it could do what the signal told of
                    signal(wish.signalled, 1);
                }
            }
        }
        Holder dead = owner;
        if (dead != null && gone.concerns(dead)) {
            abandonment = new Abandonment(dead.pid(), dead.process(), Instant.now());
            owner = null;
            holds = 0;
        }
        wakeFirst(wake);
    }

    @Override
    public @Nullable Object withdraw(Ticket caller, List<Ticket> wake) {
        for (Sleep sleep : List.copyOf(sleeping)) {
            if (sleep.ticket.equals(caller)) { // it goes on without a signal, with the lock
                sleeping.remove(sleep);
                waiting.add(new Wish(caller, sleep.holds, false, true, null));
                Object mine = granted(caller);
                return mine == null ? Op.Outcome.WAITS : mine;
            }
        }
        for (Wish wish : List.copyOf(waiting)) {
            if (wish.ticket.equals(caller) && !wish.slept) {
                waiting.remove(wish);
                wakeFirst(wake);
                return Op.Outcome.WITHDRAWN;
            }
        }
        return Op.Outcome.WAITS; // it waits for the lock after a signal, and must have it
    }
}
