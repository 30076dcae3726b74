package dev.brood.local.sync;

import dev.brood.local.memory.Cell;

/// The kinds of objects, each with its type of cells.
enum Kind {
    LOCK(16, "lock") {
        @Override
        LocalSync open(SyncObjects objects, Cell cell) {
            return new LocalLock(objects, cell);
        }
    },
    CONDITION(17, "condition") {
        @Override
        LocalSync open(SyncObjects objects, Cell cell) {
            return new LocalCondition(objects, cell);
        }
    },
    SEMAPHORE(18, "semaphore") {
        @Override
        LocalSync open(SyncObjects objects, Cell cell) {
            return new LocalSemaphore(objects, cell);
        }
    },
    EVENT(19, "event") {
        @Override
        LocalSync open(SyncObjects objects, Cell cell) {
            return new LocalEvent(objects, cell);
        }
    },
    LATCH(20, "latch") {
        @Override
        LocalSync open(SyncObjects objects, Cell cell) {
            return new LocalLatch(objects, cell);
        }
    },
    BARRIER(21, "barrier") {
        @Override
        LocalSync open(SyncObjects objects, Cell cell) {
            return new LocalBarrier(objects, cell);
        }
    },
    READ_WRITE_LOCK(22, "read-write-lock") {
        @Override
        LocalSync open(SyncObjects objects, Cell cell) {
            return new LocalReadWriteLock(objects, cell);
        }
    };

    private final int type;
    private final String label;

    Kind(int type, String label) {
        this.type = type;
        this.label = label;
    }

    /// Makes the handle of an object of this kind.
    abstract LocalSync open(SyncObjects objects, Cell cell);

    /// Returns the type of the cells, see [dev.brood.local.memory.CellArena].
    int type() {
        return type;
    }

    /// Returns what people call it.
    String label() {
        return label;
    }

    static Kind ofType(int type) {
        for (Kind kind : values()) {
            if (kind.type == type) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of object has cells of type " + type);
    }
}
