package dev.brood;

import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/// An array of `long` that any number of processes of a tree read and write at once. See
/// [SharedArray] for what all arrays have in common.
///
/// Elements take 8 bytes, in the byte order of this machine.
public interface SharedLongArray extends SharedArray {

    /// Returns an element, as a plain array element is read.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    long get(long index);

    /// Sets an element, as a plain array element is written.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void set(long index, long value);

    /// Returns an element, read with volatile effects.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    long getVolatile(long index);

    /// Returns an element, read in one order with other accesses to it.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    long getOpaque(long index);

    /// Returns an element, read with acquire effects.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    long getAcquire(long index);

    /// Sets an element, written with volatile effects.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setVolatile(long index, long value);

    /// Sets an element, written in one order with other accesses to it.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setOpaque(long index, long value);

    /// Sets an element, written with release effects.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setRelease(long index, long value);

    /// Sets an element and returns the one before; volatile.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @return the value it had
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    long getAndSet(long index, long value);

    /// Sets an element if it is as expected; volatile.
    ///
    /// @param index from 0
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    default boolean compareAndSet(long index, long expected, long value) {
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
    long compareAndExchange(long index, long expected, long value);

    /// Adds to an element and returns the value before; volatile.
    ///
    /// @param index from 0
    /// @param delta what to add
    /// @return the value it had
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    long getAndAdd(long index, long delta);

    /// Adds to an element and returns the sum; volatile.
    ///
    /// @param index from 0
    /// @param delta what to add
    /// @return the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    default long addAndGet(long index, long delta) {
        return getAndAdd(index, delta) + delta;
    }

    /// Sets an element to a function of itself and returns the one before; volatile.
    ///
    /// @param index from 0
    /// @param function called again if another changes the element meanwhile, so without side
    ///   effects
    /// @return the value it had
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    default long getAndUpdate(long index, LongUnaryOperator function) {
        long before;
        long after;
        do {
            before = getVolatile(index);
            after = function.applyAsLong(before);
        } while (!compareAndSet(index, before, after));
        return before;
    }

    /// Sets an element to a function of itself and returns it; volatile.
    ///
    /// @param index from 0
    /// @param function called again if another changes the element meanwhile, so without side
    ///   effects
    /// @return the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    default long updateAndGet(long index, LongUnaryOperator function) {
        long before;
        long after;
        do {
            before = getVolatile(index);
            after = function.applyAsLong(before);
        } while (!compareAndSet(index, before, after));
        return after;
    }

    /// Copies elements out of this array.
    ///
    /// @param index of the first
    /// @param target where to
    /// @param to the first place in it
    /// @param count how many
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    void read(long index, long[] target, int to, int count);

    /// Copies elements into this array.
    ///
    /// @param index of the first
    /// @param source where from
    /// @param from the first in it
    /// @param count how many
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    void write(long index, long[] source, int from, int count);

    /// Copies an array into the beginning of this one.
    ///
    /// @param source at most as long as this array
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    default void write(long[] source) {
        write(0, source, 0, source.length);
    }

    /// Sets elements to a value, as plain array elements are written.
    ///
    /// @param from the first
    /// @param to behind the last
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there are not so many elements
    void fill(long from, long to, long value);

    /// Sets all elements to a value, as plain array elements are written.
    ///
    /// @param value the new value
    default void fill(long value) {
        fill(0, length(), value);
    }

    /// Returns a copy of some elements.
    ///
    /// @param from the first
    /// @param to behind the last
    /// @return a new array
    /// @throws IndexOutOfBoundsException if there are not so many elements
    /// @throws OutOfMemoryError if there are more than an array can have, or the heap
    long[] toArray(long from, long to);

    /// Returns a copy of all elements.
    ///
    /// @return a new array
    /// @throws OutOfMemoryError if there are more than an array can have, or the heap
    default long[] toArray() {
        return toArray(0, length());
    }

    /// Returns a stream over the elements, each read when it is reached.
    ///
    /// @return a sequential stream
    default LongStream stream() {
        return LongStream.range(0, length()).map(this::get);
    }

    /// Returns the sum of all elements, modulo 2⁶⁴.
    ///
    /// @return the sum
    long sum();
}
