package dev.brood.local.manager;

import dev.brood.Quick;

import java.util.Collection;
import java.util.Set;

/// What proxies of sets ask the server for.
interface SetService {
    @Quick
    boolean add(Object element);

    @Quick
    boolean remove(Object element);

    @Quick
    boolean contains(Object element);

    @Quick
    int size();

    @Quick
    void clear();

    @Quick
    boolean addAll(Collection<?> elements);

    @Quick
    boolean removeAll(Collection<?> elements);

    @Quick
    boolean retainAll(Collection<?> elements);

    @Quick
    boolean containsAll(Collection<?> elements);

    @Quick
    Set<Object> copy();

    /// Returns the elements that follow.
    ///
    /// @param after the number of the element before them, 0 for the first
    /// @return the number of the last of them, then the elements
    @Quick
    Object[] chunk(long after, int most);
}
