package dev.brood.ignite.link;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What is asked of a map of the cluster. Keys are texts and values bytes: the map knows nothing of
/// what they mean.
public sealed interface MapCall {
    /// Makes the map, if there is none of its name. Gives nothing.
    record Open() implements MapCall {}

    /// Ends it. Gives nothing.
    record Close() implements MapCall {}

    /// Changes the value of one key, in one step; gives the value before, null for none, or [Full].
    ///
    /// @param key which
    /// @param when what there must be for it to be changed
    /// @param expected the value there must be; null if `when` says enough
    /// @param value the new one; null for none
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Change(String key, When when, byte @Nullable [] expected, byte @Nullable [] value)
            implements MapCall {}

    /// When a value is changed.
    enum When {
        /// In any case.
        ALWAYS,
        /// If there is none.
        ABSENT,
        /// If there is one.
        PRESENT,
        /// If there is the expected one; gives whether there was.
        EQUAL
    }

    /// Gives a list of the values of keys, with null for those that are not there.
    ///
    /// @param keys which
    record GetAll(List<String> keys) implements MapCall {}

    /// Sets the values of keys. Gives nothing, or [PartlyPut] if there was no room for all.
    ///
    /// @param keys which
    /// @param values as many
    record PutAll(List<String> keys, List<byte[]> values) implements MapCall {}

    /// Gives a list of all keys, as they are while it is made.
    record Keys() implements MapCall {}

    /// Gives how many there are.
    record Size() implements MapCall {}

    /// Removes all. Gives nothing.
    record Clear() implements MapCall {}

    /// What was put of many.
    ///
    /// @param put how many
    /// @param all of how many
    /// @param full why not the others
    record PartlyPut(int put, int all, Full full) {}

    /// What a call gives.
    ///
    /// @param missing whether there is no such map: it was closed
    /// @param value what it gives
    record Result(boolean missing, @Nullable Object value) {}
}
