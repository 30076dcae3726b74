package dev.brood.local.channel;

import dev.brood.ClosedException;
import dev.brood.SharedQueue;
import dev.brood.codec.Codec;
import dev.brood.codec.Encoded;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
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
import java.util.function.Predicate;

/// A [SharedQueue] on a [Ring]: encodes and decodes, waits, and says what is wrong.
///
/// @param <E> what it holds
public final class LocalQueue<E> extends AbstractQueue<E> implements SharedQueue<E>, Portable {
    private static final long serialVersionUID = 1;
    private static final int BATCH = 256;

    private final transient Queues queues;
    private final transient Tree tree;
    private final transient Cell cell;
    private final transient String name;
    private final transient Ring ring;
    private final transient int capacity;
    private final transient BlockingRing blocking;

    /// Who closed it, once its memory is unmapped here.
    private transient volatile @Nullable String over;

    LocalQueue(Queues queues, Tree tree, Cell cell, String name, Ring ring) {
        this.queues = queues;
        this.tree = tree;
        this.cell = cell;
        this.name = name;
        this.ring = ring;
        this.blocking = new BlockingRing(tree, ring);
        this.capacity = ring.capacity();
    }

    // ---- inserting

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
            return switch (blocking.put(Payload.of(encoded), deadline)) {
                case DONE -> true;
                case TIMED_OUT -> false;
                case CLOSED -> throw closed();
            };
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    // ---- removing

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
        try {
            payload = blocking.take(deadline);
            if (ring.closedBy() != 0 && ring.size() == 0) {
                ClosedException closed = closed();
                finish();
                if (payload == null) {
                    throw closed;
                }
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
        return payload == null ? null : decode(payload);
    }

    private static void throwIfInterrupted() throws InterruptedException {
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
        if (collection == this) {
            throw new IllegalArgumentException("a queue can't be drained to itself");
        }
        int moved = 0;
        Failures failures = new Failures();
        List<Payload> batch = takeBatch(most);
        while (!batch.isEmpty()) {
            for (Payload payload : batch) {
                failures.collect(() -> collection.add(decode(payload)));
            }
            moved += batch.size();
            batch = failures.any() ? List.of() : takeBatch(most - moved);
        }
        failures.throwAny();
        return moved;
    }

    private List<Payload> takeBatch(int most) {
        try {
            return most <= 0 ? List.of() : ring.takeAll(Math.min(most, BATCH));
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public void clear() {
        List<Payload> batch = takeBatch(BATCH);
        while (!batch.isEmpty()) {
            batch = takeBatch(BATCH);
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
            if (condition.test(decode(item.payload())) && ring.remove(item) && ++removed == most) {
                break;
            }
        }
        return removed > 0;
    }

    // ---- examining

    @Override
    public @Nullable E peek() {
        List<Ring.Seen> first = look(1);
        return first.isEmpty() ? null : decode(first.getFirst().payload());
    }

    /// Returns an iterator over decoded copies of the items there are at the call. Its `remove`
    /// takes an item out if it is still there.
    @Override
    public Iterator<E> iterator() {
        return new SeenItems<>(look(Integer.MAX_VALUE), this::decode, ring::remove);
    }

    private List<Ring.Seen> look(int most) {
        try {
            return ring.look(most);
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public int size() {
        return over == null ? ring.size() : 0;
    }

    @Override
    public int remainingCapacity() {
        return capacity - size();
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
        String state = over;
        return "queue '%s' (%s)"
                .formatted(
                        name,
                        state == null
                                ? "%d of %d items%s"
                                        .formatted(
                                                size(),
                                                capacity,
                                                ring.closedBy() == 0 ? "" : ", closed")
                                : state);
    }

    // ---- closing

    @Override
    public boolean isClosed() {
        return over != null || ring.closedBy() != 0;
    }

    @Override
    public void close() {
        if (over != null) {
            return;
        }
        try {
            ring.closePut(tree.pid());
            if (ring.size() == 0) {
                finish();
            }
        } catch (IllegalStateException e) {
            explain(e); // closed by another thread meanwhile
        }
    }

    /// Closes it, with all that is in it, because its maker or the tree ends.
    public void end() {
        if (over != null) {
            return;
        }
        try {
            ring.closePut(tree.pid());
            finish();
        } catch (IllegalStateException e) {
            explain(e); // closed by another thread meanwhile
        }
    }

    /// It is closed and empty: gives its memory back.
    private void finish() {
        if (over == null) {
            queues.discard(cell, ring);
            release();
        }
    }

    /// Returns whether another process has given its memory back.
    boolean isOver() {
        return over == null && !tree.arena().isCurrent(cell);
    }

    /// Unmaps it.
    synchronized void release() {
        if (over == null) {
            over = closedBy();
            ring.close();
        }
    }

    Cell cell() {
        return cell;
    }

    void recover(int deadPid) {
        if (over == null) {
            ring.recover(deadPid);
        }
    }

    private ClosedException closed() {
        return new ClosedException(describeOver(closedBy()));
    }

    private String closedBy() {
        int closer = ring.closedBy();
        if (closer == tree.pid()) {
            return "closed by this process";
        }
        return tree.roster()
                .find(closer)
                .map(member -> "closed by " + member)
                .orElse("closed by pid " + closer);
    }

    private String describeOver(String why) {
        return "queue '%s' (capacity %d) is %s".formatted(name, capacity, why);
    }

    /// Tells what an access to unmapped memory means.
    private IllegalStateException explain(IllegalStateException e) {
        String why = over;
        if (why != null) {
            throw new ClosedException(describeOver(why));
        }
        if (tree.isClosing()) {
            throw new ClosedException(describeOver(tree + " has ended"));
        }
        return e;
    }

    // ---- travelling

    @Override
    public Reference reference() {
        CellId id = cell.id();
        return new QueueReference(tree.id(), id.arena(), id.offset(), id.generation(), name);
    }

    /// For Java serialization.
    private Object writeReplace() {
        return reference();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a queue travels as a reference");
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what was put was an E, and not null
    private E decode(Payload payload) {
        return (E)
                Codec.standard()
                        .decode("item", payload.head(), 0, payload.headLength(), payload.arrays());
    }
}
