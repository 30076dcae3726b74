package dev.brood.local.sync;

import dev.brood.local.memory.Words;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// Compare-and-exchange of a part of a word, which memory segments do not have: of the int that the
/// part is in, again when another part of it has changed.
final class SubWords {
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private SubWords() {}

    /// Exchanges a byte if it is as expected; a full fence.
    ///
    /// @return the one before, sign-extended
    static int compareAndExchangeByte(MemorySegment memory, long at, int expected, int value) {
        int shift = (int) (LITTLE ? at & 3 : 3 - (at & 3)) * 8;
        return (byte) exchange(memory, at & -4, shift, 0xff, expected, value);
    }

    /// Exchanges two bytes if they are as expected; a full fence.
    ///
    /// @return those before, without extension
    static int compareAndExchangeShort(MemorySegment memory, long at, int expected, int value) {
        int shift = (int) (LITTLE ? at & 2 : 2 - (at & 2)) * 8;
        return exchange(memory, at & -4, shift, 0xffff, expected, value);
    }

    private static int exchange(
            MemorySegment memory, long word, int shift, int mask, int expected, int value) {
        while (true) {
            int before = Words.getIntVolatile(memory, word);
            int part = (before >>> shift) & mask;
            if (part != (expected & mask)) {
                return part;
            }
            int after = (before & ~(mask << shift)) | ((value & mask) << shift);
            if (Words.compareAndSetInt(memory, word, before, after)) {
                return part;
            }
        }
    }
}
