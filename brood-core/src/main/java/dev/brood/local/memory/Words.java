package dev.brood.local.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// Access to words of shared memory, by the memory modes of [VarHandle]. Offsets are multiples of
/// the word's size. All cross-process words are accessed through here; each class that owns some
/// says which mode each is read and written in, and why.
public final class Words {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private Words() {}

    /// Reads plainly: only for words this thread alone writes now, or that no one writes any more.
    public static int getInt(MemorySegment memory, long offset) {
        return (int) INT.get(memory, offset);
    }

    /// Reads plainly: only for words this thread alone writes now, or that no one writes any more.
    public static long getLong(MemorySegment memory, long offset) {
        return (long) LONG.get(memory, offset);
    }

    /// Writes plainly: to be published by a later release.
    public static void setInt(MemorySegment memory, long offset, int value) {
        INT.set(memory, offset, value);
    }

    /// Writes plainly: to be published by a later release.
    public static void setLong(MemorySegment memory, long offset, long value) {
        LONG.set(memory, offset, value);
    }

    /// Reads so that what its writer wrote before a release is seen after.
    public static int getIntAcquire(MemorySegment memory, long offset) {
        return (int) INT.getAcquire(memory, offset);
    }

    /// Reads so that what its writer wrote before a release is seen after.
    public static long getLongAcquire(MemorySegment memory, long offset) {
        return (long) LONG.getAcquire(memory, offset);
    }

    /// Writes after all reads and writes before it.
    public static void setIntRelease(MemorySegment memory, long offset, int value) {
        INT.setRelease(memory, offset, value);
    }

    /// Writes after all reads and writes before it.
    public static void setLongRelease(MemorySegment memory, long offset, long value) {
        LONG.setRelease(memory, offset, value);
    }

    /// Reads in the one order of all volatile accesses.
    public static int getIntVolatile(MemorySegment memory, long offset) {
        return (int) INT.getVolatile(memory, offset);
    }

    /// Reads in the one order of all volatile accesses.
    public static long getLongVolatile(MemorySegment memory, long offset) {
        return (long) LONG.getVolatile(memory, offset);
    }

    /// Writes in the one order of all volatile accesses.
    public static void setIntVolatile(MemorySegment memory, long offset, int value) {
        INT.setVolatile(memory, offset, value);
    }

    /// Writes in the one order of all volatile accesses.
    public static void setLongVolatile(MemorySegment memory, long offset, long value) {
        LONG.setVolatile(memory, offset, value);
    }

    /// Exchanges if the value is as expected; a full fence.
    public static boolean compareAndSetInt(
            MemorySegment memory, long offset, int expected, int value) {
        return INT.compareAndSet(memory, offset, expected, value);
    }

    /// Exchanges if the value is as expected; a full fence.
    public static boolean compareAndSetLong(
            MemorySegment memory, long offset, long expected, long value) {
        return LONG.compareAndSet(memory, offset, expected, value);
    }

    /// Exchanges; a full fence.
    public static int getAndSetInt(MemorySegment memory, long offset, int value) {
        return (int) INT.getAndSet(memory, offset, value);
    }

    /// Adds; a full fence.
    public static int getAndAddInt(MemorySegment memory, long offset, int value) {
        return (int) INT.getAndAdd(memory, offset, value);
    }

    /// Adds; a full fence.
    public static long getAndAddLong(MemorySegment memory, long offset, long value) {
        return (long) LONG.getAndAdd(memory, offset, value);
    }
}
