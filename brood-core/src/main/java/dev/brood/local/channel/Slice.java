package dev.brood.local.channel;

import java.lang.foreign.MemorySegment;

/// Bytes as a user has them, to be put into a ring.
///
/// @param source all that is to be put
record Slice(MemorySegment source) implements Content {
    @Override
    public long bytes() {
        return source.byteSize();
    }

    @Override
    public boolean hasArrays() {
        return false;
    }

    @Override
    public void writeTo(MemorySegment memory, long offset) {
        MemorySegment.copy(source, 0, memory, offset, source.byteSize());
    }
}
