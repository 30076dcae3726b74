package dev.brood.local.memory;

import java.lang.invoke.VarHandle;

/// A cell as one who only looks has found it. What is read from it holds if it [#isUnchanged]
/// after.
///
/// @param cell where its contents are
/// @param maker its maker's number in the roster
/// @param stamp which of the processes with that number has made it, modulo 64; 0 before it is
///   published
/// @param word of its header
public record CellView(Cell cell, int maker, int stamp, long word) {
    /// How many processes of one number the stamp tells apart.
    public static final int STAMPS = 64;

    /// Returns whether the cell is still the same object's. Orders what was read before.
    ///
    /// @return false if it was freed since
    public boolean isUnchanged() {
        VarHandle.acquireFence();
        return Words.getLongVolatile(cell.memory(), cell.id().offset()) == word;
    }
}
