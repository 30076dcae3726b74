package dev.brood.local.channel;

import java.lang.foreign.MemorySegment;

/// What is put into a ring: bytes, in one of the two forms of [Payload].
interface Content {
    /// Returns how many bytes it takes.
    long bytes();

    /// Returns which form it has in memory.
    boolean hasArrays();

    /// Writes it.
    ///
    /// @param offset a multiple of 8
    void writeTo(MemorySegment memory, long offset);
}
