package dev.brood.local.sync;

import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.Words;
import dev.brood.local.roster.RobustMutex;
import dev.brood.local.roster.Roster;
import dev.brood.local.roster.Tree;

import java.lang.foreign.MemorySegment;

/// The cell of a shared object. Its contents begin 16 bytes into the cell, so that these offsets
/// put the value in a cache line of its own:
///
/// ```
///   0        4      8        16       24        28     44       48       56      112      240
///   +--------+------+--------+--------+---------+------+--------+--------+- - - -+--------+- - -
///   | closer | sent | number | length | element | lock |   -    | value  |   -   | users  | extra
///   +--------+------+--------+--------+---------+------+--------+--------+- - - -+--------+- - -
///   line 0: hardly ever written                         | line 1         | lines 2 and 3
/// ```
///
/// | word | written by | mode |
/// |---|---|---|
/// | number, length, element | the maker, before the cell is published; never again | plain |
/// | closer | whoever closes the object: 0 -> its pid, once | compare-and-set; read plainly by every operation, which comes upon it in time |
/// | sent | whoever encodes a handle: 0 -> 1, once | volatile |
/// | lock | see [DataLock] | |
/// | users | under the tree's mutex only, or by the maker before the cell is published | plain |
/// | value, extra | as the kind of object says | |
///
/// Line 0 is read by each operation and so is in every processor's cache; writing the value next to
/// it would take it from there each time. 256 bytes for 8 is the price, and cheap: two counters in
/// one line cost each other some 20 times their own time.
final class ObjectCell {
    static final int VALUE = 48;
    static final int EXTRA = 240;

    private static final int CLOSER = 0;
    private static final int SENT = 4;
    private static final int NUMBER = 8;
    private static final int LENGTH = 16;
    private static final int ELEMENT = 24;
    private static final int LOCK = 28;
    private static final int USERS = 112;
    private static final int USER_WORDS = Roster.CAPACITY / Long.SIZE;

    private final CellId id;
    private final MemorySegment memory;
    private final long start;

    ObjectCell(Cell cell) {
        this.id = cell.id();
        this.memory = cell.memory();
        this.start = cell.offset();
    }

    /// Takes a cell for an object that this process makes.
    ///
    /// @param extra bytes behind what all objects have
    static Cell allocate(Tree tree, DataKind kind, int extra) {
        return tree.arena().allocate(kind.type, EXTRA + extra, tree.slot());
    }

    CellId id() {
        return id;
    }

    MemorySegment memory() {
        return memory;
    }

    /// Returns where in [#memory()] the contents begin.
    long start() {
        return start;
    }

    /// Returns where in [#memory()] the closer's pid is.
    long closerAt() {
        return start + CLOSER;
    }

    /// Returns the pid of who has closed the object, or 0.
    int closer() {
        return Words.getIntVolatile(memory, start + CLOSER);
    }

    /// Marks the object as closed.
    ///
    /// @return false if it was before
    boolean close(int pid) {
        return Words.compareAndSetInt(memory, start + CLOSER, 0, pid);
    }

    /// Returns whether a handle has ever been encoded.
    boolean isSent() {
        return Words.getIntVolatile(memory, start + SENT) != 0;
    }

    void setSent() {
        if (!isSent()) {
            Words.setIntVolatile(memory, start + SENT, 1);
        }
    }

    /// Returns what names the object's files.
    long number() {
        return Words.getLong(memory, start + NUMBER);
    }

    void setNumber(long number) {
        Words.setLong(memory, start + NUMBER, number);
    }

    /// Returns how many elements or bytes it has.
    long length() {
        return Words.getLong(memory, start + LENGTH);
    }

    void setLength(long length) {
        Words.setLong(memory, start + LENGTH, length);
    }

    /// Returns what its elements are.
    int element() {
        return Words.getInt(memory, start + ELEMENT);
    }

    void setElement(int element) {
        Words.setInt(memory, start + ELEMENT, element);
    }

    /// Returns where in [#memory()] the words of the [DataLock] are.
    long lockAt() {
        return start + LOCK;
    }

    /// Returns the mutex of an object that has one.
    RobustMutex mutex(Tree tree) {
        return new RobustMutex(tree, memory, start + EXTRA);
    }

    /// Enters a process among the users.
    ///
    /// @param slot its entry in the roster
    void addUser(int slot) {
        long at = start + USERS + slot / Long.SIZE * 8L;
        Words.setLong(memory, at, Words.getLong(memory, at) | 1L << slot);
    }

    /// Takes a process out of the users, if it is one.
    ///
    /// @param slot its entry in the roster, or [Roster#CAPACITY] for one that has none
    void removeUser(int slot) {
        if (slot < Roster.CAPACITY) {
            long at = start + USERS + slot / Long.SIZE * 8L;
            Words.setLong(memory, at, Words.getLong(memory, at) & ~(1L << slot));
        }
    }

    boolean hasUsers() {
        for (int i = 0; i < USER_WORDS; i++) {
            if (Words.getLong(memory, start + USERS + i * 8L) != 0) {
                return true;
            }
        }
        return false;
    }
}
