package dev.brood.local.sync;

import dev.brood.ClosedException;
import dev.brood.SharedObject;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Tree;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// This process's handle of one object: where it is, whether it is still there, how it travels.
///
/// ```
///   0         8        16             32       36                  96
///   +---------+--------+--------------+--------+-------------------+------- - -
///   | state   | own    | wait point   | length | name              | the kind's own
///   +---------+--------+--------------+--------+-------------------+------- - -
///
///   state:  tag 32 | closed 1 | the kind's own 31
/// ```
///
/// | state | meaning | goes to | by |
/// |---|---|---|---|
/// | tag, x | open | tag, y | whoever uses it, as its kind says (CAS) |
/// | | | tag, closed, P | whoever closes it, a process with pid P (CAS) |
/// | tag, closed, P | no one can change it any more | zeros, then another tag | P, by freeing the cell; recovery of P |
///
/// The tag is the cell's generation plus one. Every change of state is a compare-and-set that
/// expects the tag: so a thread that comes late, after the object was closed and its cell has
/// become another object's, changes nothing.
///
/// **Late threads.** Freeing asks nobody, so there may be threads in an object that is not there
/// any more, in processes that may be stopped for as long as one likes, and another object may be
/// in its place. That is of the same kind and size, as places are of one type for ever. What such a
/// thread may still do there, and why it does no harm:
///
/// | words | a late thread | harmless because |
/// |---|---|---|
/// | state, and the object's own word where it is [Permits] | finds another tag | it changes nothing without its own |
/// | wait points, [WaiterRing]s, mutexes | comes, signals, leaves | they belong to the place: never reset, so that who has come in can leave, whatever was made there meanwhile. Nobody sleeps there late: the closer wakes all before it frees, and who comes later looks before it sleeps. What it takes from the next object, a turn or a signal, it passes on as it leaves |
/// | what a mutex guards | changes it, holding the mutex | the next object needs that mutex to make use of it, and fills it anew |
/// | entries of a [BarrierState] | claims one | they have a tag; one of the past is free |
/// | the object's own word of a lock: a thread's id | writes its own | it has a tag, and with a wrong one says nothing |
/// | the record of a death | writes it (recovery alone, one at a time) | no one reads it but after the next recovery has |
/// | what the maker has written | reads it | it looks at the state again before it acts on it |
///
/// So the maker of an object clears nothing that belongs to the place, and writes all the rest. And
/// recovery rids all places of the dead, whatever is there: a mutex that a dead process holds in an
/// object which was closed meanwhile may keep living ones waiting, and would be found locked by the
/// next.
abstract class LocalSync implements SharedObject, Portable {
    private static final long serialVersionUID = 1;

    static final int STATE = 0;
    static final int OWN_WORD = 8;
    static final int POINT = 16;
    static final int NAME_LENGTH = 32;
    static final int NAME = 36;
    static final int LONGEST_NAME = 60;
    static final int OWN = 96;

    static final long CLOSED = 1L << 31;
    private static final long PID_MASK = (1L << 30) - 1;
    private static final long TAG_MASK = -1L << 32;

    final transient SyncObjects objects;
    final transient Tree tree;
    final transient MemorySegment memory;

    /// Where the object is in [#memory].
    final transient long base;

    /// What its state has in its upper half.
    final transient long tag;

    private final transient Kind kind;
    private final transient CellId id;
    private final transient String name;

    /// Whether this process has closed it. Set before the cell is freed, so that those who look
    /// late and find another object there can still tell.
    private transient volatile boolean closedHere;

    LocalSync(SyncObjects objects, Kind kind, Cell cell) {
        this.objects = objects;
        this.tree = objects.tree();
        this.kind = kind;
        this.id = cell.id();
        this.memory = cell.memory();
        this.base = cell.offset();
        this.tag = tagOf(cell.id());
        this.name = readText(NAME_LENGTH, NAME, LONGEST_NAME);
    }

    final CellId id() {
        return id;
    }

    static long tagOf(CellId id) {
        return (long) (id.generation() + 1) << 32;
    }

    // ---- words

    final long state() {
        return Words.getLongVolatile(memory, base + STATE);
    }

    final boolean changeState(long from, long to) {
        return Words.compareAndSetLong(memory, base + STATE, from, to);
    }

    /// Returns whether a state is one of this object, not closed.
    final boolean isOpen(long state) {
        return (state & (TAG_MASK | CLOSED)) == tag;
    }

    /// Returns the state if it is open.
    ///
    /// @throws ClosedException else
    final long openState() {
        long now = state();
        if (!isOpen(now)) {
            throw closed(now);
        }
        return now;
    }

    final WaitPoint point(long offset) {
        return tree.waitPoint(memory, base + offset);
    }

    /// Reads a text that was written by [#writeText].
    final String readText(long lengthAt, long textAt, int longest) {
        return readText(memory, base + lengthAt, base + textAt, longest);
    }

    static String readText(MemorySegment memory, long lengthAt, long textAt, int longest) {
        int length = Math.clamp(Words.getInt(memory, lengthAt), 0, longest);
        byte[] bytes = new byte[length];
        MemorySegment.copy(memory, textAt, MemorySegment.ofArray(bytes), 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Writes a text, cut if it is too long between two of its characters.
    static void writeText(
            MemorySegment memory, long lengthAt, long textAt, int longest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, longest);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xc0) == 0x80) {
            length--; // the next byte continues a character
        }
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, textAt, length);
        Words.setInt(memory, lengthAt, length);
    }

    // ---- what its kind does

    /// Gives back what a dead process held of the object, if it is open; called for every death,
    /// before [#recoverPlace]. As [dev.brood.local.roster.Recovery] says: idempotent, and without
    /// waiting.
    void recover(Member dead) {}

    /// Takes a dead process out of what belongs to the place, and wakes all there, to look again;
    /// called for every death, whatever is in the place. Likewise.
    abstract void recoverPlace(Member dead);

    /// Wakes all who wait, to find that it was closed.
    abstract void wakeAll();

    /// Closes what is of no use without this object. Any number of times.
    void closeParts() {}

    // ---- its end

    @Override
    public final boolean isClosed() {
        try {
            return tree.isClosing() || !isOpen(state());
        } catch (IllegalStateException _) {
            return true; // the memory has gone
        }
    }

    @Override
    public final void close() {
        try {
            long now = state();
            while (isOpen(now)) {
                if (changeState(now, tag | CLOSED | tree.pid())) {
                    closedHere = true;
                    CrashPoint.reach("sync.close.marked");
                    wakeAll();
                    free();
                    return;
                }
                now = state();
            }
            objects.forget(id);
        } catch (IllegalStateException e) {
            if (!tree.isClosing()) {
                throw e;
            }
        }
    }

    private void free() {
        closeParts();
        objects.forget(id);
        tree.arena().free(id);
    }

    /// Does what is due about this object, or what is left of it, after a death.
    final void recoverAll(Member dead) {
        long now = state();
        if (isOpen(now)) {
            recover(dead);
        } else if (now == (tag | CLOSED | dead.pid())) {
            wakeAll(); // should the dead have been about to do this
            free();
        }
        recoverPlace(dead);
    }

    final ClosedException closed(long state) {
        String what = this + " was closed";
        if (closedHere) {
            return new ClosedException(what + " by this process");
        }
        if ((state & (TAG_MASK | CLOSED)) != (tag | CLOSED)) {
            return new ClosedException(what + ", and is gone");
        }
        int closer = (int) (state & PID_MASK);
        if (closer == tree.pid()) {
            return new ClosedException(what + " by this process");
        }
        return new ClosedException(what + " by " + describe(closer));
    }

    /// Tells what it means that memory is not there any more.
    final RuntimeException explain(IllegalStateException e) {
        return tree.isClosing()
                ? new ClosedException(this + " was closed, as " + tree + " has ended")
                : e;
    }

    final void requireTree() {
        if (tree.isClosing()) {
            throw new ClosedException(this + " was closed, as " + tree + " has ended");
        }
    }

    /// Describes a process for a message.
    final String describe(int pid) {
        return tree.roster().find(pid).map(Member::toString).orElse("a process with pid " + pid);
    }

    /// Looks whether a process that others wait for is dead, and if so recovers what it held.
    ///
    /// @param culprit its pid; or, negative, the number of its entry in the roster and one; or 0
    final void suspect(int culprit) {
        if (culprit < 0) {
            tree.roster().ended(-1 - culprit);
        } else if (culprit > 0 && culprit != tree.pid()) {
            var _ = tree.roster().suspect(culprit);
        }
    }

    // ---- names and travelling

    @Override
    public final String name() {
        return name;
    }

    @Override
    public String toString() {
        return kind.label() + " '" + name + "'";
    }

    @Override
    public final Reference reference() {
        return new SyncReference(
                tree.id(), kind.type(), id.arena(), id.offset(), id.generation(), name);
    }

    /// For Java serialization.
    final Object writeReplace() {
        return reference();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object travels as a reference");
    }
}
