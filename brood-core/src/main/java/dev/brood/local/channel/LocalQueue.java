package dev.brood.local.channel;

import dev.brood.ClosedException;
import dev.brood.SharedQueue;
import dev.brood.codec.Codec;
import dev.brood.codec.Encoded;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Tree;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
    private final transient Spin takeSpin = new Spin();
    private final transient Spin putSpin = new Spin();

    /// Who closed it, once its memory is unmapped here.
    private transient volatile @Nullable String over;

    LocalQueue(Queues queues, Tree tree, Cell cell, String name, Ring ring) {
        this.queues = queues;
        this.tree = tree;
        this.cell = cell;
        this.name = name;
        this.ring = ring;
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

    private boolean insert(E item, long deadline) throws InterruptedException {
        requireNonNull(item);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try (Encoded encoded = Codec.standard().encode("item", item)) {
            return insert(payload(encoded), deadline, true);
        }
    }

    @Override
    public boolean offer(E item) {
        requireNonNull(item);
        try (Encoded encoded = Codec.standard().encode("item", item)) {
            return insert(payload(encoded), System.nanoTime(), false);
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

    private boolean insert(Payload payload, long deadline, boolean mayWait)
            throws InterruptedException {
        SpillFiles.Draft draft = null;
        try {
            while (true) {
                switch (ring.tryPut(payload, draft)) {
                    case DONE -> {
                        draft = null;
                        return true;
                    }
                    case CLOSED -> throw closed();
                    case NEEDS_DRAFT -> draft = ring.draft(payload);
                    case FULL -> {
                        if (!mayWait
                                || !await(
                                        ring.notFull(),
                                        putSpin,
                                        () -> ring.looksFull() && ring.closedBy() == 0,
                                        deadline)) {
                            return false;
                        }
                    }
                }
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        } finally {
            if (draft != null) {
                ring.discard(draft);
            }
        }
    }

    // ---- removing

    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(remove(Deadline.NEVER));
    }

    @Override
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return remove(Deadline.after(timeout));
    }

    private @Nullable E remove(long deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        while (true) {
            Payload payload = tryTake();
            if (payload != null) {
                return decode(payload);
            }
            try {
                if (!await(
                        ring.notEmpty(),
                        takeSpin,
                        () -> ring.looksEmpty() && ring.closedBy() == 0,
                        deadline)) {
                    return null;
                }
            } catch (IllegalStateException e) {
                throw explain(e);
            }
        }
    }

    @Override
    public @Nullable E poll() {
        Payload payload = tryTake();
        return payload == null ? null : decode(payload);
    }

    /// Takes a payload.
    ///
    /// @return null if there is none now
    /// @throws ClosedException if there will be none
    private @Nullable Payload tryTake() {
        try {
            // In this order: when it was closed before the look, nothing can come after it.
            int closer = ring.closedBy();
            Payload payload = ring.tryTake(new byte[0]);
            if (closer != 0 && ring.size() == 0) {
                ClosedException closed = closed();
                finish();
                if (payload == null) {
                    throw closed;
                }
            }
            return payload;
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public int drainTo(Collection<? super E> collection) {
        return drainTo(collection, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> collection, int most) {
        if (collection == this) {
            throw new IllegalArgumentException("a queue can't be drained to itself");
        }
        int moved = 0;
        RuntimeException failure = null;
        try {
            for (List<Payload> batch = takeAll(most); !batch.isEmpty(); ) {
                for (Payload payload : batch) {
                    try {
                        collection.add(decode(payload));
                    } catch (RuntimeException e) {
                        if (failure == null) {
                            failure = e;
                        } else {
                            failure.addSuppressed(e);
                        }
                    }
                }
                moved += batch.size();
                batch = failure == null ? takeAll(most - moved) : List.of();
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
        if (failure != null) {
            throw failure;
        }
        return moved;
    }

    private List<Payload> takeAll(int most) {
        return most <= 0 ? List.of() : ring.takeAll(Math.min(most, BATCH));
    }

    @Override
    public void clear() {
        try {
            while (!ring.takeAll(BATCH).isEmpty()) {
                // Until nothing is left.
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    @Override
    public boolean remove(@Nullable Object item) {
        return item != null && removeFirst(item::equals, 1);
    }

    @Override
    public boolean removeIf(Predicate<? super E> condition) {
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
        for (Iterator<E> items = iterator(); items.hasNext() && removed < most; ) {
            QueueIterator iterator = (QueueIterator) items;
            if (condition.test(iterator.next()) && iterator.removeCurrent()) {
                removed++;
            }
        }
        return removed > 0;
    }

    // ---- examining

    @Override
    public @Nullable E peek() {
        try {
            List<Ring.Seen> first = ring.look(1);
            return first.isEmpty() ? null : decode(first.getFirst().payload());
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    /// Returns an iterator over decoded copies of the items there are at the call. Its `remove` takes
    /// an item out if it is still there.
    @Override
    public Iterator<E> iterator() {
        try {
            return new QueueIterator(ring.look(Integer.MAX_VALUE));
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    private final class QueueIterator implements Iterator<E> {
        private final List<Ring.Seen> items;
        private int next;
        private Ring.@Nullable Seen current;

        QueueIterator(List<Ring.Seen> items) {
            this.items = new ArrayList<>(items);
        }

        @Override
        public boolean hasNext() {
            return next < items.size();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Ring.Seen item = items.get(next++);
            current = item;
            return decode(item.payload());
        }

        @Override
        public void remove() {
            if (current == null) {
                throw new IllegalStateException("next() was not called since the last remove()");
            }
            removeCurrent();
        }

        boolean removeCurrent() {
            Ring.Seen item = current;
            current = null;
            return item != null && ring.remove(item);
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

    // ---- waiting

    /// Waits as long as there is an obstacle.
    ///
    /// @return false if the time is over and the obstacle still there
    private boolean await(WaitPoint point, Spin spin, BooleanSupplier obstacle, long deadline)
            throws InterruptedException {
        int limit = spin.limit();
        for (int i = 0; i < limit; i++) {
            if (!obstacle.getAsBoolean()) {
                spin.succeededAfter(i);
                return true;
            }
            Thread.onSpinWait();
        }
        spin.failed();
        while (obstacle.getAsBoolean()) {
            if (tree.isClosing()) {
                throw new ClosedException(describeOver(tree + " has ended"));
            }
            if (Deadline.remaining(deadline) <= 0) {
                return false;
            }
            long ticket = point.enter();
            try {
                if (obstacle.getAsBoolean()) {
                    point.await(ticket, deadline, true);
                }
            } finally {
                point.leave(ticket);
            }
            if (Thread.interrupted()) {
                passOn(point, obstacle);
                throw new InterruptedException();
            }
        }
        return true;
    }

    /// Gives a wake-up to another that this thread may have had and won't use.
    private static void passOn(WaitPoint point, BooleanSupplier obstacle) {
        if (!obstacle.getAsBoolean()) {
            point.signal(1);
        }
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

    private void requireNonNull(@Nullable E item) {
        if (item == null) {
            throw new NullPointerException("queue '" + name + "' does not take null");
        }
    }

    private static Payload payload(Encoded encoded) {
        int count = encoded.attachments();
        if (count == 0) {
            return new Payload(encoded.head(), encoded.headLength());
        }
        Object[] arrays = new Object[count];
        for (int i = 0; i < count; i++) {
            arrays[i] = encoded.attachment(i);
        }
        return new Payload(encoded.head(), encoded.headLength(), arrays, count);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what was put was an E, and not null
    private E decode(Payload payload) {
        return (E)
                Codec.standard()
                        .decode("item", payload.head, 0, payload.headLength, payload.arrays);
    }
}
