package dev.brood.ignite.object;

import dev.brood.Fn;
import dev.brood.ManagedList;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.ignite.cell.ListCell;
import dev.brood.ignite.cell.Op;

import org.jspecify.annotations.Nullable;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

/// A list of a cluster: one cell, that each step copies; so it is for hundreds of elements and not
/// for many thousands. Each method is one step. Functions and comparators are applied here, to all
/// of it, as often as others come in between. Elements are equal if they are encoded alike.
///
/// @param <E> its elements
@SuppressWarnings({"unchecked", "NullAway"}) // what was put; null is an element
final class ClusterList<E extends @Nullable Object> extends AbstractList<E>
        implements ManagedList<E>, Portable {
    private static final long serialVersionUID = 1;

    private final transient Faced core;

    ClusterList(Faced core) {
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

    // ---- elements

    private static byte[] encoded(@Nullable Object element) {
        return MapCore.encoded(element);
    }

    static List<byte[]> encodedAll(Collection<?> elements) {
        List<byte[]> all = new ArrayList<>(elements.size());
        for (Object element : elements) {
            all.add(encoded(element));
        }
        return all;
    }

    private E decoded(@Nullable Object bytes) {
        return (E) MapCore.decoded((byte[]) bytes);
    }

    private List<E> decodedAll(@Nullable Object elements) {
        List<E> all = new ArrayList<>();
        ((List<byte[]>) Objects.requireNonNull(elements)).forEach(each -> all.add(decoded(each)));
        return all;
    }

    private @Nullable Object ask(Op op) {
        return core.call(op);
    }

    private int number(Op op) {
        return (Integer) Objects.requireNonNull(ask(op));
    }

    private boolean isSo(Op op) {
        return Boolean.TRUE.equals(ask(op));
    }

    private List<E> copy() {
        return chunk(0, Integer.MAX_VALUE);
    }

    /// Returns those from an index on, fewer if it ends.
    List<E> chunk(int from, int most) {
        return decodedAll(ask(new ListCell.Chunk(from, most)));
    }

    // ---- one

    @Override
    public int size() {
        return number(new ListCell.Size());
    }

    @Override
    public E get(int index) {
        return decoded(ask(new ListCell.Get(index)));
    }

    @Override
    public E set(int index, E element) {
        return decoded(ask(new ListCell.Set(index, encoded(element))));
    }

    @Override
    public boolean add(E element) {
        Object _ = ask(new ListCell.Insert(-1, List.of(encoded(element))));
        return true;
    }

    @Override
    public void add(int index, E element) {
        requireNatural(index);
        Object _ = ask(new ListCell.Insert(index, List.of(encoded(element))));
    }

    private static void requireNatural(int index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("index must be at least 0, was " + index);
        }
    }

    @Override
    public E remove(int index) {
        return decoded(ask(new ListCell.RemoveAt(index)));
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return isSo(new ListCell.Remove(encoded(element)));
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return number(new ListCell.IndexOf(encoded(element), false));
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return number(new ListCell.IndexOf(encoded(element), true));
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

    // ---- many

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return insertAll(-1, elements);
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        requireNatural(index);
        return insertAll(index, elements);
    }

    private boolean insertAll(int index, Collection<? extends E> elements) {
        List<byte[]> all = encodedAll(elements);
        if (!all.isEmpty()) {
            Object _ = ask(new ListCell.Insert(index, all));
        }
        return !all.isEmpty();
    }

    @Override
    protected void removeRange(int from, int to) {
        Object _ = ask(new ListCell.RemoveRange(from, to));
    }

    @Override
    public void clear() {
        removeRange(0, Integer.MAX_VALUE);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return isSo(new ListCell.Sift(encodedAll(elements), false));
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return isSo(new ListCell.Sift(encodedAll(elements), true));
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return new HashSet<>(copy()).containsAll(elements);
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
    public List<E> slice(int from, int to) {
        List<E> part = from < 0 || from > to ? List.of() : chunk(from, to - from);
        if (from < 0 || from > to || part.size() < to - from) {
            throw new IndexOutOfBoundsException(
                    "there is no part from %d to %d of %d elements".formatted(from, to, size()));
        }
        return part;
    }

    // ---- all

    /// Makes another list of it, until nobody has come in between.
    private void rewrite(Fn<List<E>, List<E>> change) {
        while (true) {
            ListCell.Whole whole = (ListCell.Whole) ask(new ListCell.Look());
            List<byte[]> after;
            try {
                after = encodedAll(change.apply(decodedAll(whole.elements())));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new CompletionException(e);
            }
            if (isSo(new ListCell.Replace(whole.version(), after))) {
                return;
            }
        }
    }

    @Override
    public void reverse() {
        rewrite(all -> {
            Collections.reverse(all);
            return all;
        });
    }

    @Override
    public void sort(@Nullable Comparator<? super E> order) {
        rewrite(all -> {
            Object[] sorted = all.toArray();
            Arrays.sort(sorted, (Comparator<Object>) order);
            return (List<E>) Arrays.asList(sorted);
        });
    }

    @Override
    public void updateAll(Fn<? super E, ? extends E> function) {
        rewrite(all -> {
            List<E> updated = new ArrayList<>(all.size());
            for (E element : all) {
                updated.add(function.apply(element));
            }
            return updated;
        });
    }

    @Override
    public void replaceAll(UnaryOperator<E> function) {
        rewrite(all -> {
            all.replaceAll(function);
            return all;
        });
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof List<?> list
                        && copy().equals(list instanceof ClusterList<?> o ? o.copy() : list));
    }

    @Override
    public int hashCode() {
        return copy().hashCode();
    }

    @Override
    public Iterator<E> iterator() {
        return new ListPlaces<>(this, 0);
    }

    @Override
    public ListIterator<E> listIterator() {
        return new ListPlaces<>(this, 0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        if (index < 0 || index > size()) {
            throw new IndexOutOfBoundsException(
                    "index must be from 0 to %d, was %d".formatted(size(), index));
        }
        return new ListPlaces<>(this, index);
    }
}
