package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A bounded queue. Small items are in it; of large ones it has the keys.
public class QueueCell extends Cell {
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
    /// @param number names it among those that were taken, if it may come back; else 0
    @SuppressWarnings("ArrayRecordComponent") // never compared by equals
    public record Item(byte @Nullable [] bytes, @Nullable String key, long number)
            implements Serializable {
        /// Makes one that was not taken.
        ///
        /// @param bytes as above
        /// @param key as above
        public Item(byte @Nullable [] bytes, @Nullable String key) {
            this(bytes, key, 0);
        }

        Item numbered(long given) {
            return new Item(bytes, key, given);
        }

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
        public boolean puts() {
            return true;
        }

        @Override
        public boolean ties() {
            return waits;
        }
    }

    /// Removes the first; gives a list of it, an empty one if there is none, or [ClosedBy].
    ///
    /// @param waits whether to wait for one
    /// @param holds whether the caller has it in hand then
    public record Take(boolean waits, boolean holds) implements Op {
        @Override
        public boolean ties() {
            return waits || holds;
        }
    }

    /// Removes the first ones; gives a list.
    ///
    /// @param most how many
    /// @param holds whether the caller has them in hand then
    public record Drain(int most, boolean holds) implements Op {
        @Override
        public boolean ties() {
            return holds;
        }
    }

    /// Removes all, for nobody; gives a list.
    public record Clear() implements Op {}

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
            case Take(boolean waits, _) -> take(waits, caller, wake);
            case Drain(int most, _) -> {
                List<Item> all = removeFirst(most, caller);
                wake.addAll(putters.subList(0, Math.min(all.size(), putters.size())));
                yield all;
            }
            case Remove(Item item) -> {
                boolean removed = discard(item);
                wakePutter(wake);
                yield removed;
            }
            case Clear _ -> {
                List<Item> all = all();
                all.forEach(this::discard);
                wake.addAll(putters.subList(0, Math.min(all.size(), putters.size())));
                yield all;
            }
            case Snapshot _ -> all();
            case Size _ -> size();
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

    /// Returns how many can be taken.
    int size() {
        return items.size();
    }

    /// Returns all that can be taken, the next first.
    List<Item> all() {
        return items.all();
    }

    /// Takes the first ones.
    List<Item> removeFirst(int most, Ticket caller) {
        return items.removeFirst(most);
    }

    /// Removes one for nobody.
    boolean discard(Item item) {
        return items.remove(item);
    }

    /// Returns whether others have items that may come back.
    boolean mayComeBack(Ticket caller) {
        return false;
    }

    final @Nullable String closer() {
        return closer;
    }

    private Object put(Item item, boolean waits, Ticket caller, List<Ticket> wake) {
        if (closer != null) {
            putters.remove(caller);
            return new ClosedBy(closer);
        }
        if (size() < capacity) {
            putters.remove(caller);
            items.add(item);
            wakeTaker(wake);
            wakePutter(wake);
            return true;
        }
        return waits ? waitIn(putters, caller) : false;
    }

    private Object take(boolean waits, Ticket caller, List<Ticket> wake) {
        if (size() > 0) {
            takers.remove(caller);
            List<Item> taken = removeFirst(1, caller);
            wakePutter(wake);
            wakeTaker(wake);
            return taken;
        }
        if (closer != null && !mayComeBack(caller)) {
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
        if (!putters.isEmpty() && size() < capacity) {
            wake.add(putters.getFirst());
        }
    }

    private void wakeTaker(List<Ticket> wake) {
        if (!takers.isEmpty() && size() > 0) {
            wake.add(takers.getFirst());
        }
    }

    /// Has all ask again who want to take.
    final void wakeTakers(List<Ticket> wake) {
        wake.addAll(takers);
    }

    /// A queue that is closed and empty: the next to ask for its name gets a new one.
    @Override
    boolean isOver() {
        return closer != null && size() == 0 && takers.isEmpty() && putters.isEmpty();
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
