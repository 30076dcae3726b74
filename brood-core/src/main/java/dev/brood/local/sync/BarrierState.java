package dev.brood.local.sync;

import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Member;

import java.lang.foreign.MemorySegment;

/// Which pass of a barrier is on, who has arrived, and whether it is broken.
///
/// ```
///   state:  tag 32 | closed 1 | cause 3 | pass 20 | history 8
///
///   0       4        8        96
///   +-------+--------+--------+-------------------------------------------+---- - -
///   | pid   | length | name   | first of even passes, first of odd passes | second …
///   +-------+--------+--------+-------------------------------------------+---- - -
///                               an entry:  tag 18 | pass 20 | pid 26
/// ```
///
/// | state | meaning | goes to | by |
/// |---|---|---|---|
/// | p, 0 | pass p: the entries of p are those who have arrived, in this order | p+1, 0 | who has the last entry, its action done (CAS) |
/// | | | p, cause | whoever breaks it; recovery of one that has an entry (CAS) |
/// | p, any | | p+1, 0 | whoever resets it (CAS) |
///
/// An entry is claimed by compare-and-set of what an earlier pass, two or more ago, has left there,
/// or an earlier barrier in the same place: the tag is of the state's. So one that claims an entry
/// late, when its barrier was closed and another is there, leaves what is free to the other. That
/// the other may have more or fewer parties is why entries are where they are. Nothing else says
/// that one has arrived, so that dying on the way in is not having arrived. A bit of the history
/// says for each of the last passes whether it ended by a trip, for those who look late. The pid
/// and name are of the last death that broke it: written by recovery alone, before the state says
/// so.
final class BarrierState {
    /// Why it is broken.
    enum Cause {
        NONE(0),
        TIMEOUT(1),
        INTERRUPT(2),
        ACTION(3),
        ABORT(4),
        DEATH(5),
        /// Never in the state.
        RESET(6);

        private final int code;

        Cause(int code) {
            this.code = code;
        }

        private static Cause ofCode(int code) {
            for (Cause cause : values()) {
                if (cause.code == code) {
                    return cause;
                }
            }
            throw new IllegalStateException("no cause has the code " + code);
        }
    }

    private static final int CAUSE_SHIFT = 28;
    private static final int PASS_SHIFT = 8;
    private static final int PASS_MASK = (1 << 20) - 1;
    private static final int HISTORY = 8;
    private static final int HISTORY_MASK = (1 << HISTORY) - 1;

    private static final int PID = 0;
    private static final int LENGTH = 4;
    private static final int NAME = 8;
    private static final int LONGEST_NAME = 88;
    private static final int ENTRIES = NAME + LONGEST_NAME;

    /// As many as Linux has for a pid.
    private static final int PID_BITS = 26; // of processes that are threads, too

    private static final long PID_FIELD = (1L << PID_BITS) - 1;
    private static final int TAG_SHIFT = PID_BITS + 20;
    private static final long TAG_FIELD = (1L << (Long.SIZE - TAG_SHIFT)) - 1;

    private final LocalSync object;
    private final MemorySegment memory;
    private final long base;
    private final int offset;
    private final int parties;

    BarrierState(LocalSync object, int offset, int parties) {
        this.object = object;
        this.memory = object.memory;
        this.base = object.base + offset;
        this.offset = offset;
        this.parties = parties;
    }

    static int bytes(int parties) {
        return ENTRIES + 2 * 8 * parties;
    }

    private static int pass(long state) {
        return (int) (state >>> PASS_SHIFT) & PASS_MASK;
    }

    Cause cause(long state) {
        int code = (int) (state >>> CAUSE_SHIFT) & 7;
        return code == 0 ? Cause.NONE : Cause.ofCode(code);
    }

    /// Returns whether a state is of the same pass as another.
    boolean isOf(long pass, long state) {
        return pass(pass) == pass(state);
    }

    /// Returns whether a pass has ended by a trip.
    boolean isTripped(long pass, long now) {
        int since = (pass(now) - pass(pass)) & PASS_MASK;
        return since > HISTORY || (since > 0 && (now >>> (since - 1) & 1) != 0);
    }

    private boolean next(long now, int tripped) {
        long pass = (pass(now) + 1L) & PASS_MASK;
        long history = ((now << 1) | tripped) & HISTORY_MASK;
        return object.changeState(now, object.tag | (pass << PASS_SHIFT) | history);
    }

    private static long at(int pass, int index) {
        return ENTRIES + (2 * index + (pass & 1)) * 8L;
    }

    private long read(int pass, int index) {
        return Words.getLongVolatile(memory, base + at(pass, index));
    }

    /// Returns the entry of a process.
    ///
    /// @param state any of the barrier's
    private static long entry(long state, int pass, int pid) {
        return (state >>> 32) << TAG_SHIFT | (long) pass << PID_BITS | pid;
    }

    private boolean isOf(int pass, long entry) {
        return isOf(object.tag, pass, entry);
    }

    private static boolean isOf(long state, int pass, long entry) {
        return pid(entry) != 0 && entry == entry(state, pass, pid(entry));
    }

    private static int pid(long entry) {
        return (int) (entry & PID_FIELD);
    }

    /// Arrives.
    ///
    /// @param state of the pass
    /// @return which this is, or -1 if all places are taken or the pass is over
    int arrive(long state) {
        int pass = pass(state);
        for (int i = 0; i < parties; i++) {
            long found = read(pass, i);
            while (isBefore(pass, found)) {
                long mine = entry(object.tag, pass, object.tree.pid());
                if (Words.compareAndSetLong(memory, base + at(pass, i), found, mine)) {
                    return i;
                }
                found = read(pass, i);
            }
            if (!isOf(pass, found)) {
                return -1; // of a pass that came after: this one is over
            }
        }
        return -1;
    }

    /// Returns whether an entry is free for a pass: never used, or left from one before, or from a
    /// barrier before.
    private boolean isBefore(int pass, long entry) {
        long barriers = ((object.tag >>> 32) - (entry >>> TAG_SHIFT)) & TAG_FIELD;
        long passes = (pass - (entry >>> PID_BITS)) & PASS_MASK;
        return entry == 0
                || (barriers > 0 && barriers <= TAG_FIELD / 2)
                || (barriers == 0 && passes > 0 && passes <= PASS_MASK / 2);
    }

    /// Returns how many have arrived.
    int arrived(long state) {
        int number = 0;
        while (number < parties && isOf(pass(state), read(pass(state), number))) {
            number++;
        }
        return number;
    }

    /// Describes the state of a barrier, for one who only looks.
    ///
    /// @param parts where its entries and the rest are
    static String describe(MemorySegment memory, long parts, int parties, long state) {
        int code = (int) (state >>> CAUSE_SHIFT) & 7;
        int pass = pass(state);
        int arrived = 0;
        for (int i = 0; i < parties; i++) {
            long entry = Words.getLongVolatile(memory, parts + at(pass, i));
            arrived += isOf(state, pass, entry) ? 1 : 0;
        }
        return code == 0 ? arrived + " of " + parties + " have arrived" : "broken";
    }

    /// Returns the process that has arrived last.
    ///
    /// @return its pid, 0 if not all have arrived
    int last(long state) {
        long entry = read(pass(state), parties - 1);
        return isOf(pass(state), entry) ? pid(entry) : 0;
    }

    boolean trip(long state) {
        return next(state, 1);
    }

    boolean reset(long state) {
        return next(state, 0);
    }

    boolean breakIt(long state, Cause cause) {
        return cause(state) == Cause.NONE
                && object.changeState(state, state | ((long) cause.code << CAUSE_SHIFT));
    }

    /// Describes the process whose death broke it.
    String deceased() {
        return "'%s' (pid %d)"
                .formatted(
                        object.readText(offset + LENGTH, offset + NAME, LONGEST_NAME),
                        Words.getInt(memory, base + PID));
    }

    /// Breaks it, if a dead process has arrived, or was killed and had arrived for the last pass.
    void recover(Member dead, boolean orderly) {
        long now = object.state();
        while (object.isOpen(now) && cause(now) == Cause.NONE && isMissed(now, dead, orderly)) {
            Words.setInt(memory, base + PID, dead.pid());
            LocalSync.writeText(memory, base + LENGTH, base + NAME, LONGEST_NAME, dead.name());
            CrashPoint.reach("barrier.recover.recorded");
            if (breakIt(now, Cause.DEATH)) {
                return;
            }
            now = object.state();
        }
    }

    private boolean isMissed(long now, Member dead, boolean orderly) {
        int pass = pass(now);
        int last = (pass - 1) & PASS_MASK;
        boolean lastTripped = (now & 1) != 0;
        for (int i = 0; i < parties; i++) {
            long entry = read(pass, i);
            long before = read(last, i);
            if ((isOf(pass, entry) && pid(entry) == dead.pid())
                    || (!orderly
                            && lastTripped
                            && isOf(last, before)
                            && pid(before) == dead.pid())) {
                return true;
            }
        }
        return false;
    }
}
