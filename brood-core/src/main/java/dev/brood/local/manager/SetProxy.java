package dev.brood.local.manager;

import dev.brood.ManagedSet;

import org.jspecify.annotations.Nullable;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;

/// The proxy of a set.
///
/// @param <E> its elements
@SuppressWarnings("unchecked") // what comes from the server is what was put
final class SetProxy<E> extends AbstractSet<E> implements ManagedSet<E>, Proxied {
    private static final long serialVersionUID = 1;

    private final transient Invoker invoker;
    private final transient SetService service;

    SetProxy(Invoker invoker, SetService service) {
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

    private static Object require(@Nullable Object element) {
        return Objects.requireNonNull(element, "element");
    }

    /// Returns a collection that can travel, of whatever class the given one is.
    private static Collection<?> plain(Collection<?> elements) {
        return elements instanceof SetProxy<?> other
                ? other.service.copy()
                : new ArrayList<>(elements);
    }

    @Override
    public int size() {
        return service.size();
    }

    @Override
    public boolean add(E element) {
        return service.add(require(element));
    }

    @Override
    public boolean remove(Object element) {
        return service.remove(require(element));
    }

    @Override
    public boolean contains(Object element) {
        return service.contains(require(element));
    }

    @Override
    public void clear() {
        service.clear();
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        elements.forEach(SetProxy::require);
        return service.addAll(plain(elements));
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
    public boolean containsAll(Collection<?> elements) {
        return service.containsAll(plain(elements));
    }

    @Override
    public Set<E> copy() {
        return (Set<E>) service.copy();
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
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Set<?> set && copy().equals(plainly(set)));
    }

    private static Set<?> plainly(Set<?> set) {
        return set instanceof SetProxy<?> proxy ? proxy.copy() : set;
    }

    @Override
    public int hashCode() {
        return copy().hashCode();
    }

    @Override
    public Iterator<E> iterator() {
        return new ChunkIterator<>(1) {
            @Override
            Object[] fetch(long after, int most) {
                return service.chunk(after, most);
            }

            @Override
            E element(Object[] values, int at) {
                return (E) values[at];
            }

            @Override
            void removeKey(Object element) {
                service.remove(element);
            }
        };
    }
}
