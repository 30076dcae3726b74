package dev.brood.local.channel;

import dev.brood.SharedQueue;
import dev.brood.codec.Codec;
import dev.brood.codec.Encoded;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.local.memory.Cell;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;

/// A [SharedQueue] on a [Ring]: encodes and decodes, waits, and says what is wrong.
///
/// @param <E> what it holds
public class LocalQueue<E> extends AbstractQueue<E> implements SharedQueue<E>, Portable {
    private static final long serialVersionUID = 1;
    private static final int BATCH = 256;

    private final transient Tree tree;
    private final transient String name;
    private final transient Ring ring;
    private final transient int capacity;
    private final transient BlockingRing blocking;
    private final transient QueueMemory memory;

    LocalQueue(Queues queues, Tree tree, Cell cell, String name, Ring ring) {
        this.tree = tree;
        this.name = name;
        this.ring = ring;
        this.blocking = new BlockingRing(tree, ring, "queue '" + name + "'", cell.id());
        this.capacity = ring.capacity();
        this.memory = new QueueMemory(queues, tree, cell, name, ring);
    }

    @Override
    public void put(E item) throws InterruptedException {
        insert(item, Deadline.NEVER);
    }

    @Override
    public boolean offer(E item, Duration timeout) throws InterruptedException {
        return insert(item, Deadline.after(timeout));
    }

    @Override
    public boolean offer(E item) {
        try {
            return tryInsert(item, System.nanoTime());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted without waiting", e);
        }
    }

    @Override
    public boolean add(E item) {
        if (!offer(item)) {
            throw new IllegalStateException(this + " is full");
        }
        return true;
    }

    private boolean insert(E item, long deadline) throws InterruptedException {
        throwIfInterrupted();
        return tryInsert(item, deadline);
    }

    private boolean tryInsert(E item, long deadline) throws InterruptedException {
        if (item == null) {
            throw new NullPointerException("queue '" + name + "' does not take null");
        }
        try (Encoded encoded = Codec.standard().encode("item", item)) {
            return insert(Payload.of(encoded), deadline);
        }
    }

    private boolean insert(Payload payload, long deadline) throws InterruptedException {
        memory.enter();
        try {
            return switch (blocking.put(payload, deadline)) {
                case DONE -> true;
                case TIMED_OUT -> false;
                case CLOSED -> {
                    memory.finishIfGone();
                    throw memory.closed();
                }
            };
        } catch (IllegalStateException e) {
            throw memory.explain(e);
        } finally {
            memory.leave();
        }
    }

    @Override
    public E take() throws InterruptedException {
        throwIfInterrupted();
        return Objects.requireNonNull(remove(Deadline.NEVER));
    }

    @Override
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        throwIfInterrupted();
        return remove(Deadline.after(timeout));
    }

    @Override
    public @Nullable E poll() {
        try {
            return remove(System.nanoTime());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted without waiting", e);
        }
    }

    private @Nullable E remove(long deadline) throws InterruptedException {
        Payload payload;
        memory.enter();
        try {
            payload = blocking.take(deadline);
            memory.finishIfEmpty();
            if (payload == null && ring.isOver() && ring.size() == 0) {
                throw memory.closed();
            }
        } catch (IllegalStateException e) {
            throw memory.explain(e);
        } finally {
            memory.leave();
        }
        return payload == null ? null : receive(payload);
    }

    static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public int drainTo(Collection<? super E> collection) {
        return drainTo(collection, Integer.MAX_VALUE);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // is it this very object?
    public int drainTo(Collection<? super E> collection, int most) {
        Objects.requireNonNull(collection);
        if (collection == this) {
            throw new IllegalArgumentException("a queue can't be drained to itself");
        }
        // Not what others insert meanwhile, which need not have an end.
        int left = Math.min(most, size());
        int moved = 0;
        Failures failures = new Failures();
        List<Payload> batch = takeBatch(left);
        while (!batch.isEmpty()) {
            for (Payload payload : batch) {
                failures.collect(() -> collection.add(receive(payload)));
            }
            moved += batch.size();
            batch = failures.any() ? List.of() : takeBatch(left - moved);
        }
        failures.throwAny();
        return moved;
    }

    /// Takes some items, none from a queue that has ended.
    private List<Payload> takeBatch(int most) {
        if (most <= 0 || !memory.tryEnter()) {
            return List.of();
        }
        try {
            List<Payload> batch = ring.takeAll(Math.min(most, BATCH));
            memory.finishIfEmpty();
            return batch;
        } catch (IllegalStateException e) {
            throw memory.explain(e);
        } finally {
            memory.leave();
        }
    }

    @Override
    public void clear() {
        int left = size();
        while (left > 0) {
            List<Payload> batch = takeBatch(left);
            batch.forEach(this::drop);
            left = batch.isEmpty() ? 0 : left - batch.size();
        }
    }

    @Override
    public boolean remove(@Nullable Object item) {
        return item != null && removeFirst(item::equals, 1);
    }

    @Override
    public boolean removeIf(Predicate<? super E> condition) {
        Objects.requireNonNull(condition);
        return removeFirst(condition, Integer.MAX_VALUE);
    }

    @Override
    public boolean removeAll(Collection<?> items) {
        Objects.requireNonNull(items);
        return removeFirst(items::contains, Integer.MAX_VALUE);
    }

    @Override
    public boolean retainAll(Collection<?> items) {
        Objects.requireNonNull(items);
        return removeFirst(item -> !items.contains(item), Integer.MAX_VALUE);
    }

    private boolean removeFirst(Predicate<? super E> condition, int most) {
        int removed = 0;
        for (Ring.Seen item : look(Integer.MAX_VALUE)) {
            if (condition.test(decode(item.payload())) && remove(item) && ++removed == most) {
                break;
            }
        }
        return removed > 0;
    }

    private boolean remove(Ring.Seen item) {
        if (!memory.tryEnter()) {
            return false;
        }
        try {
            boolean removed = ring.remove(item);
            memory.finishIfEmpty();
            return removed;
        } catch (IllegalStateException e) {
            throw memory.explain(e);
        } finally {
            memory.leave();
        }
    }

    @Override
    public @Nullable E peek() {
        List<Ring.Seen> first = look(1);
        return first.isEmpty() ? null : decode(first.getFirst().payload());
    }

    /// Returns an iterator over decoded copies of the items there are at the call. Its `remove`
    /// takes an item out if it is still there.
    @Override
    public Iterator<E> iterator() {
        return new SeenItems<>(look(Integer.MAX_VALUE), this::decode, this::remove);
    }

    /// Returns a spliterator over what [#iterator()] gives. It tells no size: what is in the queue
    /// may have changed since.
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.ORDERED | Spliterator.NONNULL);
    }

    /// Looks at items; there are none in a queue that has ended.
    private List<Ring.Seen> look(int most) {
        if (!memory.tryEnter()) {
            return List.of();
        }
        try {
            return ring.look(most);
        } catch (IllegalStateException e) {
            throw memory.explain(e);
        } finally {
            memory.leave();
        }
    }

    @Override
    public int size() {
        if (!memory.tryEnter()) {
            return 0;
        }
        try {
            return ring.size();
        } finally {
            memory.leave();
        }
    }

    @Override
    public int remainingCapacity() {
        return Math.max(0, capacity - size()); // what comes back may be more than goes in
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "queue '%s' (%s)".formatted(name, memory.describeState());
    }

    @Override
    public boolean isClosed() {
        if (!memory.tryEnter()) {
            return true;
        }
        try {
            return ring.closedBy() != 0;
        } finally {
            memory.leave();
        }
    }

    @Override
    public void close() {
        close(memory::finishIfEmpty);
    }

    /// Closes it, with all that is in it, because its maker or the tree ends.
    public void end() {
        close(memory::finish);
    }

    private void close(Runnable finish) {
        if (!memory.tryEnter()) {
            return;
        }
        try {
            ring.closePut(tree.pid());
            finish.run();
        } catch (IllegalStateException e) {
            if (!tree.isClosing()) {
                throw e;
            }
        } finally {
            memory.leave();
        }
    }

    final QueueMemory memory() {
        return memory;
    }

    final BlockingRing blocking() {
        return blocking;
    }

    /// Makes what was taken the item that is given to the user.
    E receive(Payload payload) {
        return decode(payload);
    }

    /// Told of an item that was taken and that no one will get.
    void drop(Payload payload) {}

    /// Finishes what a death has left to do. For a thread that is in it.
    void settle() {}

    @Override
    public Reference reference() {
        memory.send();
        return QueueReference.to(tree, memory.cell().id(), name);
    }

    /// For Java serialization.
    final Object writeReplace() {
        return reference();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a queue travels as a reference");
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what was put was an E, and not null
    final E decode(Payload payload) {
        return (E)
                Codec.standard()
                        .decode("item", payload.head(), 0, payload.headLength(), payload.arrays());
    }
}
