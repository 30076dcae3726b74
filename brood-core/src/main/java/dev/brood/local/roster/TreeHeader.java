package dev.brood.local.roster;

import dev.brood.local.memory.Words;
import dev.brood.local.os.OperatingSystem;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/// How a tree's file begins, which names the tree and its root.
///
/// ```
///   0        8         12       16       24         32         40      48        56
///   +--------+---------+--------+--------+----------+----------+-------+---------+---- - - -
///   | magic  | version | system | id     | root pid | root     | state | names   |
///   +--------+---------+--------+--------+----------+ start    +-------+---------+---- - - -
///   4096: the roster
/// ```
///
/// All but state and names are written by the root before any other process knows the tree. state
/// goes from 0 (open) to 1 (closing) once, by the root (volatile); names is a counter for the names
/// of files and objects (volatile add, by anyone).
final class TreeHeader {
    static final long MAGIC = 0x42524f4f44545245L; // BROODTRE

    /// Of all that is laid out in the tree's files: to be raised with any change of it.
    static final int VERSION = 4;

    static final int KERNEL = 1;
    static final int PORTABLE = 2;

    static final long VERSION_AT = 8;
    static final long SYSTEM_AT = 12;
    static final long ID_AT = 16;
    static final long ROOT_PID_AT = 24;
    static final long ROOT_START_AT = 32;
    static final long STATE_AT = 40;
    static final long NAMES_AT = 48;

    private TreeHeader() {}

    /// Writes that of a new tree.
    static void format(MemorySegment memory, OperatingSystem system) {
        long pid = ProcessHandle.current().pid();
        Words.setInt(memory, VERSION_AT, VERSION);
        Words.setInt(memory, SYSTEM_AT, system.name().equals("kernel") ? KERNEL : PORTABLE);
        Words.setLong(memory, ID_AT, ThreadLocalRandom.current().nextLong());
        Words.setLong(memory, ROOT_PID_AT, pid);
        Words.setLong(memory, ROOT_START_AT, system.startToken(pid));
        Words.setLongRelease(memory, 0, MAGIC);
    }

    /// Refuses what this version of Brood does not understand.
    static void requireVersion(Path path, MemorySegment memory) {
        boolean readable = memory.byteSize() >= Tree.ROSTER;
        int version = readable ? Words.getInt(memory, VERSION_AT) : 0;
        if (!readable || Words.getLongAcquire(memory, 0) != MAGIC || version == 0) {
            throw new IllegalStateException(
                    "%s is of another version of Brood or none: there is no layout to be recognized, this one has %d"
                            .formatted(path, VERSION));
        }
        if (version != VERSION) {
            throw new OtherLayoutException(
                    version,
                    "%s is of another version of Brood (layout %d, this one has %d): use one version in all processes of a tree"
                            .formatted(path, version, VERSION));
        }
    }
}
