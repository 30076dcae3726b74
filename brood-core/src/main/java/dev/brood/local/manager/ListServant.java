package dev.brood.local.manager;

import dev.brood.Fn;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// A list in the server. Whatever throws, a function of the user's or the `equals` of an element,
/// leaves it as it was.
final class ListServant implements ListService, Servant.Serial {
    private final boolean isFixed;
    private List<@Nullable Object> elements;

    ListServant(Collection<?> contents, boolean isFixed) {
        this.elements = new ArrayList<>(contents);
        this.isFixed = isFixed;
    }

    @Override
    public Class<?> face() {
        return ListService.class;
    }

    private void requireResizable() {
        if (isFixed) {
            throw new UnsupportedOperationException(
                    "an array's size never changes, it is %d; a list from Manager.list() grows"
                            .formatted(elements.size()));
        }
    }

    @Override
    public @Nullable Object get(int index) {
        return elements.get(index);
    }

    @Override
    public @Nullable Object set(int index, @Nullable Object element) {
        return elements.set(index, element);
    }

    @Override
    public boolean append(@Nullable Object element) {
        requireResizable();
        return elements.add(element);
    }

    @Override
    public void add(int index, @Nullable Object element) {
        requireResizable();
        elements.add(index, element);
    }

    @Override
    public boolean addAll(int index, Collection<?> more) {
        requireResizable();
        return elements.addAll(index < 0 ? elements.size() : index, more);
    }

    @Override
    public @Nullable Object removeAt(int index) {
        requireResizable();
        return elements.remove(index);
    }

    @Override
    public boolean removeFirst(@Nullable Object element) {
        requireResizable();
        return elements.remove(element);
    }

    @Override
    public void removeRange(int from, int to) {
        requireResizable();
        elements.subList(from, Math.min(to, elements.size())).clear();
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        requireResizable();
        List<@Nullable Object> left = new ArrayList<>(elements);
        boolean changed = left.removeAll(new HashSet<>(others));
        elements = left;
        return changed;
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        requireResizable();
        List<@Nullable Object> left = new ArrayList<>(elements);
        boolean changed = left.retainAll(new HashSet<>(others));
        elements = left;
        return changed;
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return elements.indexOf(element);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return elements.lastIndexOf(element);
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        return new HashSet<>(elements).containsAll(others);
    }

    @Override
    public Object[] chunk(int from, int most) {
        int size = elements.size();
        int start = Math.min(from, size);
        return elements.subList(start, Math.min(size, start + most)).toArray();
    }

    @Override
    public List<Object> slice(int from, int to) {
        return new ArrayList<>(elements.subList(from, to));
    }

    @Override
    public List<Object> copy() {
        return new ArrayList<>(elements);
    }

    @Override
    public void reverse() {
        Collections.reverse(elements);
    }

    @Override
    public void sort(@Nullable Comparator<Object> order) {
        List<@Nullable Object> sorted = new ArrayList<>(elements);
        sorted.sort(order);
        elements = sorted;
    }

    @Override
    @SuppressWarnings("NullAway") // null is an element
    public void updateAll(Fn<Object, Object> function) throws Exception {
        List<@Nullable Object> updated = new ArrayList<>(elements.size());
        for (Object element : elements) {
            updated.add(function.apply(element));
        }
        elements = updated;
    }

    @Override
    public String toString() {
        return elements.toString();
    }
}
