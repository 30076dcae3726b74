package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.Collection;

/// Makes the data that processes share: values, references, arrays, memory, lists. Every [Brood]
/// does.
public interface SharedDataFactory {

    /// Makes an `int` that processes share.
    ///
    /// @param value its first value
    /// @return an open value
    /// @throws ResourceException if there is not enough shared memory
    SharedInt sharedInt(int value);

    /// Makes a `long` that processes share.
    ///
    /// @param value its first value
    /// @return an open value
    /// @throws ResourceException if there is not enough shared memory
    SharedLong sharedLong(long value);

    /// Makes a `double` that processes share.
    ///
    /// @param value its first value
    /// @return an open value
    /// @throws ResourceException if there is not enough shared memory
    SharedDouble sharedDouble(double value);

    /// Makes a `boolean` that processes share.
    ///
    /// @param value its first value
    /// @return an open value
    /// @throws ResourceException if there is not enough shared memory
    SharedBoolean sharedBoolean(boolean value);

    /// Makes a reference to a value of any kind that processes share.
    ///
    /// @param <T> what it refers to
    /// @param value its first value
    /// @return an open reference
    /// @throws EncodingException if the value can't travel
    /// @throws ResourceException if there is not enough shared memory
    <T extends @Nullable Object> SharedReference<T> reference(T value);

    /// Makes a list of a fixed number of values that processes share.
    ///
    /// @param <E> what it holds
    /// @param elements its first elements, perhaps none
    /// @return an open list
    /// @throws EncodingException if one of them can't travel
    /// @throws ResourceException if there is not enough shared memory
    <E extends @Nullable Object> ShareableList<E> shareableList(Collection<? extends E> elements);

    /// Makes memory that processes share, with a name of its own.
    ///
    /// @param bytes its size, at least 1; more than 2 GiB are fine
    /// @return the memory, attached
    /// @throws IllegalArgumentException if the size is less than 1
    /// @throws ResourceException if there is not enough shared memory
    SharedMemory memory(long bytes);

    /// Makes memory that processes share, under a name.
    ///
    /// @param name 1 to 100 letters, digits, `_`, `-` and `.`
    /// @param bytes its size, at least 1; more than 2 GiB are fine
    /// @return the memory, attached
    /// @throws IllegalArgumentException if the size is less than 1, or the name is not one
    /// @throws NameTakenException if there is memory of that name in this tree
    /// @throws ResourceException if there is not enough shared memory
    SharedMemory memory(String name, long bytes);

    /// Attaches memory by its name: of this tree, or else of any other tree of this user on this
    /// machine.
    ///
    /// @param name as [SharedMemory#name()] gives it
    /// @return the memory
    /// @throws IllegalArgumentException if the name is not one
    /// @throws NameNotFoundException if there is no such memory, or it was unlinked
    /// @throws ResourceException if it can't be mapped
    SharedMemory attachMemory(String name);

    /// Makes an array of `byte` that processes share, of zeros.
    ///
    /// @param length how many elements, at least 0; more than 2³¹ are fine
    /// @return an open array
    /// @throws IllegalArgumentException if the length is negative
    /// @throws ResourceException if there is not enough shared memory
    SharedByteArray bytes(long length);

    /// Makes an array that processes share, a copy of another.
    ///
    /// @param values its elements
    /// @return an open array
    /// @throws ResourceException if there is not enough shared memory
    default SharedByteArray bytes(byte[] values) {
        SharedByteArray array = bytes((long) values.length);
        array.write(values);
        return array;
    }

    /// Makes an array of `short` that processes share, of zeros.
    ///
    /// @param length how many elements, at least 0; more than 2³¹ are fine
    /// @return an open array
    /// @throws IllegalArgumentException if the length is negative
    /// @throws ResourceException if there is not enough shared memory
    SharedShortArray shorts(long length);

    /// Makes an array that processes share, a copy of another.
    ///
    /// @param values its elements
    /// @return an open array
    /// @throws ResourceException if there is not enough shared memory
    default SharedShortArray shorts(short[] values) {
        SharedShortArray array = shorts((long) values.length);
        array.write(values);
        return array;
    }

    /// Makes an array of `char` that processes share, of zeros.
    ///
    /// @param length how many elements, at least 0; more than 2³¹ are fine
    /// @return an open array
    /// @throws IllegalArgumentException if the length is negative
    /// @throws ResourceException if there is not enough shared memory
    SharedCharArray chars(long length);

    /// Makes an array that processes share, a copy of another.
    ///
    /// @param values its elements
    /// @return an open array
    /// @throws ResourceException if there is not enough shared memory
    default SharedCharArray chars(char[] values) {
        SharedCharArray array = chars((long) values.length);
        array.write(values);
        return array;
    }

    /// Makes an array of `int` that processes share, of zeros.
    ///
    /// @param length how many elements, at least 0; more than 2³¹ are fine
    /// @return an open array
    /// @throws IllegalArgumentException if the length is negative
    /// @throws ResourceException if there is not enough shared memory
    SharedIntArray ints(long length);

    /// Makes an array that processes share, a copy of another.
    ///
    /// @param values its elements
    /// @return an open array
    /// @throws ResourceException if there is not enough shared memory
    default SharedIntArray ints(int[] values) {
        SharedIntArray array = ints((long) values.length);
        array.write(values);
        return array;
    }

    /// Makes an array of `long` that processes share, of zeros.
    ///
    /// @param length how many elements, at least 0; more than 2³¹ are fine
    /// @return an open array
    /// @throws IllegalArgumentException if the length is negative
    /// @throws ResourceException if there is not enough shared memory
    SharedLongArray longs(long length);

    /// Makes an array that processes share, a copy of another.
    ///
    /// @param values its elements
    /// @return an open array
    /// @throws ResourceException if there is not enough shared memory
    default SharedLongArray longs(long[] values) {
        SharedLongArray array = longs((long) values.length);
        array.write(values);
        return array;
    }

    /// Makes an array of `float` that processes share, of zeros.
    ///
    /// @param length how many elements, at least 0; more than 2³¹ are fine
    /// @return an open array
    /// @throws IllegalArgumentException if the length is negative
    /// @throws ResourceException if there is not enough shared memory
    SharedFloatArray floats(long length);

    /// Makes an array that processes share, a copy of another.
    ///
    /// @param values its elements
    /// @return an open array
    /// @throws ResourceException if there is not enough shared memory
    default SharedFloatArray floats(float[] values) {
        SharedFloatArray array = floats((long) values.length);
        array.write(values);
        return array;
    }

    /// Makes an array of `double` that processes share, of zeros.
    ///
    /// @param length how many elements, at least 0; more than 2³¹ are fine
    /// @return an open array
    /// @throws IllegalArgumentException if the length is negative
    /// @throws ResourceException if there is not enough shared memory
    SharedDoubleArray doubles(long length);

    /// Makes an array that processes share, a copy of another.
    ///
    /// @param values its elements
    /// @return an open array
    /// @throws ResourceException if there is not enough shared memory
    default SharedDoubleArray doubles(double[] values) {
        SharedDoubleArray array = doubles((long) values.length);
        array.write(values);
        return array;
    }

    /// Makes an array of `boolean` that processes share, of `false`.
    ///
    /// @param length how many elements, at least 0; more than 2³¹ are fine
    /// @return an open array
    /// @throws IllegalArgumentException if the length is negative
    /// @throws ResourceException if there is not enough shared memory
    SharedBooleanArray booleans(long length);

    /// Makes an array that processes share, a copy of another.
    ///
    /// @param values its elements
    /// @return an open array
    /// @throws ResourceException if there is not enough shared memory
    default SharedBooleanArray booleans(boolean[] values) {
        SharedBooleanArray array = booleans((long) values.length);
        array.write(values);
        return array;
    }
}
