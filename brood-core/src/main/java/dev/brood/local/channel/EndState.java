package dev.brood.local.channel;

import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Roster;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One end of a pipe as all processes see it: who holds it, and whether it is gone.
///
/// ```
///   0        4        8             12              100       128       256       384
///   +--------+--------+-------------+----------------+- - - - -+---------+---------+
///   | flags  | leaver | name length | leaver's name  |         | holders | comers  |
///   +--------+--------+-------------+----------------+- - - - -+---------+---------+
/// ```
///
/// Holders is a set of entries of the roster. HELD: someone has held it. SENT: a handle was encoded
/// since the last that arrived, so one may be under way. GONE: for ever, and the one word that says
/// so: who is at the other end reads it before it looks into a ring; `leaver` says by whom, and
/// DIED how. Comers are the entries of all living processes that have entered themselves: whoever
/// gives an end to a child at its start enters it, unless the child has come first, as it may have
/// left by then.
///
/// | HELD | SENT | holders | the end is | GONE follows |
/// |---|---|---|---|---|
/// | - | - | none | its maker's, unused | when the maker closes it or dies |
/// | - | yes | none | under way for the first time | never by itself: someone may take it |
/// | any | any | some | in use | when the last holder closes it and it is not SENT, or dies |
/// | yes | yes | none | under way, all who had it have closed it | never by itself |
/// | yes | - | none | abandoned | at once: by who took the last holder out or, should that die, by recovery |
///
/// All is written under the tree's mutex, which recovery has too, with volatile writes as messages
/// read it without. Whoever dies between two of the writes leaves a state of this table: a holder
/// is entered before HELD is set, which recovery sets for a dead one before it takes it out; a dead
/// last holder's SENT goes before it does; the leaver is written before GONE is set.
final class EndState {
    static final int BYTES = 384;

    private static final int HELD = 1;
    private static final int SENT = 2;
    private static final int GONE = 4;
    private static final int DIED = 8;

    private static final int LEAVER = 4;
    private static final int NAME_LENGTH = 8;
    private static final int NAME = 12;
    private static final int LONGEST_NAME = 88;
    private static final int HOLDERS = 128;
    private static final int COMERS = 256;
    private static final int HOLDER_WORDS = Roster.CAPACITY / Long.SIZE;

    private final MemorySegment memory;
    private final long start;

    EndState(MemorySegment memory, long start) {
        this.memory = memory;
        this.start = start;
    }

    private boolean is(int flag) {
        return (Words.getIntVolatile(memory, start) & flag) != 0;
    }

    private void change(int set, int clear) {
        Words.setIntVolatile(memory, start, (Words.getIntVolatile(memory, start) | set) & ~clear);
    }

    boolean isGone() {
        return is(GONE);
    }

    /// Returns whether it is gone because its last holder died.
    boolean hasDied() {
        return is(DIED);
    }

    private boolean isNew() {
        return !is(HELD | SENT | GONE);
    }

    void setSent() {
        if (!is(SENT | GONE)) {
            change(SENT, 0);
        }
    }

    /// Notes that a process is about to enter itself.
    void come(int slot) {
        setBit(COMERS, slot, true);
    }

    /// Returns whether a process has entered itself at any time.
    boolean hasCome(int slot) {
        return slot < Roster.CAPACITY && (word(COMERS, slot / Long.SIZE) & 1L << slot) != 0;
    }

    /// Enters a process among the holders.
    ///
    /// @param arrived whether by a handle that was under way
    void enter(int slot, boolean arrived) {
        setHolder(slot, true);
        CrashPoint.reach("pipe.enter.entered");
        change(HELD, arrived ? SENT : 0);
        CrashPoint.reach("pipe.enter.held");
    }

    /// Takes a process out of the holders that has closed the end.
    ///
    /// @param isMaker whether it has made the pipe
    void leave(int slot, boolean isMaker, Member leaver) {
        boolean unused = isNew() && isMaker;
        setHolder(slot, false);
        CrashPoint.reach("pipe.leave.left");
        if (unused || isAbandoned()) {
            setGone(leaver, false);
        }
    }

    /// Takes a process out of the holders that has died. Any number of times.
    ///
    /// @param isMaker whether it has made the pipe
    void recover(Member dead, boolean isMaker) {
        if (isNew() && isMaker && !hasHolders()) {
            setGone(dead, true);
        }
        if (isHolder(dead.slot())) {
            change(HELD, isOnlyHolder(dead.slot()) ? SENT : 0);
            CrashPoint.reach("pipe.recover.marked");
            setHolder(dead.slot(), false);
            CrashPoint.reach("pipe.recover.left");
        }
        if (isAbandoned()) {
            setGone(dead, true);
        }
        setBit(COMERS, dead.slot(), false); // the next with this entry has not come
    }

    /// Notes that an end was handed to a process that has died since and was recovered.
    void lose(Member dead) {
        change(HELD, hasHolders() ? 0 : SENT);
        if (isAbandoned()) {
            setGone(dead, true);
        }
    }

    private boolean isAbandoned() {
        return is(HELD) && !is(SENT | GONE) && !hasHolders();
    }

    private void setGone(Member leaver, boolean died) {
        byte[] name = leaver.name().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(name.length, LONGEST_NAME);
        MemorySegment.copy(MemorySegment.ofArray(name), 0, memory, start + NAME, length);
        Words.setIntVolatile(memory, start + NAME_LENGTH, length);
        Words.setIntVolatile(memory, start + LEAVER, leaver.pid());
        CrashPoint.reach("pipe.gone.named");
        change(died ? GONE | DIED : GONE, 0);
        CrashPoint.reach("pipe.gone.marked");
    }

    /// Returns the pid of who was the last to have it.
    int leaver() {
        return Words.getIntVolatile(memory, start + LEAVER);
    }

    /// Tells who was the last to have it, and what became of them.
    ///
    /// @return for instance `closed by 'Process-2' (pid 4711)`
    String describeLeaver() {
        int length = Words.getIntVolatile(memory, start + NAME_LENGTH);
        byte[] bytes = new byte[Math.clamp(length, 0, LONGEST_NAME)];
        MemorySegment.copy(memory, start + NAME, MemorySegment.ofArray(bytes), 0, bytes.length);
        String who = "'%s' (pid %d)".formatted(new String(bytes, StandardCharsets.UTF_8), leaver());
        return is(DIED) ? "left by " + who + ", which died" : "closed by " + who;
    }

    private boolean isHolder(int slot) {
        return slot < Roster.CAPACITY && (holders(slot / Long.SIZE) & 1L << slot) != 0;
    }

    /// Returns whether a process is a holder and no handle is under way, so that one that arrives
    /// changes nothing.
    boolean isSettledHolder(int slot) {
        return isHolder(slot) && is(HELD) && !is(SENT | GONE);
    }

    private boolean isOnlyHolder(int slot) {
        for (int i = 0; i < HOLDER_WORDS; i++) {
            long own = i == slot / Long.SIZE ? 1L << slot : 0;
            if ((holders(i) & ~own) != 0) {
                return false;
            }
        }
        return true;
    }

    /// Returns the entries of all holders.
    List<Integer> holders() {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < HOLDER_WORDS; i++) {
            long left = holders(i);
            while (left != 0) {
                found.add(i * Long.SIZE + Long.numberOfTrailingZeros(left));
                left &= left - 1;
            }
        }
        return found;
    }

    private boolean hasHolders() {
        return !isOnlyHolder(Roster.CAPACITY);
    }

    private void setHolder(int slot, boolean holds) {
        setBit(HOLDERS, slot, holds);
    }

    private long holders(int word) {
        return word(HOLDERS, word);
    }

    private void setBit(int set, int slot, boolean value) {
        if (slot < Roster.CAPACITY) {
            int word = slot / Long.SIZE;
            long bit = 1L << slot;
            long now = value ? word(set, word) | bit : word(set, word) & ~bit;
            Words.setLongVolatile(memory, start + set + word * 8L, now);
        }
    }

    private long word(int set, int word) {
        return Words.getLongVolatile(memory, start + set + word * 8L);
    }
}
