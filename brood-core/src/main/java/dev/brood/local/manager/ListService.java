package dev.brood.local.manager;

import dev.brood.Fn;
import dev.brood.Quick;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// What proxies of lists ask the server for.
interface ListService {
    @Quick
    @Nullable Object get(int index);

    @Quick
    @Nullable Object set(int index, @Nullable Object element);

    @Quick
    boolean append(@Nullable Object element);

    @Quick
    void add(int index, @Nullable Object element);

    /// Inserts all.
    ///
    /// @param index -1 for at the end
    @Quick
    boolean addAll(int index, Collection<?> elements);

    @Quick
    @Nullable Object removeAt(int index);

    @Quick
    boolean removeFirst(@Nullable Object element);

    @Quick
    void removeRange(int from, int to);

    @Quick
    boolean removeAll(Collection<?> elements);

    @Quick
    boolean retainAll(Collection<?> elements);

    @Quick
    int size();

    @Quick
    int indexOf(@Nullable Object element);

    @Quick
    int lastIndexOf(@Nullable Object element);

    @Quick
    boolean containsAll(Collection<?> elements);

    /// Returns elements from an index on; fewer than wanted, or none, if the list ends.
    @Quick
    Object[] chunk(int from, int most);

    @Quick
    List<Object> slice(int from, int to);

    @Quick
    List<Object> copy();

    @Quick
    void reverse();

    void sort(@Nullable Comparator<Object> order);

    void updateAll(Fn<Object, Object> function) throws Exception;
}
