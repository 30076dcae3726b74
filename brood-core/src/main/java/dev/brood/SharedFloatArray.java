package dev.brood;

import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// An array of `float` that any number of processes of a tree read and write at once. See
/// [SharedArray] for what all arrays have in common.
///
/// Elements take 4 bytes, in the byte order of this machine.
///
/// **Comparing** is by bits, as in [SharedDouble].
public interface SharedFloatArray extends SharedArray {

    /// Returns an element, as a plain array element is read.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    float get(long index);

    /// Sets an element, as a plain array element is written.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void set(long index, float value);

    /// Returns an element, read with volatile effects.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    float getVolatile(long index);

    /// Returns an element, read in one order with other accesses to it.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    float getOpaque(long index);

    /// Returns an element, read with acquire effects.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    float getAcquire(long index);

    /// Sets an element, written with volatile effects.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setVolatile(long index, float value);

    /// Sets an element, written in one order with other accesses to it.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setOpaque(long index, float value);

    /// Sets an element, written with release effects.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setRelease(long index, float value);

    /// Sets an element and returns the one before; volatile.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @return the value it had
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    float getAndSet(long index, float value);

    /// Sets an element if it is as expected; volatile.
    ///
    /// @param index from 0
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    default boolean compareAndSet(long index, float expected, float value) {
        return Float.floatToRawIntBits(compareAndExchange(index, expected, value))
                == Float.floatToRawIntBits(expected);
    }

    /// Sets an element if it is as expected, and returns the one before; volatile.
    ///
    /// @param index from 0
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    float compareAndExchange(long index, float expected, float value);

    /// Adds to an element and returns the value before; volatile.
    ///
    /// @param index from 0
    /// @param delta what to add
    /// @return the value it had
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    float getAndAdd(long index, float delta);

    /// Adds to an element and returns the sum; volatile.
    ///
    /// @param index from 0
    /// @param delta what to add
    /// @return the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    default float addAndGet(long index, float delta) {
        return getAndAdd(index, delta) + delta;
    }

    /// Copies elements out of this array.
    ///
    /// @param index of the first
    /// @param target where to
    /// @param to the first place in it
    /// @param count how many
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    void read(long index, float[] target, int to, int count);

    /// Copies elements into this array.
    ///
    /// @param index of the first
    /// @param source where from
    /// @param from the first in it
    /// @param count how many
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    void write(long index, float[] source, int from, int count);

    /// Copies an array into the beginning of this one.
    ///
    /// @param source at most as long as this array
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    default void write(float[] source) {
        write(0, source, 0, source.length);
    }

    /// Sets elements to a value, as plain array elements are written.
    ///
    /// @param from the first
    /// @param to behind the last
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there are not so many elements
    void fill(long from, long to, float value);

    /// Sets all elements to a value, as plain array elements are written.
    ///
    /// @param value the new value
    default void fill(float value) {
        fill(0, length(), value);
    }

    /// Returns a copy of some elements.
    ///
    /// @param from the first
    /// @param to behind the last
    /// @return a new array
    /// @throws IndexOutOfBoundsException if there are not so many elements
    /// @throws OutOfMemoryError if there are more than an array can have, or the heap
    float[] toArray(long from, long to);

    /// Returns a copy of all elements.
    ///
    /// @return a new array
    /// @throws OutOfMemoryError if there are more than an array can have, or the heap
    default float[] toArray() {
        return toArray(0, length());
    }

    /// Returns a stream over the elements, as `double`, each read when it is reached.
    ///
    /// @return a sequential stream
    default DoubleStream stream() {
        return LongStream.range(0, length()).mapToDouble(this::get);
    }

    /// Returns the sum of all elements, added as `double` in an order of its own.
    ///
    /// @return the sum
    double sum();
}
