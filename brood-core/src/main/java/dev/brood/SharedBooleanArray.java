package dev.brood;

import java.util.stream.LongStream;
import java.util.stream.Stream;

/// An array of `boolean` that any number of processes of a tree read and write at once. See
/// [SharedArray] for what all arrays have in common.
///
/// Elements take 1 byte, 0 or 1.
public interface SharedBooleanArray extends SharedArray {

    /// Returns an element, as a plain array element is read.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    boolean get(long index);

    /// Sets an element, as a plain array element is written.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void set(long index, boolean value);

    /// Returns an element, read with volatile effects.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    boolean getVolatile(long index);

    /// Returns an element, read in one order with other accesses to it.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    boolean getOpaque(long index);

    /// Returns an element, read with acquire effects.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    boolean getAcquire(long index);

    /// Sets an element, written with volatile effects.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setVolatile(long index, boolean value);

    /// Sets an element, written in one order with other accesses to it.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setOpaque(long index, boolean value);

    /// Sets an element, written with release effects.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setRelease(long index, boolean value);

    /// Sets an element and returns the one before; volatile.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @return the value it had
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    boolean getAndSet(long index, boolean value);

    /// Sets an element if it is as expected; volatile.
    ///
    /// @param index from 0
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    default boolean compareAndSet(long index, boolean expected, boolean value) {
        return compareAndExchange(index, expected, value) == expected;
    }

    /// Sets an element if it is as expected, and returns the one before; volatile.
    ///
    /// @param index from 0
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    boolean compareAndExchange(long index, boolean expected, boolean value);

    /// Copies elements out of this array.
    ///
    /// @param index of the first
    /// @param target where to
    /// @param to the first place in it
    /// @param count how many
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    void read(long index, boolean[] target, int to, int count);

    /// Copies elements into this array.
    ///
    /// @param index of the first
    /// @param source where from
    /// @param from the first in it
    /// @param count how many
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    void write(long index, boolean[] source, int from, int count);

    /// Copies an array into the beginning of this one.
    ///
    /// @param source at most as long as this array
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    default void write(boolean[] source) {
        write(0, source, 0, source.length);
    }

    /// Sets elements to a value, as plain array elements are written.
    ///
    /// @param from the first
    /// @param to behind the last
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there are not so many elements
    void fill(long from, long to, boolean value);

    /// Sets all elements to a value, as plain array elements are written.
    ///
    /// @param value the new value
    default void fill(boolean value) {
        fill(0, length(), value);
    }

    /// Returns a copy of some elements.
    ///
    /// @param from the first
    /// @param to behind the last
    /// @return a new array
    /// @throws IndexOutOfBoundsException if there are not so many elements
    /// @throws OutOfMemoryError if there are more than an array can have, or the heap
    boolean[] toArray(long from, long to);

    /// Returns a copy of all elements.
    ///
    /// @return a new array
    /// @throws OutOfMemoryError if there are more than an array can have, or the heap
    default boolean[] toArray() {
        return toArray(0, length());
    }

    /// Returns a stream over the elements, each read when it is reached.
    ///
    /// @return a sequential stream
    default Stream<Boolean> stream() {
        return LongStream.range(0, length()).mapToObj(this::get);
    }
}
