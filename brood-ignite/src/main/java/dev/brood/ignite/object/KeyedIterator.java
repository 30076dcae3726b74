package dev.brood.ignite.object;

import dev.brood.ignite.link.MapCall.When;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/// Goes through the keys that were there when it began, and fetches their values some at a time:
/// those that are gone meanwhile are left out.
///
/// @param <T> what it gives
abstract class KeyedIterator<T> implements Iterator<T> {
    /// Few at first, for those who look at the first element only.
    private static final int FIRST = 16;

    private static final int MOST = 512;

    private final MapCore core;
    private final List<String> keys;
    private final ArrayDeque<Map.Entry<String, byte[]>> fetched = new ArrayDeque<>();
    private int next;
    private int wanted = FIRST;
    private @Nullable String last;

    KeyedIterator(MapCore core) {
        this.core = core;
        this.keys = core.keys();
    }

    /// Makes an element.
    abstract T element(String key, byte[] value);

    @Override
    public boolean hasNext() {
        while (fetched.isEmpty() && next < keys.size()) {
            List<String> asked = keys.subList(next, Math.min(keys.size(), next + wanted));
            List<byte @Nullable []> values = core.getAll(asked);
            for (int i = 0; i < asked.size(); i++) {
                byte[] value = values.get(i);
                if (value != null) {
                    fetched.add(Map.entry(asked.get(i), value));
                }
            }
            next += asked.size();
            wanted = Math.min(MOST, 4 * wanted);
        }
        return !fetched.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Map.Entry<String, byte[]> entry = fetched.remove();
        last = entry.getKey();
        return element(entry.getKey(), entry.getValue());
    }

    @Override
    public void remove() {
        String removed = last;
        if (removed == null) {
            throw new IllegalStateException("next() was not called, or its element was removed");
        }
        last = null;
        byte[] _ = core.change(removed, When.ALWAYS, null);
    }
}
