package dev.brood.local.manager;

import dev.brood.Fn;
import dev.brood.ManagedList;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

/// The proxy of a list.
///
/// @param <E> its elements
@SuppressWarnings({"unchecked", "NullAway"}) // what comes from the server is what was put
final class ListProxy<E extends @Nullable Object> extends AbstractList<E>
        implements ManagedList<E>, Proxied {
    private static final long serialVersionUID = 1;

    private final transient Invoker invoker;
    private final transient ListService service;

    ListProxy(Invoker invoker, ListService service) {
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

    @Override
    public int size() {
        return service.size();
    }

    @Override
    public E get(int index) {
        return (E) service.get(index);
    }

    @Override
    public E set(int index, E element) {
        return (E) service.set(index, element);
    }

    @Override
    public boolean add(E element) {
        return service.append(element);
    }

    @Override
    public void add(int index, E element) {
        service.add(index, element);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return service.addAll(-1, plain(elements));
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("index must be at least 0, was " + index);
        }
        return service.addAll(index, plain(elements));
    }

    /// Returns a collection that can travel, of whatever class the given one is.
    private static List<?> plain(Collection<?> elements) {
        return elements instanceof ListProxy<?> other
                ? other.service.copy()
                : new ArrayList<>(elements);
    }

    @Override
    public E remove(int index) {
        return (E) service.removeAt(index);
    }

    @Override
    public boolean remove(Object element) {
        return service.removeFirst(element);
    }

    @Override
    protected void removeRange(int from, int to) {
        service.removeRange(from, to);
    }

    @Override
    public void clear() {
        service.removeRange(0, Integer.MAX_VALUE);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return service.removeAll(plain(elements));
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return service.retainAll(plain(elements));
    }

    @Override
    public boolean contains(Object element) {
        return service.indexOf(element) >= 0;
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return service.containsAll(plain(elements));
    }

    @Override
    public int indexOf(Object element) {
        return service.indexOf(element);
    }

    @Override
    public int lastIndexOf(Object element) {
        return service.lastIndexOf(element);
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
    public List<E> slice(int from, int to) {
        return (List<E>) service.slice(from, to);
    }

    @Override
    public void reverse() {
        service.reverse();
    }

    @Override
    public void sort(@Nullable Comparator<? super E> order) {
        if (order == null || order instanceof Serializable) {
            service.sort((Comparator<Object>) order);
        } else {
            Object[] sorted = toArray();
            java.util.Arrays.sort(sorted, (Comparator<Object>) order);
            for (int i = 0; i < sorted.length; i++) {
                service.set(i, sorted[i]);
            }
        }
    }

    @Override
    public void updateAll(Fn<? super E, ? extends E> function) {
        update((Fn<Object, Object>) function);
    }

    private void update(Fn<Object, Object> function) {
        try {
            service.updateAll(function);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new java.util.concurrent.CompletionException(e);
        }
    }

    @Override
    public void replaceAll(UnaryOperator<E> function) {
        if (function instanceof Serializable) {
            update(((UnaryOperator<Object>) function)::apply);
        } else {
            super.replaceAll(function);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof List<?> list && service.copy().equals(plainly(list)));
    }

    private static List<?> plainly(List<?> list) {
        return list instanceof ListProxy<?> proxy ? proxy.service.copy() : list;
    }

    @Override
    public int hashCode() {
        return service.copy().hashCode();
    }

    @Override
    public Iterator<E> iterator() {
        return new Places(0);
    }

    @Override
    public ListIterator<E> listIterator() {
        return new Places(0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        if (index < 0 || index > size()) {
            throw new IndexOutOfBoundsException(
                    "index must be from 0 to %d, was %d".formatted(size(), index));
        }
        return new Places(index);
    }

    /// Goes through the list by index, with some elements from there on at hand.
    private final class Places implements ListIterator<E> {
        private static final int FIRST = 16;
        private static final int MOST = 512;

        private Object[] chunk = {};
        private int chunkStart;
        private int wanted = FIRST;
        private int cursor;
        private int returned = -1;

        Places(int index) {
            cursor = index;
        }

        private boolean isAtHand(int index) {
            return index >= chunkStart && index < chunkStart + chunk.length;
        }

        private boolean fetch(int index, int from) {
            if (!isAtHand(index)) {
                chunkStart = from;
                chunk = service.chunk(from, wanted);
                wanted = Math.min(MOST, 4 * wanted);
            }
            return isAtHand(index);
        }

        @Override
        public boolean hasNext() {
            return fetch(cursor, cursor);
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            returned = cursor++;
            return (E) chunk[returned - chunkStart];
        }

        @Override
        public boolean hasPrevious() {
            return cursor > 0;
        }

        @Override
        public E previous() {
            if (cursor == 0 || !fetch(cursor - 1, Math.max(0, cursor - wanted))) {
                throw new NoSuchElementException();
            }
            returned = --cursor;
            return (E) chunk[returned - chunkStart];
        }

        @Override
        public int nextIndex() {
            return cursor;
        }

        @Override
        public int previousIndex() {
            return cursor - 1;
        }

        private int requireReturned() {
            if (returned < 0) {
                throw new IllegalStateException(
                        "next() or previous() was not called, or what it gave was removed");
            }
            return returned;
        }

        @Override
        public void remove() {
            int index = requireReturned();
            service.removeAt(index);
            cursor -= index < cursor ? 1 : 0;
            forget();
        }

        @Override
        public void set(E element) {
            int index = requireReturned();
            service.set(index, element);
            if (isAtHand(index)) {
                chunk[index - chunkStart] = element;
            }
        }

        @Override
        public void add(E element) {
            service.add(cursor, element);
            cursor++;
            forget();
        }

        private void forget() {
            returned = -1;
            chunk = new Object[0];
        }
    }
}
