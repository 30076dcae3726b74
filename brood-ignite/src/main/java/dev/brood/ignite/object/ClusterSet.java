package dev.brood.ignite.object;

import dev.brood.ManagedSet;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.ignite.link.MapCall.When;

import org.jspecify.annotations.Nullable;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A set of a cluster: the keys of a map of it, see [ClusterMap].
///
/// @param <E> its elements
@SuppressWarnings("unchecked") // what was put
final class ClusterSet<E> extends AbstractSet<E> implements ManagedSet<E>, Portable {
    private static final long serialVersionUID = 1;
    private static final byte[] THERE = {1};

    private final transient MapCore core;

    ClusterSet(MapCore core) {
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

    private static String key(@Nullable Object element) {
        return MapCore.key(Objects.requireNonNull(element, "element"));
    }

    @Override
    public int size() {
        return core.size();
    }

    @Override
    public void clear() {
        core.clear();
    }

    @Override
    public boolean add(E element) {
        return core.change(key(element), When.ABSENT, THERE) == null;
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return core.change(key(element), When.ALWAYS, null) != null;
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return core.get(key(element)) != null;
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        List<String> keys = List.copyOf(new LinkedHashSet<>(MapCore.keys(elements)));
        List<byte @Nullable []> there = core.getAll(keys);
        core.putAll(keys, Collections.nCopies(keys.size(), THERE));
        return there.contains(null);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        boolean changed = false;
        for (Object element : elements) {
            changed |= element != null && remove(element);
        }
        return changed;
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        Set<String> wanted = new HashSet<>(MapCore.keys(elements));
        boolean changed = false;
        for (String key : core.keys()) {
            changed |= !wanted.contains(key) && core.change(key, When.ALWAYS, null) != null;
        }
        return changed;
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return !core.getAll(MapCore.keys(elements)).contains(null);
    }

    @Override
    public Set<E> copy() {
        Set<E> copy = new LinkedHashSet<>();
        core.keys().forEach(key -> copy.add((E) MapCore.decodedKey(key)));
        return copy;
    }

    @Override
    public Object[] toArray() {
        return copy().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return copy().toArray(array);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof Set<?> set
                        && copy().equals(set instanceof ClusterSet<?> o ? o.copy() : set));
    }

    @Override
    public int hashCode() {
        return copy().hashCode();
    }

    @Override
    public Iterator<E> iterator() {
        return new KeyedIterator<>(core) {
            @Override
            E element(String key, byte[] value) {
                return (E) MapCore.decodedKey(key);
            }
        };
    }
}
