package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A bounded queue. Small items are in it; of large ones it has the keys.
public final class QueueCell extends Cell {
    private static final long serialVersionUID = 1;

    private final int capacity;
    private @Nullable String closer;
    private final PackedItems items = new PackedItems();
    private final List<Ticket> putters = new ArrayList<>();
    private final List<Ticket> takers = new ArrayList<>();

    /// Makes one.
    ///
    /// @param capacity the most items
    public QueueCell(int capacity) {
        this.capacity = capacity;
    }

    /// An item.
    ///
    /// @param bytes what it is; null if it is elsewhere
    /// @param key where it is; null if it is here
    @SuppressWarnings("ArrayRecordComponent") // never compared by equals
    public record Item(byte @Nullable [] bytes, @Nullable String key) {
        boolean isSameAs(Item other) {
            return key == null
                    ? other.key == null && Arrays.equals(bytes, other.bytes)
                    : key.equals(other.key);
        }
    }

    /// What a call gives when the queue is closed.
    ///
    /// @param closer who has closed it
    public record ClosedBy(String closer) {}

    /// Inserts; gives whether it did, or [ClosedBy].
    ///
    /// @param item what
    /// @param waits whether to wait for room
    public record Put(Item item, boolean waits) implements Op {
        @Override
        public boolean ties() {
            return waits;
        }
    }

    /// Removes the first; gives a list of it, an empty one if there is none, or [ClosedBy].
    ///
    /// @param waits whether to wait for one
    public record Take(boolean waits) implements Op {
        @Override
        public boolean ties() {
            return waits;
        }
    }

    /// Removes the first ones; gives a list.
    ///
    /// @param most how many
    public record Drain(int most) implements Op {}

    /// Removes one; gives whether it was there.
    ///
    /// @param item as in [Snapshot]
    public record Remove(Item item) implements Op {}

    /// Gives a list of all.
    public record Snapshot() implements Op {}

    /// Gives how many there are.
    public record Size() implements Op {}

    /// Gives how many there may be.
    public record Capacity() implements Op {}

    /// Gives whether it is closed.
    public record IsClosed() implements Op {}

    /// Lets nothing more in.
    public record CloseQueue() implements Op {}

    @Override
    public @Nullable Object apply(Op op, Ticket caller, List<Ticket> wake) {
        return switch (op) {
            case Put(Item item, boolean waits) -> put(item, waits, caller, wake);
            case Take(boolean waits) -> take(waits, caller, wake);
            case Drain(int most) -> {
                List<Item> all = items.removeFirst(most);
                wake.addAll(putters.subList(0, Math.min(all.size(), putters.size())));
                yield all;
            }
            case Remove(Item item) -> {
                boolean removed = items.remove(item);
                wakePutter(wake);
                yield removed;
            }
            case Snapshot _ -> items.all();
            case Size _ -> items.size();
            case Capacity _ -> capacity;
            case IsClosed _ -> closer != null;
            case CloseQueue _ -> {
                closer = closer == null ? caller.holder().toString() : closer;
                wake.addAll(putters);
                wake.addAll(takers);
                yield null;
            }
            default -> throw unknown(op);
        };
    }

    private Object put(Item item, boolean waits, Ticket caller, List<Ticket> wake) {
        if (closer != null) {
            putters.remove(caller);
            return new ClosedBy(closer);
        }
        if (items.size() < capacity) {
            putters.remove(caller);
            items.add(item);
            wakeTaker(wake);
            wakePutter(wake);
            return true;
        }
        return waits ? waitIn(putters, caller) : false;
    }

    private Object take(boolean waits, Ticket caller, List<Ticket> wake) {
        if (items.size() > 0) {
            takers.remove(caller);
            List<Item> taken = items.removeFirst(1);
            wakePutter(wake);
            wakeTaker(wake);
            return taken;
        }
        if (closer != null) {
            takers.remove(caller);
            return new ClosedBy(closer);
        }
        return waits ? waitIn(takers, caller) : new ArrayList<Item>();
    }

    private static Object waitIn(List<Ticket> line, Ticket caller) {
        if (!line.contains(caller)) {
            line.add(caller);
        }
        return Op.Outcome.WAITS;
    }

    private void wakePutter(List<Ticket> wake) {
        if (!putters.isEmpty() && items.size() < capacity) {
            wake.add(putters.getFirst());
        }
    }

    private void wakeTaker(List<Ticket> wake) {
        if (!takers.isEmpty() && items.size() > 0) {
            wake.add(takers.getFirst());
        }
    }

    @Override
    public List<Ticket> waiters() {
        List<Ticket> all = new ArrayList<>(putters);
        all.addAll(takers);
        return all;
    }

    @Override
    public void release(Op.Gone gone, List<Ticket> wake) {
        putters.removeIf(ticket -> gone.concerns(ticket.holder()));
        takers.removeIf(ticket -> gone.concerns(ticket.holder()));
        wakePutter(wake);
        wakeTaker(wake);
    }

    @Override
    public @Nullable Object withdraw(Ticket caller, List<Ticket> wake) {
        putters.remove(caller);
        takers.remove(caller);
        wakePutter(wake);
        wakeTaker(wake);
        return Op.Outcome.WITHDRAWN;
    }
}
