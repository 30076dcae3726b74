package dev.brood.local.channel;

import java.lang.foreign.MemorySegment;

/// Makes something of an item's bytes as they lie in shared memory, before the item is taken. If it
/// throws, the item stays.
///
/// @param <T> what it makes
@FunctionalInterface
interface ItemReader<T> {
    /// Copies what it needs.
    ///
    /// @param memory where the item is; not to be kept
    /// @param offset where it begins
    /// @param length of it all, in bytes
    /// @param hasArrays which form it has, see [Payload]
    /// @return what the taker gets
    T read(MemorySegment memory, long offset, int length, boolean hasArrays);
}
