package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A map in the server. Whatever throws, a function of the user's or the `equals` of a key, leaves
/// it as it was.
final class MapServant implements MapService, Servant.Serial {
    private final Ordered entries = new Ordered();

    MapServant(Map<?, ?> contents) {
        putAll(contents);
    }

    @Override
    public Class<?> face() {
        return MapService.class;
    }

    @Override
    public @Nullable Object get(Object key) {
        return entries.get(key);
    }

    @Override
    public @Nullable Object put(Object key, Object value) {
        return entries.put(key, value);
    }

    @Override
    public @Nullable Object putIfAbsent(Object key, Object value) {
        Object old = entries.get(key);
        return old != null ? old : entries.put(key, value);
    }

    @Override
    public @Nullable Object remove(Object key) {
        return entries.remove(key);
    }

    @Override
    public boolean remove(Object key, Object value) {
        Object old = entries.get(key);
        if (old == null || !old.equals(value)) {
            return false;
        }
        entries.remove(key);
        return true;
    }

    @Override
    public @Nullable Object replace(Object key, Object value) {
        return entries.get(key) == null ? null : entries.put(key, value);
    }

    @Override
    public boolean replace(Object key, Object expected, Object value) {
        Object old = entries.get(key);
        if (old == null || !old.equals(expected)) {
            return false;
        }
        entries.put(key, value);
        return true;
    }

    @Override
    public boolean containsKey(Object key) {
        return entries.get(key) != null;
    }

    @Override
    public boolean containsValue(Object value) {
        return copy().containsValue(value);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public void putAll(Map<?, ?> more) {
        more.forEach((key, value) -> {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        });
        more.forEach(entries::put);
    }

    @Override
    public Map<Object, Object> getAll(Collection<?> keys) {
        Map<Object, Object> found = new LinkedHashMap<>();
        for (Object key : keys) {
            Object value = entries.get(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    @Override
    public Map<Object, Object> copy() {
        Map<Object, Object> copy = LinkedHashMap.newLinkedHashMap(entries.size());
        entries.forEach(node -> copy.put(node.key, node.value()));
        return copy;
    }

    @Override
    public Object[] chunk(long after, int most) {
        Ordered.Node[] nodes = entries.chunk(after, most);
        Object[] chunk = new Object[1 + 2 * nodes.length];
        chunk[0] = nodes.length == 0 ? after : nodes[nodes.length - 1].number;
        for (int i = 0; i < nodes.length; i++) {
            chunk[1 + 2 * i] = nodes[i].key;
            chunk[2 + 2 * i] = nodes[i].value();
        }
        return chunk;
    }

    @Override
    public @Nullable Object compute(Object key, BiFunction<Object, Object, Object> function) {
        Object old = entries.get(key);
        @SuppressWarnings("NullAway") // it says that it takes null
        Object now = function.apply(key, old);
        return store(key, now);
    }

    private @Nullable Object store(Object key, @Nullable Object now) {
        if (now == null) {
            entries.remove(key);
        } else {
            entries.put(key, now);
        }
        return now;
    }

    @Override
    public @Nullable Object computeIfAbsent(Object key, Function<Object, Object> function) {
        Object old = entries.get(key);
        return old != null ? old : store(key, function.apply(key));
    }

    @Override
    public @Nullable Object computeIfPresent(
            Object key, BiFunction<Object, Object, Object> function) {
        Object old = entries.get(key);
        return old == null ? null : store(key, function.apply(key, old));
    }

    @Override
    public @Nullable Object merge(
            Object key, Object value, BiFunction<Object, Object, Object> function) {
        Object old = entries.get(key);
        return store(key, old == null ? value : function.apply(old, value));
    }

    @Override
    public void replaceAll(BiFunction<Object, Object, Object> function) {
        List<Object> values = new ArrayList<>(entries.size());
        entries.forEach(node ->
                values.add(
                        Objects.requireNonNull(
                                function.apply(node.key, node.value()), "new value")));
        int[] next = {0};
        entries.forEach(node -> node.value = values.get(next[0]++));
    }

    @Override
    public String toString() {
        return copy().toString();
    }
}
