package dev.brood.local.manager;

import dev.brood.Quick;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What proxies of maps ask the server for.
interface MapService {
    @Quick
    @Nullable Object get(Object key);

    @Quick
    @Nullable Object put(Object key, Object value);

    @Quick
    @Nullable Object putIfAbsent(Object key, Object value);

    @Quick
    @Nullable Object remove(Object key);

    @Quick
    boolean remove(Object key, Object value);

    @Quick
    @Nullable Object replace(Object key, Object value);

    @Quick
    boolean replace(Object key, Object expected, Object value);

    @Quick
    boolean containsKey(Object key);

    @Quick
    boolean containsValue(Object value);

    @Quick
    int size();

    @Quick
    void clear();

    @Quick
    void putAll(Map<?, ?> entries);

    @Quick
    Map<Object, Object> getAll(Collection<?> keys);

    @Quick
    Map<Object, Object> copy();

    /// Returns the keys and values that follow.
    ///
    /// @param after the number of the entry before them, 0 for the first
    /// @return the number of the last of them, then keys and values in turn
    @Quick
    Object[] chunk(long after, int most);

    @Nullable Object compute(Object key, BiFunction<Object, Object, Object> function);

    @Nullable Object computeIfAbsent(Object key, Function<Object, Object> function);

    @Nullable Object computeIfPresent(Object key, BiFunction<Object, Object, Object> function);

    @Nullable Object merge(Object key, Object value, BiFunction<Object, Object, Object> function);

    void replaceAll(BiFunction<Object, Object, Object> function);
}
