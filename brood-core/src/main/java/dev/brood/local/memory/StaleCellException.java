package dev.brood.local.memory;

import dev.brood.ClosedException;

/// Thrown when a cell is used after it was freed, whether or not another object is there now.
public final class StaleCellException extends ClosedException {
    StaleCellException(CellId id, String found) {
        super("shared object " + id + " was freed: " + found);
    }
}
