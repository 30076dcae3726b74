package dev.brood.ignite.object;

import org.jspecify.annotations.Nullable;

import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.Queue;

/// What every collection has, made of the few methods that a queue has of its own.
abstract class QueueBase<E> extends ClusterObject implements Queue<E> {
    private static final long serialVersionUID = 1;

    QueueBase(ObjectName name) {
        super(name);
    }

    private Queue<E> view() {
        return new AbstractQueue<>() {
            @Override
            public boolean offer(E item) {
                return QueueBase.this.offer(item);
            }

            @Override
            public @Nullable E poll() {
                return QueueBase.this.poll();
            }

            @Override
            public @Nullable E peek() {
                return QueueBase.this.peek();
            }

            @Override
            public Iterator<E> iterator() {
                return QueueBase.this.iterator();
            }

            @Override
            public int size() {
                return QueueBase.this.size();
            }
        };
    }

    @Override
    public boolean add(E item) {
        return view().add(item);
    }

    @Override
    public E remove() {
        return view().remove();
    }

    @Override
    public E element() {
        return view().element();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public boolean contains(@Nullable Object item) {
        return view().contains(item);
    }

    @Override
    public Object[] toArray() {
        return view().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return view().toArray(array);
    }

    @Override
    public boolean remove(@Nullable Object item) {
        return view().remove(item);
    }

    @Override
    public boolean containsAll(Collection<?> items) {
        return view().containsAll(items);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // itself, whatever it holds
    public boolean addAll(Collection<? extends E> items) {
        if (items == this) {
            throw new IllegalArgumentException("a queue can't be added to itself");
        }
        return view().addAll(items);
    }

    @Override
    public boolean removeAll(Collection<?> items) {
        return view().removeAll(items);
    }

    @Override
    public boolean retainAll(Collection<?> items) {
        return view().retainAll(items);
    }

    @Override
    public void clear() {
        view().clear();
    }
}
