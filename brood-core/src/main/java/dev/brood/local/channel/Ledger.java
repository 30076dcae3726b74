package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Roster;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The accounts of a joinable ring, behind its area:
///
/// ```
///     0  done     | hint       how many are acknowledged; where to look for items, if leased
///    64  all done              wait point of those who join
///   128  dead                  a bit for each entry of the roster
///   256  loser                 when 8 | pid 4 | length 4 | name 88: who lost items last
///   512  held                  for each entry of the roster: pid 4 | how many it has in hand 4
/// ```
///
/// | word | written by |
/// |---|---|
/// | done, hint | the holder of the take mutex (release) |
/// | dead | recovery sets a bit (CAS); the holder of the take mutex clears what it has dealt with (CAS) |
/// | loser | recovery, which is alone |
/// | held | the process of the entry, holding the take mutex (release); recovery when that is dead (CAS) |
///
/// **Nothing is counted that can be derived**, so there is no instruction between two counters to
/// die at. With `put` and `taken` the counts of the ring's tail and head:
///
/// | | counted | leased |
/// |---|---|---|
/// | unfinished | waiting + the sum of held | put - done |
/// | lost | taken - done - the sum of held | none |
///
/// In a counted ring *held* goes up before *taken*, and down after *done*: it is never less than
/// what is really in hand, so that nobody who joins goes too early; and what the dead had in hand
/// is lost by the one store that clears its entry. In a leased ring *taken* and *done* follow from
/// the records, and a repair counts them anew: see [LeasedTakeSide].
final class Ledger {
    static final long BYTES = 512 + 8L * Roster.CAPACITY;

    private static final int DONE = 0;
    private static final int HINT = 4;
    private static final int ALL_DONE = 64;
    private static final int DEAD = 128;
    private static final int DEAD_WORDS = Roster.CAPACITY / 64;
    private static final int LOSER_WHEN = 256;
    private static final int LOSER_PID = 264;
    private static final int LOSER_LENGTH = 268;
    private static final int LOSER_NAME = 272;
    private static final int LONGEST_NAME = 88;
    private static final int DISCARDED = 384;
    private static final int HELD = 512;
    private static final long COUNT_MASK = 0xffff_ffffL;

    private final MemorySegment memory;
    private final Accounts accounts;
    private final long base;
    private final long owner;
    private final long own;
    private final WaitPoint allDone;

    /// How it was when the memory was given up: for those who come later.
    private volatile End end = new End(false, 0, null);

    /// @param settled whether nothing was unfinished
    /// @param lost how many were lost
    /// @param loser who lost them, if any
    record End(boolean settled, int lost, @Nullable Loser loser) {}

    /// A process that died with items in hand.
    record Loser(int pid, String process, Instant when) {}

    Ledger(Tree tree, MemorySegment memory, Accounts accounts) {
        this.memory = memory;
        this.accounts = accounts;
        this.base = AREA + Words.getLong(memory, AREA_BYTES);
        this.owner = (long) tree.pid() << 32;
        this.own = base + HELD + 8L * tree.slot();
        this.allDone = tree.waitPoint(memory, base + ALL_DONE);
    }

    Accounts accounts() {
        return accounts;
    }

    /// Where those wait who join.
    WaitPoint allDone() {
        return allDone;
    }

    /// Returns how many wait to join.
    ///
    /// @param memory any ring's
    /// @return 0 if it keeps no accounts
    static int joining(MemorySegment memory) {
        return Accounts.of(Words.getInt(memory, ACCOUNTS)) == Accounts.NONE
                ? 0
                : WaitPoint.waiters(memory, AREA + Words.getLong(memory, AREA_BYTES) + ALL_DONE);
    }

    /// Says that the queue ends with all that is in it and in hand. Written once, by who ends it.
    void setDiscarded() {
        Words.setIntVolatile(memory, base + DISCARDED, 1);
    }

    /// Returns whether nothing will be given back any more.
    boolean isDiscarded() {
        return Words.getIntVolatile(memory, base + DISCARDED) != 0;
    }

    // What is read by anyone.

    int done() {
        return Words.getIntVolatile(memory, base + DONE);
    }

    /// Returns whether all that was put by some moment during the call is acknowledged or lost.
    boolean isSettled() {
        int done = done();
        int put = count(Words.getLongVolatile(memory, TAIL));
        if (done == put) {
            return true;
        }
        return accounts == Accounts.COUNTED
                && put == count(Words.getLongVolatile(memory, HEAD))
                && held() == 0;
    }

    /// Returns how many are put, and neither acknowledged nor lost.
    int unfinished() {
        int put = count(Words.getLongVolatile(memory, TAIL));
        return accounts == Accounts.COUNTED
                ? put - count(Words.getLongVolatile(memory, HEAD)) + held()
                : put - done();
    }

    /// Returns how many are lost: exact for the holder of the take mutex, else at least so many.
    int lost() {
        if (accounts != Accounts.COUNTED) {
            return 0;
        }
        // In this order it is never too many, though others take and acknowledge meanwhile.
        int taken = count(Words.getLongVolatile(memory, HEAD));
        int held = held();
        return Math.max(0, taken - held - done());
    }

    private int held() {
        int sum = 0;
        for (int slot = 0; slot < Roster.CAPACITY; slot++) {
            sum += (int) Words.getLongVolatile(memory, base + HELD + 8L * slot);
        }
        return sum;
    }

    /// Returns who lost items last. Only if some are lost.
    Loser loser() {
        byte[] name = new byte[Words.getInt(memory, base + LOSER_LENGTH)];
        MemorySegment.copy(memory, base + LOSER_NAME, MemorySegment.ofArray(name), 0, name.length);
        return new Loser(
                Words.getInt(memory, base + LOSER_PID),
                new String(name, StandardCharsets.UTF_8),
                Instant.ofEpochMilli(Words.getLong(memory, base + LOSER_WHEN)));
    }

    /// Returns whether a process has died whose items are to be delivered again.
    boolean hasDead() {
        for (int i = 0; i < DEAD_WORDS; i++) {
            if (Words.getLongVolatile(memory, base + DEAD + 8L * i) != 0) {
                return true;
            }
        }
        return false;
    }

    // What is written by the holder of the take mutex.

    void setDone(int done) {
        Words.setIntRelease(memory, base + DONE, done);
    }

    int hint() {
        return Words.getInt(memory, base + HINT);
    }

    void setHint(int position) {
        Words.setIntRelease(memory, base + HINT, position);
    }

    /// Returns how many this process has in hand.
    int own() {
        long now = Words.getLong(memory, own);
        // What another process has left in this entry is lost.
        return (now & ~COUNT_MASK) == owner ? (int) now : 0;
    }

    void setOwn(int items) {
        Words.setLongRelease(memory, own, owner | items);
    }

    /// Returns the dead, as a bit for each entry of the roster.
    long[] dead() {
        long[] dead = new long[DEAD_WORDS];
        for (int i = 0; i < DEAD_WORDS; i++) {
            dead[i] = Words.getLongVolatile(memory, base + DEAD + 8L * i);
        }
        return dead;
    }

    /// Forgets dead whose items were given back.
    void bury(long[] dead) {
        for (int i = 0; i < DEAD_WORDS; i++) {
            long at = base + DEAD + 8L * i;
            long now = Words.getLongVolatile(memory, at);
            while ((now & dead[i]) != 0
                    && !Words.compareAndSetLong(memory, at, now, now & ~dead[i])) {
                now = Words.getLongVolatile(memory, at);
            }
        }
    }

    // The rest.

    /// Wakes those who join, if there is nothing to wait for any more. The caller has made a full
    /// fence after the change.
    void signalIfSettled() {
        if (allDone.hasWaiters() && isSettled()) {
            allDone.signalAll();
        }
    }

    /// Gives back what a dead process had in hand, or says that it is to be given back: without the
    /// take mutex, as recovery must not wait. Idempotent.
    void recover(Member dead) {
        if (accounts == Accounts.LEASED) {
            announce(dead.slot());
        } else if (dead.slot() < Roster.CAPACITY) {
            writeOff(dead, dead.slot());
        } else {
            for (int slot = 0; slot < Roster.CAPACITY; slot++) {
                writeOff(dead, slot);
            }
        }
        CrashPoint.reach("ledger.recover.done");
        allDone.recover();
    }

    private void announce(int slot) {
        if (slot >= Roster.CAPACITY) {
            return; // its entry is another's already: it was announced then
        }
        long at = base + DEAD + 8L * (slot / 64);
        long now = Words.getLongVolatile(memory, at);
        while (!Words.compareAndSetLong(memory, at, now, now | 1L << slot)) {
            now = Words.getLongVolatile(memory, at);
        }
    }

    private void writeOff(Member dead, int slot) {
        long at = base + HELD + 8L * slot;
        long now = Words.getLongVolatile(memory, at);
        if (now >>> 32 == dead.pid()) {
            if ((int) now != 0) {
                recordLoser(dead);
                CrashPoint.reach("ledger.recover.recorded");
            }
            Words.compareAndSetLong(memory, at, now, 0);
        }
    }

    private void recordLoser(Member dead) {
        byte[] name = dead.name().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(name.length, LONGEST_NAME);
        MemorySegment.copy(MemorySegment.ofArray(name), 0, memory, base + LOSER_NAME, length);
        Words.setInt(memory, base + LOSER_LENGTH, length);
        Words.setInt(memory, base + LOSER_PID, dead.pid());
        Words.setLongRelease(memory, base + LOSER_WHEN, System.currentTimeMillis());
    }

    /// Remembers how it is, before the memory is given up.
    void remember() {
        int lost = lost();
        end = new End(isSettled(), lost, lost == 0 ? null : loser());
    }

    End end() {
        return end;
    }
}
