package dev.brood.ignite.cell;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// The last steps that changed a cell, with what they gave: part of its bytes, so that a copy which
/// has the change has this too.
///
/// The node that has a cell changes its copy, has the other change theirs, and answers. If it dies
/// before it answers, Ignite asks the one that has the cell then to take the step, which may have
/// been taken. Then the answer is the one from here.
///
/// ```text
/// length of the log (4 bytes), the log, the cell
/// each step of the log: its number (8), length of what it gave (4), what it gave
/// ```
final class StepLog {
    /// A step is in doubt only while its node dies, and a caller has one at a time.
    private static final int MOST_STEPS = 32;

    static final int MOST_BYTES = 16 << 10;
    private static final int HEAD = Integer.BYTES;
    private static final int STEP_HEAD = Long.BYTES + Integer.BYTES;

    private StepLog() {}

    /// Returns what a step gave.
    ///
    /// @return null if it is not known to have been taken
    static byte @Nullable [] find(byte[] state, long step) {
        ByteBuffer log = log(state);
        while (log.hasRemaining()) {
            long number = log.getLong();
            int length = log.getInt();
            if (number == step) {
                byte[] given = new byte[length];
                log.get(given);
                return given;
            }
            log.position(log.position() + length);
        }
        return null;
    }

    private static ByteBuffer log(byte[] state) {
        ByteBuffer all = ByteBuffer.wrap(state);
        return all.slice(HEAD, all.getInt(0));
    }

    /// Returns a cell's own bytes.
    static byte[] cell(byte[] state) {
        int begin = HEAD + ByteBuffer.wrap(state).getInt(0);
        byte[] cell = new byte[state.length - begin];
        System.arraycopy(state, begin, cell, 0, cell.length);
        return cell;
    }

    /// Puts together a cell and a log.
    ///
    /// @param before the bytes whose log goes on; null for an empty one
    /// @param step the step that is new in it
    /// @param given what that gave
    /// @param cell the cell's own bytes
    static byte[] with(byte @Nullable [] before, long step, byte[] given, byte[] cell) {
        ByteBuffer old = before == null ? ByteBuffer.allocate(0) : log(before);
        int room = MOST_BYTES - STEP_HEAD - given.length;
        skipOldest(old, Math.max(0, room));
        int length = old.remaining() + STEP_HEAD + given.length;
        return ByteBuffer.allocate(HEAD + length + cell.length)
                .putInt(length)
                .put(old)
                .putLong(step)
                .putInt(given.length)
                .put(given)
                .put(cell)
                .array();
    }

    /// Returns the same with the last step only.
    static byte[] shortened(byte[] state) {
        ByteBuffer log = log(state);
        int last = 0;
        for (int at = 0; at < log.limit(); at += STEP_HEAD + log.getInt(at + Long.BYTES)) {
            last = at;
        }
        byte[] cell = cell(state);
        ByteBuffer step = log.position(last).slice();
        return ByteBuffer.allocate(HEAD + step.remaining() + cell.length)
                .putInt(step.remaining())
                .put(step)
                .put(cell)
                .array();
    }

    /// Leaves what fits of the newest steps.
    private static void skipOldest(ByteBuffer log, int room) {
        int steps = 0;
        for (int at = 0; at < log.limit(); at += STEP_HEAD + log.getInt(at + Long.BYTES)) {
            steps++;
        }
        while (steps >= MOST_STEPS || log.remaining() > room) {
            int length = log.getInt(log.position() + Long.BYTES);
            log.position(log.position() + STEP_HEAD + length);
            steps--;
        }
    }
}
