package dev.brood;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// An array of `double` that any number of processes of a tree read and write at once. See
/// [SharedArray] for what all arrays have in common.
///
/// Elements take 8 bytes, in the byte order of this machine.
///
/// **Comparing** is by bits, as in [SharedDouble].
public interface SharedDoubleArray extends SharedArray {

    /// Returns an element, as a plain array element is read.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    double get(long index);

    /// Sets an element, as a plain array element is written.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void set(long index, double value);

    /// Returns an element, read with volatile effects.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    double getVolatile(long index);

    /// Returns an element, read in one order with other accesses to it.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    double getOpaque(long index);

    /// Returns an element, read with acquire effects.
    ///
    /// @param index from 0
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    double getAcquire(long index);

    /// Sets an element, written with volatile effects.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setVolatile(long index, double value);

    /// Sets an element, written in one order with other accesses to it.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setOpaque(long index, double value);

    /// Sets an element, written with release effects.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    void setRelease(long index, double value);

    /// Sets an element and returns the one before; volatile.
    ///
    /// @param index from 0
    /// @param value the new value
    /// @return the value it had
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    double getAndSet(long index, double value);

    /// Sets an element if it is as expected; volatile.
    ///
    /// @param index from 0
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    default boolean compareAndSet(long index, double expected, double value) {
        return Double.doubleToRawLongBits(compareAndExchange(index, expected, value))
                == Double.doubleToRawLongBits(expected);
    }

    /// Sets an element if it is as expected, and returns the one before; volatile.
    ///
    /// @param index from 0
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    double compareAndExchange(long index, double expected, double value);

    /// Adds to an element and returns the value before; volatile.
    ///
    /// @param index from 0
    /// @param delta what to add
    /// @return the value it had
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    double getAndAdd(long index, double delta);

    /// Adds to an element and returns the sum; volatile.
    ///
    /// @param index from 0
    /// @param delta what to add
    /// @return the new value
    /// @throws IndexOutOfBoundsException if there is no such element; it names the index and the
    ///   length
    default double addAndGet(long index, double delta) {
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
    default double getAndUpdate(long index, DoubleUnaryOperator function) {
        double before;
        double after;
        do {
            before = getVolatile(index);
            after = function.applyAsDouble(before);
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
    default double updateAndGet(long index, DoubleUnaryOperator function) {
        double before;
        double after;
        do {
            before = getVolatile(index);
            after = function.applyAsDouble(before);
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
    void read(long index, double[] target, int to, int count);

    /// Copies elements into this array.
    ///
    /// @param index of the first
    /// @param source where from
    /// @param from the first in it
    /// @param count how many
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    void write(long index, double[] source, int from, int count);

    /// Copies an array into the beginning of this one.
    ///
    /// @param source at most as long as this array
    /// @throws IndexOutOfBoundsException if there are not so many elements, here or there
    default void write(double[] source) {
        write(0, source, 0, source.length);
    }

    /// Sets elements to a value, as plain array elements are written.
    ///
    /// @param from the first
    /// @param to behind the last
    /// @param value the new value
    /// @throws IndexOutOfBoundsException if there are not so many elements
    void fill(long from, long to, double value);

    /// Sets all elements to a value, as plain array elements are written.
    ///
    /// @param value the new value
    default void fill(double value) {
        fill(0, length(), value);
    }

    /// Returns a copy of some elements.
    ///
    /// @param from the first
    /// @param to behind the last
    /// @return a new array
    /// @throws IndexOutOfBoundsException if there are not so many elements
    /// @throws OutOfMemoryError if there are more than an array can have, or the heap
    double[] toArray(long from, long to);

    /// Returns a copy of all elements.
    ///
    /// @return a new array
    /// @throws OutOfMemoryError if there are more than an array can have, or the heap
    default double[] toArray() {
        return toArray(0, length());
    }

    /// Returns a stream over the elements, each read when it is reached.
    ///
    /// @return a sequential stream
    default DoubleStream stream() {
        return LongStream.range(0, length()).mapToDouble(this::get);
    }

    /// Returns the sum of all elements, added in an order of its own: faster than a loop, and with
    /// less error.
    ///
    /// @return the sum
    double sum();
}
