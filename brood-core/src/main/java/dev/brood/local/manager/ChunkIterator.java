package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// Goes through a collection in the server, some elements at a time.
///
/// @param <T> what it gives
abstract class ChunkIterator<T> implements Iterator<T> {
    /// Few at first, for those who look at the first element only.
    private static final int FIRST = 16;

    private static final int MOST = 512;

    /// How many values of a chunk make an element.
    private final int width;

    private Object[] chunk = {0L};
    private int next = 1;
    private int wanted = FIRST;
    private boolean isLast;
    private @Nullable Object key;

    ChunkIterator(int width) {
        this.width = width;
    }

    /// Gets elements from the server.
    ///
    /// @return the number of the last of them, then their values
    abstract Object[] fetch(long after, int most);

    /// Makes an element.
    ///
    /// @param at where in the chunk its values are
    abstract T element(Object[] values, int at);

    /// Removes the element of a key.
    abstract void removeKey(Object element);

    @Override
    public boolean hasNext() {
        if (next >= chunk.length && !isLast) {
            int asked = wanted;
            chunk = fetch((Long) chunk[0], asked);
            wanted = Math.min(MOST, 4 * asked);
            next = 1;
            isLast = (chunk.length - 1) / width < asked;
        }
        return next < chunk.length;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int at = next;
        key = chunk[at];
        next += width;
        return element(chunk, at);
    }

    @Override
    public void remove() {
        Object removed = key;
        if (removed == null) {
            throw new IllegalStateException("next() was not called, or its element was removed");
        }
        key = null;
        removeKey(removed);
    }
}
