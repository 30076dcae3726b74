package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A queue that knows what became of its items.
///
/// | an item is | where it is | the death of who has it |
/// |---|---|---|
/// | waiting | in the queue, or in `returned`, which comes first | |
/// | in hand | counted in `inHand`; in `leases` if it is delivered again | counts as lost; goes to `returned` |
/// | lost | counted in `lost` | |
/// | done | nowhere | |
public final class JoinableCell extends QueueCell {
    private static final long serialVersionUID = 1;

    private final boolean redeliver;
    private final Map<Account, Integer> inHand = new LinkedHashMap<>();
    private final TreeMap<Long, Lease> leases = new TreeMap<>();
    private final TreeMap<Long, Item> returned = new TreeMap<>();
    private final List<Ticket> joiners = new ArrayList<>();
    private long lastNumber;
    private int lost;
    private @Nullable Loss lastLoss;

    /// Makes one.
    ///
    /// @param capacity the most items
    /// @param redeliver whether what a dead process had in hand comes back
    public JoinableCell(int capacity, boolean redeliver) {
        super(capacity);
        this.redeliver = redeliver;
    }

    private record Account(String seat, long pid, String process) implements Serializable {
        static Account of(Ticket ticket) {
            Holder holder = ticket.holder();
            return new Account(holder.seat(), holder.pid(), holder.process());
        }

        boolean isGone(Op.Gone gone) {
            return gone.concerns(new Holder(seat, pid, process, 0));
        }
    }

    private record Lease(Account account, Item item) implements Serializable {}

    /// What is lost, as far as the last death tells.
    ///
    /// @param items how many
    /// @param pid who had them
    /// @param process its name
    /// @param millis when its death was noticed, since 1970
    public record Loss(int items, long pid, String process, long millis) implements Serializable {}

    /// What a call gives that says that something is done which its process does not have in hand.
    ///
    /// @param unfinished how many are
    /// @param waiting how many of them wait
    public record NotInHand(int unfinished, int waiting) {}

    /// Says that an item is done that the caller's process has in hand; gives nothing, [NotInHand],
    /// or [ClosedBy] if the queue is closed and all is done.
    ///
    /// @param number which; 0 if one is as good as another
    public record Done(long number) implements Op {}

    /// Gives true when no item is unfinished, or the [Loss] if some are lost.
    public record Join() implements Op {
        @Override
        public boolean ties() {
            return true;
        }
    }

    /// Gives how many are unfinished.
    public record Unfinished() implements Op {}

    /// Gives how many are lost.
    public record Lost() implements Op {}

    /// Counts what is lost as done; gives how many.
    public record WriteOff() implements Op {}

    @Override
    public @Nullable Object apply(Op op, Ticket caller, List<Ticket> wake) {
        return switch (op) {
            case Done(long number) -> done(number, caller, wake);
            case Join _ -> join(caller);
            case Unfinished _ -> unfinished();
            case Lost _ -> lost;
            case WriteOff _ -> {
                int all = lost;
                lost = 0;
                lastLoss = null;
                yield all;
            }
            default -> {
                Object result = super.apply(op, caller, wake);
                if (op instanceof Remove || op instanceof Clear) {
                    settle(wake);
                }
                yield result;
            }
        };
    }

    // ---- what waits

    @Override
    int size() {
        return super.size() + returned.size();
    }

    @Override
    List<Item> all() {
        List<Item> all = new ArrayList<>(returned.values());
        all.addAll(super.all());
        return all;
    }

    @Override
    boolean discard(Item item) {
        return returned.values().removeIf(each -> each.isSameAs(item)) || super.discard(item);
    }

    @Override
    List<Item> removeFirst(int most, Ticket caller) {
        List<Item> taken = new ArrayList<>();
        while (taken.size() < most && !returned.isEmpty()) {
            taken.add(returned.pollFirstEntry().getValue());
        }
        for (Item item : super.removeFirst(most - taken.size(), caller)) {
            taken.add(redeliver ? item.numbered(++lastNumber) : item);
        }
        for (Item item : taken) {
            if (redeliver) {
                leases.put(item.number(), new Lease(Account.of(caller), item));
            } else {
                inHand.merge(Account.of(caller), 1, Integer::sum);
            }
        }
        return taken;
    }

    @Override
    boolean mayComeBack(Ticket caller) {
        Account own = Account.of(caller);
        return leases.values().stream().anyMatch(lease -> !lease.account.equals(own));
    }

    // ---- what is in hand

    private int unfinished() {
        return size() + leases.size() + inHand.values().stream().mapToInt(Integer::intValue).sum();
    }

    private @Nullable Object done(long number, Ticket caller, List<Ticket> wake) {
        Account account = Account.of(caller);
        boolean had;
        if (redeliver) {
            Lease lease = leases.get(number);
            had = lease != null && lease.account.equals(account);
            if (had) {
                leases.remove(number);
            }
        } else {
            had = inHand.containsKey(account);
            inHand.computeIfPresent(account, (_, count) -> count == 1 ? null : count - 1);
        }
        if (!had) {
            String closedBy = closer();
            if (closedBy != null && unfinished() == 0) {
                return new ClosedBy(closedBy);
            }
            return new NotInHand(unfinished(), size());
        }
        settle(wake);
        return null;
    }

    private void settle(List<Ticket> wake) {
        if (unfinished() == 0) {
            wake.addAll(joiners);
        }
        if (closer() != null) {
            wakeTakers(wake);
        }
    }

    private Object join(Ticket caller) {
        if (unfinished() > 0) {
            if (!joiners.contains(caller)) {
                joiners.add(caller);
            }
            return Op.Outcome.WAITS;
        }
        joiners.remove(caller);
        Loss last = lastLoss;
        return lost > 0 && last != null
                ? new Loss(lost, last.pid, last.process, last.millis)
                : (Object) true;
    }

    // ---- who dies, or gives up

    @Override
    public List<Ticket> waiters() {
        List<Ticket> all = super.waiters();
        all.addAll(joiners);
        return all;
    }

    @Override
    boolean isOver() {
        return super.isOver() && unfinished() == 0 && joiners.isEmpty() && lost == 0;
    }

    @Override
    public void release(Op.Gone gone, List<Ticket> wake) {
        joiners.removeIf(ticket -> gone.concerns(ticket.holder()));
        for (Account account : List.copyOf(inHand.keySet())) {
            if (account.isGone(gone)) {
                int items = inHand.getOrDefault(account, 0);
                inHand.remove(account);
                lost += items;
                lastLoss =
                        new Loss(items, account.pid, account.process, System.currentTimeMillis());
            }
        }
        leases.entrySet()
                .removeIf(each -> {
                    boolean back = each.getValue().account.isGone(gone);
                    if (back) {
                        returned.put(each.getKey(), each.getValue().item);
                    }
                    return back;
                });
        super.release(gone, wake);
        settle(wake);
    }

    @Override
    public @Nullable Object withdraw(Ticket caller, List<Ticket> wake) {
        joiners.remove(caller);
        return super.withdraw(caller, wake);
    }
}
