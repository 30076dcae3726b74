package dev.brood.local.manager;

import dev.brood.SharedQueue;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/// The proxy of a queue.
///
/// @param <E> its items
@SuppressWarnings("unchecked") // what comes from the server is what was put
class QueueProxy<E> extends AbstractQueue<E> implements SharedQueue<E>, Proxied {
    private static final long serialVersionUID = 1;

    private final transient Invoker invoker;
    private final transient QueueService service;

    QueueProxy(Invoker invoker, QueueService service) {
        this.invoker = invoker;
        this.service = service;
    }

    @Override
    public Invoker invoker() {
        return invoker;
    }

    @Override
    public Object writeReplace() { // in a class, where it is looked for
        return reference();
    }

    @Override
    public String name() {
        return invoker.name();
    }

    @Override
    public boolean isClosed() {
        return invoker.isClosed();
    }

    @Override
    public void close() {
        invoker.close();
    }

    static Object require(@Nullable Object item) {
        return Objects.requireNonNull(item, "a queue does not take null");
    }

    @Override
    public void put(E item) throws InterruptedException {
        service.put(require(item), false);
    }

    @Override
    public boolean offer(E item, Duration timeout) throws InterruptedException {
        return service.offer(require(item), false, timeout);
    }

    @Override
    public boolean offer(E item) {
        return service.offer(require(item), false);
    }

    @Override
    public boolean add(E item) {
        if (!offer(item)) {
            throw new IllegalStateException(this + " is full");
        }
        return true;
    }

    /// Adds all in one step, or none.
    @Override
    public boolean addAll(Collection<? extends E> items) {
        return addAll(this, service, items);
    }

    @SuppressWarnings("ReferenceEquality") // it is about which queue it is
    static boolean addAll(Object queue, QueueService service, Collection<?> items) {
        if (items == queue) { // as all queues do
            throw new IllegalArgumentException("a queue can't be added to itself");
        }
        List<Object> all = new ArrayList<>(items);
        all.forEach(QueueProxy::require);
        if (!all.isEmpty() && !service.offerAll(all)) {
            throw new IllegalStateException(
                    "%s has no room for %d items; none was added".formatted(queue, all.size()));
        }
        return !all.isEmpty();
    }

    @Override
    public E take() throws InterruptedException {
        return (E) service.take(false);
    }

    @Override
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return (E) service.poll(false, timeout);
    }

    @Override
    public @Nullable E poll() {
        return (E) service.poll(false);
    }

    @Override
    public @Nullable E peek() {
        return (E) service.peek(false);
    }

    @Override
    public int drainTo(Collection<? super E> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> to, int most) {
        return drain(this, service, (Collection<Object>) to, most);
    }

    @SuppressWarnings("ReferenceEquality") // it is about which queue it is
    static int drain(Object queue, QueueService service, Collection<Object> to, int most) {
        if (to == queue) {
            throw new IllegalArgumentException("a queue can't be drained to itself");
        }
        if (most <= 0) {
            return 0;
        }
        List<Object> taken = service.drain(most);
        to.addAll(taken);
        return taken.size();
    }

    @Override
    public int size() {
        return service.size();
    }

    @Override
    public int remainingCapacity() {
        return Math.max(0, service.capacity() - service.size());
    }

    @Override
    public int capacity() {
        return service.capacity();
    }

    @Override
    public void clear() {
        service.clear();
    }

    @Override
    public boolean remove(@Nullable Object item) {
        return item != null && service.remove(item, false);
    }

    @Override
    public boolean removeAll(Collection<?> items) {
        return service.removeAll(new ArrayList<>(items), false);
    }

    @Override
    public boolean retainAll(Collection<?> items) {
        return service.removeAll(new ArrayList<>(items), true);
    }

    @Override
    public boolean contains(@Nullable Object item) {
        return item != null && service.copy().contains(item);
    }

    @Override
    public Object[] toArray() {
        return service.copy().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return service.copy().toArray(array);
    }

    @Override
    public Iterator<E> iterator() {
        return (Iterator<E>) new CopyIterator(service, false);
    }

    @Override
    public String toString() {
        return name();
    }

    /// Goes through a copy; what it removes is removed by equality.
    static final class CopyIterator implements Iterator<Object> {
        private final QueueService service;
        private final boolean isReversed;
        private final Iterator<Object> items;
        private @Nullable Object last;

        CopyIterator(QueueService service, boolean isReversed) {
            this.service = service;
            this.isReversed = isReversed;
            List<Object> copy = service.copy();
            this.items = (isReversed ? copy.reversed() : copy).iterator();
        }

        @Override
        public boolean hasNext() {
            return items.hasNext();
        }

        @Override
        public Object next() {
            if (!items.hasNext()) {
                throw new NoSuchElementException();
            }
            Object next = items.next();
            last = next;
            return next;
        }

        @Override
        public void remove() {
            Object removed = last;
            if (removed == null) {
                throw new IllegalStateException("next() was not called, or its item was removed");
            }
            last = null;
            boolean _ = service.remove(removed, isReversed);
        }
    }
}
