package dev.brood.ignite.object;

import dev.brood.ClosedException;
import dev.brood.SharedQueue;
import dev.brood.codec.Codec;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.ClusterFullException;
import dev.brood.ignite.cell.Op;
import dev.brood.ignite.cell.QueueCell;
import dev.brood.ignite.cell.QueueCell.Item;
import dev.brood.ignite.link.Full;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;

/// A queue of a cluster.
class ClusterQueue<E> extends QueueBase<E> implements SharedQueue<E> {
    private static final long serialVersionUID = 1;

    /// From how many bytes on an item is kept apart: each step copies what is in the cell.
    private static final int LARGE = 2048;

    ClusterQueue(ObjectName name) {
        super(name);
    }

    // ---- items

    private Item item(E value) {
        byte[] bytes = Codec.standard().toBytes("item", Objects.requireNonNull(value, "item"));
        if (bytes.length < LARGE) {
            return new Item(bytes, null);
        }
        String key = "item/" + objectName().key() + "/" + UUID.randomUUID();
        store(key, bytes);
        return new Item(null, key);
    }

    /// Keeps a large item, on two nodes or on none.
    private void store(String key, byte[] bytes) {
        try {
            if (ask(seat -> seat.store(key, bytes)) instanceof Full full) {
                throw full.failure(described(), "");
            }
        } catch (ClusterFullException e) {
            if (e.getCause() != null) {
                remove(key); // one of them has it
            }
            throw e;
        }
    }

    private void remove(String key) {
        Object _ = ask(seat -> seat.fetch(key, true));
    }

    final void drop(Item item) {
        if (item.key() != null) {
            remove(item.key());
        }
    }

    /// Whether the caller has in hand what it takes.
    boolean holds() {
        return false;
    }

    /// Returns what was taken.
    E received(Item item) {
        return value(item, true);
    }

    @SuppressWarnings("unchecked") // what was put in
    final E value(Item item, boolean remove) {
        String key = item.key();
        byte @Nullable [] bytes = item.bytes();
        if (key != null) {
            bytes = (byte[]) ask(seat -> seat.fetch(key, remove));
        }
        if (bytes == null) {
            throw new NoSuchElementException("the item was taken by another meanwhile");
        }
        return (E) Objects.requireNonNull(Codec.standard().fromBytes("item", bytes));
    }

    final Object checked(@Nullable Object result) {
        if (result instanceof QueueCell.ClosedBy(String closer)) {
            throw new ClosedException(
                    "queue '%s' (capacity %d) is closed by %s"
                            .formatted(name(), capacity(), closer));
        }
        return Objects.requireNonNull(result);
    }

    private boolean put(E value, @Nullable Duration timeout, boolean waits)
            throws InterruptedException {
        Item item = item(value);
        boolean kept = false;
        try {
            Op put = new QueueCell.Put(item, waits);
            Object result = waits ? callInterruptibly(put, timeout) : call(put);
            kept = Boolean.TRUE.equals(checked(result));
            return kept;
        } catch (ClusterException e) {
            // If it may be in the queue, it is not to be taken from whoever gets it.
            kept = !(e instanceof ClusterFullException) || e.getCause() != null;
            throw e;
        } finally {
            if (!kept) {
                drop(item);
            }
        }
    }

    @SuppressWarnings("unchecked") // what the cell gives
    private @Nullable E first(@Nullable Object result) {
        if (result == Op.Outcome.WITHDRAWN) {
            return null;
        }
        List<Item> taken = (List<Item>) checked(result);
        return taken.isEmpty() ? null : received(taken.getFirst());
    }

    // ---- putting

    @Override
    public void put(E value) throws InterruptedException {
        boolean _ = put(value, null, true);
    }

    @Override
    public boolean offer(E value, Duration timeout) throws InterruptedException {
        if (!timeout.isPositive()) {
            return offer(value);
        }
        return put(value, timeout, true);
    }

    @Override
    public boolean offer(E value) {
        try {
            return put(value, null, false);
        } catch (InterruptedException e) {
            throw new AssertionError("it does not wait", e);
        }
    }

    // ---- taking

    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(
                first(callInterruptibly(new QueueCell.Take(true, holds()), null)));
    }

    @Override
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        if (!timeout.isPositive()) {
            return poll();
        }
        return first(callInterruptibly(new QueueCell.Take(true, holds()), timeout));
    }

    @Override
    public @Nullable E poll() {
        return first(call(new QueueCell.Take(false, holds())));
    }

    @Override
    public @Nullable E peek() {
        for (Item item : snapshot()) {
            try {
                return value(item, false);
            } catch (NoSuchElementException _) {
                // The next is the first now.
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // what the cell gives
    private List<Item> snapshot() {
        return (List<Item>) Objects.requireNonNull(call(new QueueCell.Snapshot()));
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    @SuppressWarnings({"unchecked", "ReferenceEquality"}) // a queue into itself
    public int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target, "target");
        if (target == this) {
            throw new IllegalArgumentException("a queue can't be drained into itself");
        }
        if (most <= 0) {
            return 0;
        }
        List<Item> taken =
                (List<Item>) Objects.requireNonNull(call(new QueueCell.Drain(most, holds())));
        taken.forEach(item -> target.add(received(item)));
        return taken.size();
    }

    @Override
    @SuppressWarnings("unchecked") // what the cell gives
    public void clear() {
        ((List<Item>) Objects.requireNonNull(call(new QueueCell.Clear()))).forEach(this::drop);
    }

    // ---- looking

    @Override
    public int size() {
        return (Integer) Objects.requireNonNull(call(new QueueCell.Size()));
    }

    @Override
    public int capacity() {
        return (int) objectName().number(0);
    }

    @Override
    public int remainingCapacity() {
        return capacity() - size();
    }

    @Override
    public Iterator<E> iterator() {
        List<Item> items = new ArrayList<>(snapshot());
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < items.size();
            }

            @Override
            public E next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return value(items.get(next++), false);
            }

            @Override
            public void remove() {
                if (next == 0) {
                    throw new IllegalStateException("next() was not called");
                }
                Item item = items.get(next - 1);
                if (Boolean.TRUE.equals(call(new QueueCell.Remove(item)))) {
                    drop(item);
                }
            }
        };
    }

    // ---- the end

    @Override
    public boolean isClosed() {
        try {
            return Boolean.TRUE.equals(call(new QueueCell.IsClosed()));
        } catch (ClosedException _) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            Object _ = call(new QueueCell.CloseQueue());
        } catch (ClosedException | ClusterException _) {
            // It is, or is gone with its cluster.
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
