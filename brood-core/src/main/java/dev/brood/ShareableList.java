package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.RandomAccess;

/// A list of a fixed number of values of any kind that any number of processes of a tree read and
/// replace at once: a [List] in shared memory, of which only the elements can be changed.
///
/// ```java
/// ShareableList<Object> list = Brood.local().shareableList(List.of("howdy", 273.5, 100, true));
/// Brood.local().start(() -> list.set(1, "any other kind, of any length")).join();
/// System.out.println(list.get(1));
/// ```
///
/// **Elements** are what [SharedReference] refers to: each is encoded by the call that sets it and
/// decoded by each call that returns it, may be null, and is replaced as a whole, whatever dies
/// meanwhile. Each has a slot in which values of up to [#slotBytes()] encoded bytes are; larger
/// ones go to a file of their own. Bulk methods look at one element after the other.
///
/// **The size** is fixed: what adds or removes throws [UnsupportedOperationException].
///
/// **Equality** is that of [List]: by the elements. Elements are compared by `equals`.
///
/// @param <E> what it holds
public interface ShareableList<E extends @Nullable Object>
        extends List<E>, RandomAccess, SharedData {

    /// Replaces an element, if it is as expected.
    ///
    /// @param index from 0
    /// @param expected what the element must be equal to, as in [SharedReference#compareAndSet]
    /// @param element the new element
    /// @return true if it was replaced
    /// @throws IndexOutOfBoundsException if there is no such element
    /// @throws EncodingException if one of the two can't travel; then nothing was changed
    boolean compareAndSet(int index, E expected, E element);

    /// Returns how often an element is in the list.
    ///
    /// @param element perhaps null
    /// @return the number of elements equal to it
    int count(@Nullable Object element);

    /// Returns how many bytes an element may have, encoded, to be in its slot.
    ///
    /// @return at least 48
    int slotBytes();
}
