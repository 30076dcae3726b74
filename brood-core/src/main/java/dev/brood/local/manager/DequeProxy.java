package dev.brood.local.manager;

import dev.brood.ManagedDeque;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;

/// The proxy of a double-ended queue.
///
/// @param <E> its elements
@SuppressWarnings("unchecked") // what comes from the server is what was put
final class DequeProxy<E> extends AbstractQueue<E> implements ManagedDeque<E>, Proxied {
    private static final long serialVersionUID = 1;

    private final transient Invoker invoker;
    private final transient DequeService service;

    DequeProxy(Invoker invoker, DequeService service) {
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

    private static Object require(@Nullable Object element) {
        return QueueProxy.require(element);
    }

    private static Duration duration(long time, TimeUnit unit) {
        return Duration.ofNanos(unit.toNanos(time));
    }

    private static <T> T present(@Nullable T element) {
        if (element == null) {
            throw new NoSuchElementException("the deque is empty");
        }
        return element;
    }

    private void requireRoom(boolean added) {
        if (!added) {
            throw new IllegalStateException(name() + " is full");
        }
    }

    @Override
    public void addFirst(E element) {
        requireRoom(offerFirst(element));
    }

    @Override
    public void addLast(E element) {
        requireRoom(offerLast(element));
    }

    @Override
    public boolean offerFirst(E element) {
        return service.offer(require(element), true);
    }

    @Override
    public boolean offerLast(E element) {
        return service.offer(require(element), false);
    }

    @Override
    public void putFirst(E element) throws InterruptedException {
        service.put(require(element), true);
    }

    @Override
    public void putLast(E element) throws InterruptedException {
        service.put(require(element), false);
    }

    @Override
    public boolean offerFirst(E element, long time, TimeUnit unit) throws InterruptedException {
        return service.offer(require(element), true, duration(time, unit));
    }

    @Override
    public boolean offerLast(E element, long time, TimeUnit unit) throws InterruptedException {
        return service.offer(require(element), false, duration(time, unit));
    }

    @Override
    public E takeFirst() throws InterruptedException {
        return (E) service.take(false);
    }

    @Override
    public E takeLast() throws InterruptedException {
        return (E) service.take(true);
    }

    @Override
    public @Nullable E pollFirst() {
        return (E) service.poll(false);
    }

    @Override
    public @Nullable E pollLast() {
        return (E) service.poll(true);
    }

    @Override
    public @Nullable E pollFirst(long time, TimeUnit unit) throws InterruptedException {
        return (E) service.poll(false, duration(time, unit));
    }

    @Override
    public @Nullable E pollLast(long time, TimeUnit unit) throws InterruptedException {
        return (E) service.poll(true, duration(time, unit));
    }

    @Override
    public E removeFirst() {
        return present(pollFirst());
    }

    @Override
    public E removeLast() {
        return present(pollLast());
    }

    @Override
    public @Nullable E peekFirst() {
        return (E) service.peek(false);
    }

    @Override
    public @Nullable E peekLast() {
        return (E) service.peek(true);
    }

    @Override
    public E getFirst() {
        return present(peekFirst());
    }

    @Override
    public E getLast() {
        return present(peekLast());
    }

    @Override
    public boolean removeFirstOccurrence(@Nullable Object element) {
        return element != null && service.remove(element, false);
    }

    @Override
    public boolean removeLastOccurrence(@Nullable Object element) {
        return element != null && service.remove(element, true);
    }

    @Override
    public boolean offer(E element) {
        return offerLast(element);
    }

    @Override
    public void put(E element) throws InterruptedException {
        putLast(element);
    }

    @Override
    public boolean offer(E element, long time, TimeUnit unit) throws InterruptedException {
        return offerLast(element, time, unit);
    }

    @Override
    public @Nullable E poll() {
        return pollFirst();
    }

    @Override
    public E take() throws InterruptedException {
        return takeFirst();
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        return pollFirst(time, unit);
    }

    @Override
    public @Nullable E peek() {
        return peekFirst();
    }

    @Override
    public void push(E element) {
        addFirst(element);
    }

    @Override
    public E pop() {
        return removeFirst();
    }

    /// Adds all in one step, or none.
    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return QueueProxy.addAll(this, service, elements);
    }

    @Override
    public int drainTo(Collection<? super E> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> to, int most) {
        return QueueProxy.drain(this, service, (Collection<Object>) to, most);
    }

    @Override
    public int remainingCapacity() {
        return Math.max(0, service.capacity() - service.size());
    }

    @Override
    public int size() {
        return service.size();
    }

    @Override
    public void clear() {
        service.clear();
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return removeFirstOccurrence(element);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return service.removeAll(new ArrayList<>(elements), false);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return service.removeAll(new ArrayList<>(elements), true);
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return element != null && service.copy().contains(element);
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
        return (Iterator<E>) new QueueProxy.CopyIterator(service, false);
    }

    @Override
    public Iterator<E> descendingIterator() {
        return (Iterator<E>) new QueueProxy.CopyIterator(service, true);
    }
}
