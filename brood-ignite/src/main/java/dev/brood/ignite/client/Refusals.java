package dev.brood.ignite.client;

import dev.brood.ShareableList;
import dev.brood.SharedBooleanArray;
import dev.brood.SharedByteArray;
import dev.brood.SharedCharArray;
import dev.brood.SharedDataFactory;
import dev.brood.SharedDoubleArray;
import dev.brood.SharedFloatArray;
import dev.brood.SharedIntArray;
import dev.brood.SharedLongArray;
import dev.brood.SharedMemory;
import dev.brood.SharedShortArray;

import org.jspecify.annotations.Nullable;

import java.util.Collection;

/// What needs memory that all processes share: machines share none. Each says what to use.
interface Refusals extends SharedDataFactory {

    /// Returns the refusal of something.
    ///
    /// @param what what was asked for
    /// @param instead what to do
    /// @return an exception to be thrown
    static UnsupportedOperationException refusal(String what, String instead) {
        return new UnsupportedOperationException(
                what + " needs memory that processes share, and machines share none: " + instead);
    }

    private static UnsupportedOperationException array() {
        return refusal(
                "a shared array",
                "use Brood.local() for processes of one machine, pass the array to tasks by value,"
                        + " or keep its parts in a queue");
    }

    private static UnsupportedOperationException segment() {
        return refusal(
                "shared memory",
                "use Brood.local().memory(bytes) for processes of one machine, and pass bytes to"
                        + " tasks by value");
    }

    @Override
    default SharedMemory memory(long bytes) {
        throw segment();
    }

    @Override
    default SharedMemory memory(String name, long bytes) {
        throw segment();
    }

    @Override
    default SharedMemory attachMemory(String name) {
        throw segment();
    }

    @Override
    default <E extends @Nullable Object> ShareableList<E> shareableList(
            Collection<? extends E> elements) {
        throw refusal("a shareable list", "use reference(list), or Brood.local() on one machine");
    }

    @Override
    default SharedByteArray bytes(long length) {
        throw array();
    }

    @Override
    default SharedShortArray shorts(long length) {
        throw array();
    }

    @Override
    default SharedCharArray chars(long length) {
        throw array();
    }

    @Override
    default SharedIntArray ints(long length) {
        throw array();
    }

    @Override
    default SharedLongArray longs(long length) {
        throw array();
    }

    @Override
    default SharedFloatArray floats(long length) {
        throw array();
    }

    @Override
    default SharedDoubleArray doubles(long length) {
        throw array();
    }

    @Override
    default SharedBooleanArray booleans(long length) {
        throw array();
    }
}
