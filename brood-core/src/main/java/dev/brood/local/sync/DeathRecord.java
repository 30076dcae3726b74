package dev.brood.local.sync;

import dev.brood.Abandonment;
import dev.brood.local.memory.Words;
import dev.brood.local.roster.Member;

import java.time.Instant;

/// Who died holding a lock.
///
/// ```
///   0         8       12        16                     104
///   +---------+-------+---------+----------------------+
///   | when    | pid   | length  | name                 |
///   +---------+-------+---------+----------------------+
/// ```
///
/// Written, plainly, by recovery alone while the dead still has the lock, so that no one reads it
/// then; read by those who have the lock after. Both are ordered by what passes the lock on.
final class DeathRecord {
    /// Its size.
    static final int BYTES = 104;

    private static final int WHEN = 0;
    private static final int PID = 8;
    private static final int LENGTH = 12;
    private static final int NAME = 16;
    private static final int LONGEST_NAME = BYTES - NAME;

    private final LocalSync object;
    private final int offset;

    /// @param offset where in the object it is
    DeathRecord(LocalSync object, int offset) {
        this.object = object;
        this.offset = offset;
    }

    void write(Member dead) {
        long at = object.base + offset;
        Words.setLong(object.memory, at + WHEN, System.currentTimeMillis());
        Words.setInt(object.memory, at + PID, dead.pid());
        LocalSync.writeText(object.memory, at + LENGTH, at + NAME, LONGEST_NAME, dead.name());
    }

    Abandonment read() {
        long at = object.base + offset;
        return new Abandonment(
                Words.getInt(object.memory, at + PID),
                object.readText(offset + LENGTH, offset + NAME, LONGEST_NAME),
                Instant.ofEpochMilli(Words.getLong(object.memory, at + WHEN)));
    }
}
