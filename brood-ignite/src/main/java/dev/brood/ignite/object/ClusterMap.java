package dev.brood.ignite.object;

import dev.brood.ManagedMap;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.ignite.link.MapCall.When;

import org.jspecify.annotations.Nullable;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// A map of a cluster: a cache of Ignite's, whose entries are spread over the nodes.
///
/// Each method on one key is one step. Functions are applied here, as often as others come in
/// between, and so no code of the user's runs in a node. What concerns many keys is no single step:
/// others may come in between. The order is none. Keys and values are equal if they are encoded
/// alike.
///
/// @param <K> its keys
/// @param <V> its values
@SuppressWarnings({"unchecked", "NullAway"}) // what was put; java.util.Map says null for none
final class ClusterMap<K, V> extends AbstractMap<K, V> implements ManagedMap<K, V>, Portable {
    private static final long serialVersionUID = 1;

    private final transient MapCore core;

    ClusterMap(MapCore core) {
        this.core = core;
    }

    @Override
    public Reference reference() {
        return core.reference();
    }

    /// For Java serialization.
    ///
    /// @return what it travels as
    public Object writeReplace() {
        return core.writeReplace();
    }

    @Override
    public String name() {
        return core.name();
    }

    @Override
    public boolean isClosed() {
        return core.isClosed();
    }

    @Override
    public void close() {
        core.close();
    }

    private static byte[] value(@Nullable Object value) {
        return MapCore.encoded(Objects.requireNonNull(value, "value"));
    }

    private V decoded(byte @Nullable [] bytes) {
        return (V) MapCore.decoded(bytes);
    }

    // ---- one key

    @Override
    public V get(Object key) {
        return decoded(core.get(MapCore.key(key)));
    }

    @Override
    public V getOrDefault(Object key, V otherwise) {
        V value = get(key);
        return value != null ? value : otherwise;
    }

    @Override
    public boolean containsKey(Object key) {
        return core.get(MapCore.key(key)) != null;
    }

    @Override
    public V put(K key, V value) {
        return decoded(core.change(MapCore.key(key), When.ALWAYS, value(value)));
    }

    @Override
    public V putIfAbsent(K key, V value) {
        return decoded(core.change(MapCore.key(key), When.ABSENT, value(value)));
    }

    @Override
    public V remove(Object key) {
        return decoded(core.change(MapCore.key(key), When.ALWAYS, null));
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        String text = MapCore.key(key);
        return value != null && core.changeEqual(text, value(value), null);
    }

    @Override
    public V replace(K key, V value) {
        return decoded(core.change(MapCore.key(key), When.PRESENT, value(value)));
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        return core.changeEqual(MapCore.key(key), value(expected), value(value));
    }

    // ---- many

    @Override
    public int size() {
        return core.size();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public void clear() {
        core.clear();
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        List<String> keys = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        entries.forEach((key, value) -> {
            keys.add(MapCore.key(key));
            values.add(value(value));
        });
        core.putAll(keys, values);
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        List<K> asked = new ArrayList<>(keys);
        List<byte @Nullable []> values = core.getAll(MapCore.keys(asked));
        Map<K, V> found = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            if (values.get(i) != null) {
                found.put(asked.get(i), decoded(values.get(i)));
            }
        }
        return found;
    }

    @Override
    public Map<K, V> copy() {
        Map<K, V> copy = new LinkedHashMap<>();
        entrySet().forEach(entry -> copy.put(entry.getKey(), entry.getValue()));
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof Map<?, ?> map
                        && copy().equals(map instanceof ClusterMap<?, ?> o ? o.copy() : map));
    }

    @Override
    public int hashCode() {
        return copy().hashCode();
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Map.Entry<K, V>> {
        @Override
        public int size() {
            return ClusterMap.this.size();
        }

        @Override
        public boolean contains(Object entry) {
            return entry instanceof Map.Entry<?, ?> each
                    && each.getKey() != null
                    && each.getValue() != null
                    && each.getValue().equals(get(each.getKey()));
        }

        @Override
        public boolean remove(Object entry) {
            return entry instanceof Map.Entry<?, ?> each
                    && each.getKey() != null
                    && ClusterMap.this.remove(each.getKey(), each.getValue());
        }

        @Override
        public void clear() {
            ClusterMap.this.clear();
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return new KeyedIterator<>(core) {
                @Override
                Map.Entry<K, V> element(String key, byte[] value) {
                    return new Writing((K) MapCore.decodedKey(key), decoded(value));
                }
            };
        }
    }

    /// An entry whose value is set in the map too.
    private final class Writing extends AbstractMap.SimpleEntry<K, V> {
        private static final long serialVersionUID = 1;

        Writing(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            put(getKey(), value);
            return super.setValue(value);
        }

        private Object writeReplace() {
            return new AbstractMap.SimpleEntry<>(this);
        }
    }
}
