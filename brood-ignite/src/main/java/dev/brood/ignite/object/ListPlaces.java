package dev.brood.ignite.object;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;

/// Goes through a list by index, with some elements from there on at hand.
///
/// @param <E> its elements
final class ListPlaces<E extends @Nullable Object> implements ListIterator<E> {
    private static final int FIRST = 16;
    private static final int MOST = 512;

    private final ClusterList<E> list;
    private List<E> chunk = List.of();
    private int chunkStart;
    private int wanted = FIRST;
    private int cursor;
    private int returned = -1;

    ListPlaces(ClusterList<E> list, int index) {
        this.list = list;
        cursor = index;
    }

    private boolean isAtHand(int index) {
        return index >= chunkStart && index < chunkStart + chunk.size();
    }

    private boolean fetch(int index, int from) {
        if (!isAtHand(index)) {
            chunkStart = from;
            chunk = list.chunk(from, wanted);
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
        return chunk.get(returned - chunkStart);
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
        return chunk.get(returned - chunkStart);
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
        E _ = list.remove(index);
        cursor -= index < cursor ? 1 : 0;
        forget();
    }

    @Override
    public void set(E element) {
        int index = requireReturned();
        E _ = list.set(index, element);
        if (isAtHand(index)) {
            chunk.set(index - chunkStart, element);
        }
    }

    @Override
    public void add(E element) {
        list.add(cursor, element);
        cursor++;
        forget();
    }

    private void forget() {
        returned = -1;
        chunk = List.of();
    }
}
