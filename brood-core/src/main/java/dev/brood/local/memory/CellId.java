package dev.brood.local.memory;

import java.io.Serializable;

/// Names a cell for ever: a place in the arena and which of the objects that were there in turn.
///
/// @param arena the number of the arena's file
/// @param offset of the cell in that file
/// @param generation how many objects were freed there before
public record CellId(int arena, int offset, int generation) implements Serializable {
    @Override
    public String toString() {
        return arena + ":" + Integer.toHexString(offset) + "." + generation;
    }
}
