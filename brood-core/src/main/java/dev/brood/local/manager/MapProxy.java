package dev.brood.local.manager;

import dev.brood.ManagedMap;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The proxy of a map.
///
/// @param <K> its keys
/// @param <V> its values
@SuppressWarnings("unchecked") // what comes from the server is what was put
final class MapProxy<K, V> extends AbstractMap<K, V> implements ManagedMap<K, V>, Proxied {
    private static final long serialVersionUID = 1;

    private final transient Invoker invoker;
    private final transient MapService service;

    MapProxy(Invoker invoker, MapService service) {
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

    private static <T> T require(T object, String what) {
        return Objects.requireNonNull(object, what);
    }

    @Override
    public int size() {
        return service.size();
    }

    @Override
    public boolean isEmpty() {
        return service.size() == 0;
    }

    @Override
    @SuppressWarnings("NullAway") // java.util.Map says null where there is none
    public V get(Object key) {
        return (V) service.get(require(key, "key"));
    }

    @Override
    public V getOrDefault(Object key, V otherwise) {
        V value = get(key);
        return value != null ? value : otherwise;
    }

    @Override
    public boolean containsKey(Object key) {
        return service.containsKey(require(key, "key"));
    }

    @Override
    public boolean containsValue(Object value) {
        return service.containsValue(require(value, "value"));
    }

    @Override
    @SuppressWarnings("NullAway")
    public V put(K key, V value) {
        return (V) service.put(require(key, "key"), require(value, "value"));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        entries.forEach((key, value) -> {
            require(key, "key");
            require(value, "value");
        });
        service.putAll(entries instanceof MapProxy<?, ?> other ? other.copy() : plain(entries));
    }

    private static Map<?, ?> plain(Map<?, ?> entries) {
        return new java.util.LinkedHashMap<>(entries); // of whatever class it is, that may travel
    }

    @Override
    @SuppressWarnings("NullAway")
    public V remove(Object key) {
        return (V) service.remove(require(key, "key"));
    }

    @Override
    public void clear() {
        service.clear();
    }

    @Override
    @SuppressWarnings("NullAway")
    public V putIfAbsent(K key, V value) {
        return (V) service.putIfAbsent(require(key, "key"), require(value, "value"));
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        require(key, "key");
        return value != null && service.remove(key, value);
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        return service.replace(
                require(key, "key"), require(expected, "expected"), require(value, "value"));
    }

    @Override
    @SuppressWarnings("NullAway")
    public V replace(K key, V value) {
        return (V) service.replace(require(key, "key"), require(value, "value"));
    }

    private static boolean travels(Object function) {
        return function instanceof Serializable;
    }

    private static BiFunction<Object, Object, Object> plain(BiFunction<?, ?, ?> function) {
        return (BiFunction<Object, Object, Object>) function;
    }

    @Override
    @SuppressWarnings("NullAway")
    public V compute(K key, BiFunction<? super K, ? super V, ? extends V> function) {
        require(function, "function");
        return travels(function)
                ? (V) service.compute(require(key, "key"), plain(function))
                : ManagedMap.super.compute(key, function);
    }

    @Override
    @SuppressWarnings("NullAway")
    public V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> function) {
        require(function, "function");
        return travels(function)
                ? (V) service.computeIfPresent(require(key, "key"), plain(function))
                : ManagedMap.super.computeIfPresent(key, function);
    }

    @Override
    @SuppressWarnings("NullAway")
    public V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
        require(function, "function");
        return travels(function)
                ? (V)
                        service.computeIfAbsent(
                                require(key, "key"), (Function<Object, Object>) function)
                : ManagedMap.super.computeIfAbsent(key, function);
    }

    @Override
    @SuppressWarnings("NullAway")
    public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
        require(function, "function");
        return travels(function)
                ? (V) service.merge(require(key, "key"), require(value, "value"), plain(function))
                : ManagedMap.super.merge(key, value, function);
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        require(function, "function");
        if (travels(function)) {
            service.replaceAll(plain(function));
        } else {
            ManagedMap.super.replaceAll(function);
        }
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        return (Map<K, V>) service.getAll(List.copyOf(keys));
    }

    @Override
    public Map<K, V> copy() {
        return (Map<K, V>) service.copy();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Map<?, ?> map && copy().equals(plainly(map)));
    }

    private static Map<?, ?> plainly(Map<?, ?> map) {
        return map instanceof MapProxy<?, ?> proxy ? proxy.copy() : map;
    }

    @Override
    public int hashCode() {
        return copy().hashCode();
    }

    @Override
    public Set<K> keySet() {
        return new Keys();
    }

    @Override
    public Collection<V> values() {
        return new Values();
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new Entries();
    }

    /// Goes through the entries.
    private abstract class Entering<T> extends ChunkIterator<T> {
        Entering() {
            super(2);
        }

        @Override
        Object[] fetch(long after, int most) {
            return service.chunk(after, most);
        }

        @Override
        void removeKey(Object key) {
            service.remove(key);
        }
    }

    private final class Keys extends AbstractSet<K> {
        @Override
        public int size() {
            return MapProxy.this.size();
        }

        @Override
        public boolean contains(Object key) {
            return containsKey(key);
        }

        @Override
        public boolean remove(Object key) {
            return MapProxy.this.remove(key) != null;
        }

        @Override
        public void clear() {
            MapProxy.this.clear();
        }

        @Override
        public Iterator<K> iterator() {
            return new Entering<>() {
                @Override
                K element(Object[] values, int at) {
                    return (K) values[at];
                }
            };
        }
    }

    private final class Values extends AbstractCollection<V> {
        @Override
        public int size() {
            return MapProxy.this.size();
        }

        @Override
        public boolean contains(Object value) {
            return containsValue(value);
        }

        @Override
        public void clear() {
            MapProxy.this.clear();
        }

        @Override
        public Iterator<V> iterator() {
            return new Entering<>() {
                @Override
                V element(Object[] values, int at) {
                    return (V) values[at + 1];
                }
            };
        }
    }

    private final class Entries extends AbstractSet<Map.Entry<K, V>> {
        @Override
        public int size() {
            return MapProxy.this.size();
        }

        @Override
        public boolean contains(Object entry) {
            return entry instanceof Map.Entry<?, ?> each
                    && each.getKey() != null
                    && each.getValue() != null
                    && each.getValue().equals(service.get(each.getKey()));
        }

        @Override
        public boolean remove(Object entry) {
            return entry instanceof Map.Entry<?, ?> each
                    && each.getKey() != null
                    && each.getValue() != null
                    && service.remove(each.getKey(), each.getValue());
        }

        @Override
        public void clear() {
            MapProxy.this.clear();
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return new Entering<>() {
                @Override
                Map.Entry<K, V> element(Object[] values, int at) {
                    return new Writing((K) values[at], (V) values[at + 1]);
                }
            };
        }
    }

    /// An entry whose value is set in the server too.
    private final class Writing extends AbstractMap.SimpleEntry<K, V> {
        private static final long serialVersionUID = 1;

        Writing(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            service.put(getKey(), require(value, "value"));
            return super.setValue(value);
        }

        private Object writeReplace() {
            return new AbstractMap.SimpleEntry<>(this);
        }
    }
}
