package dev.brood.local.roster;

import dev.brood.ResourceException;
import dev.brood.local.memory.ArenaView;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.CellView;
import dev.brood.local.memory.Words;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// What the threads of this process wait for, and what they hold of which the object itself does
/// not say by which thread: written before a thread sleeps, for those who look why nothing moves.
/// No one acts upon it.
///
/// Entries are in cells of the arena that are never published: so they are given back with all else
/// a dead process was about to make, without a recovery of their own. An entry is 96 bytes:
///
/// ```
///   0         4       8         16        24        32      36       40        44      48      96
///   +---------+-------+---------+---------+---------+-------+--------+---------+-------+-------+
///   | version | what  | thread  | since   | until   | arena | offset | generat.| len   | name  |
///   +---------+-------+---------+---------+---------+-------+--------+---------+-------+-------+
///                                                     the object's cell          thread's name
///
///   what:  holds 1 | amount 31      since, until: milliseconds of the epoch; until 0 for never
/// ```
///
/// | version | meaning | goes to | by |
/// |---|---|---|---|
/// | even | not in use | odd | a thread about to sleep, which has taken it in this process (release) |
/// | odd | says what that thread waits for or holds | even | the same thread (release) |
///
/// Instead of a cell it may name the end of a process, which arena -1 says:
///
/// | arena | the object | a wait is written by | held by | amount held |
/// |---|---|---|---|---|
/// | 0 and more | the cell | who sleeps for it | who sleeps and holds some of it | in its own terms |
/// | -1 | the end of the process that has `offset` for its pid | who joins it | its own threads that sleep and are not daemons: it can't end before them | 2 by the one that runs what it was started for, 1 by others |
///
/// All other words are written plainly while the version is even, by the one thread that has the
/// entry. Who reads looks at the version before and after.
///
/// A process has room for some hundred entries; of more threads that wait only the number is known,
/// which the objects tell.
public final class WaitTable {
    /// Its cells' type in the arena.
    private static final int TYPE = 64;

    private static final int ENTRY = 96;
    private static final int PER_CELL = 21;
    private static final int MOST_CELLS = 16;
    private static final int ALL_TAKEN = (1 << PER_CELL) - 1;

    private static final int VERSION = 0;
    private static final int WHAT = 4;
    private static final int THREAD = 8;
    private static final int SINCE = 16;
    private static final int UNTIL = 24;
    private static final int ARENA = 32;
    private static final int OFFSET = 36;
    private static final int GENERATION = 40;
    private static final int NAME_LENGTH = 44;
    private static final int NAME = 48;
    private static final int LONGEST_NAME = ENTRY - NAME;

    private static final int HOLDS = 1 << 31;

    /// In the place of an arena, for the end of a process.
    private static final int NO_ARENA = -1;

    /// What a thread holds of the end of its process that runs what that was started for.
    public static final int MAIN_THREAD = 2;

    /// What any other thread holds of it.
    public static final int OTHER_THREAD = 1;

    private final Tree tree;
    private final List<Page> pages = new CopyOnWriteArrayList<>();
    private final ReentrantLock growth = new ReentrantLock();
    private final List<Holdings> holdings = new CopyOnWriteArrayList<>();

    WaitTable(Tree tree) {
        this.tree = tree;
    }

    /// A cell of this process, and which of its entries are taken.
    private record Page(Cell cell, AtomicInteger taken) {}

    /// Something that a thread wants.
    ///
    /// @param object the cell of what it waits for, or the end of a process
    /// @param amount how much of it it wants, in the object's own terms
    public record Wish(CellId object, int amount) {}

    /// Knows what threads of this process hold.
    @FunctionalInterface
    public interface Holdings {
        /// Tells what the calling thread holds.
        ///
        /// @param holder to be told
        void tell(Holder holder);
    }

    /// Is told what a thread holds.
    @FunctionalInterface
    public interface Holder {
        /// Takes one.
        ///
        /// @param object the object's cell
        /// @param amount how much of it
        void holds(CellId object, int amount);
    }

    /// An entry as one who looks has found it.
    ///
    /// @param slot the process's entry in the roster
    /// @param threadId see [Thread#threadId()]
    /// @param threadName the thread's name, perhaps cut
    /// @param holds whether it holds the object, rather than waits for it
    /// @param object the object's cell, or the end of a process
    /// @param amount how much of it
    /// @param sinceMillis since when it waits
    /// @param untilMillis when it gives up, 0 for never
    /// @param place tells entries apart, and the waits that use one after another
    public record Seen(
            int slot,
            long threadId,
            String threadName,
            boolean holds,
            CellId object,
            int amount,
            long sinceMillis,
            long untilMillis,
            String place) {
        /// Returns of which process it is the end, rather than an object.
        ///
        /// @return its pid, 0 if it is an object
        public int process() {
            return object.arena() == NO_ARENA ? object.offset() : 0;
        }
    }

    /// What a thread has written; to be taken back by the same.
    public static final class Wait implements AutoCloseable {
        private final Page page;
        private final int index;
        private final @Nullable Wait next;

        private Wait(Page page, int index, @Nullable Wait next) {
            this.page = page;
            this.index = index;
            this.next = next;
        }

        /// Takes it back, the thread waiting no more.
        @Override
        public void close() {
            try {
                Cell cell = page.cell;
                long at = cell.offset() + (long) index * ENTRY;
                int version = Words.getInt(cell.memory(), at + VERSION);
                Words.setIntRelease(cell.memory(), at + VERSION, version + 1);
            } catch (IllegalStateException _) {
                return; // the tree has ended, and with it the table
            }
            page.taken.getAndUpdate(taken -> taken & ~(1 << index));
            if (next != null) {
                next.close();
            }
        }
    }

    /// Names the end of a process, as something that one may wait for or hold.
    ///
    /// @param pid the process's
    /// @return what stands in the place of a cell
    public static CellId endOf(long pid) {
        return new CellId(NO_ARENA, (int) pid, 0);
    }

    /// Adds one who knows what threads hold.
    ///
    /// @param more is asked each time before a thread sleeps
    public void addHoldings(Holdings more) {
        holdings.add(more);
    }

    /// Writes that the calling thread waits.
    ///
    /// @param object the cell of what it waits for, or the end of a process
    /// @param amount how much of it it wants, in the object's own terms
    /// @param deadline until when, see [Deadline]
    /// @return to be closed after; null if there is no room for it
    public @Nullable Wait begin(CellId object, int amount, long deadline) {
        return begin(List.of(new Wish(object, amount)), deadline);
    }

    /// Writes that the calling thread waits for any of several things.
    ///
    /// @param wishes for what
    /// @param deadline until when, see [Deadline]
    /// @return to be closed after; null if there is no room for it
    public @Nullable Wait begin(List<Wish> wishes, long deadline) {
        Thread thread = Thread.currentThread();
        byte[] name = thread.getName().getBytes(StandardCharsets.UTF_8);
        long now = System.currentTimeMillis();
        long left = Deadline.remaining(deadline) / 1_000_000;
        long until = deadline == Deadline.NEVER ? 0 : now + left;
        Said said = new Said(thread.threadId(), name, now, until);
        try {
            for (Wish each : wishes) {
                said.add(each.object, each.amount);
            }
            for (Holdings each : holdings) {
                each.tell((held, number) -> said.add(held, number | HOLDS));
            }
        } catch (ResourceException | IllegalStateException _) {
            return said.wait; // the wait itself needs no memory; it finds out if the tree has ended
        }
        return said.wait;
    }

    /// What one thread writes.
    private final class Said {
        private final long thread;
        private final byte[] name;
        private final long since;
        private final long until;
        private @Nullable Wait wait;

        Said(long thread, byte[] name, long since, long until) {
            this.thread = thread;
            this.name = name;
            this.since = since;
            this.until = until;
        }

        void add(CellId object, int what) {
            for (int i = 0; i < MOST_CELLS; i++) {
                Page page = i < pages.size() ? pages.get(i) : grow(i);
                int index = take(page);
                if (index >= 0) {
                    write(page.cell, index, object, what);
                    wait = new Wait(page, index, wait);
                    return;
                }
            }
        }

        private void write(Cell cell, int index, CellId object, int what) {
            MemorySegment memory = cell.memory();
            long at = cell.offset() + (long) index * ENTRY;
            VarHandle.storeStoreFence(); // what follows must not be seen before the version is even
            int length = cut(name);
            MemorySegment.copy(MemorySegment.ofArray(name), 0, memory, at + NAME, length);
            Words.setInt(memory, at + NAME_LENGTH, length);
            Words.setInt(memory, at + WHAT, what);
            Words.setLong(memory, at + THREAD, thread);
            Words.setLong(memory, at + SINCE, since);
            Words.setLong(memory, at + UNTIL, until);
            Words.setInt(memory, at + ARENA, object.arena());
            Words.setInt(memory, at + OFFSET, object.offset());
            Words.setInt(memory, at + GENERATION, object.generation());
            int version = Words.getInt(memory, at + VERSION);
            Words.setIntRelease(memory, at + VERSION, version + 1);
        }
    }

    /// Returns how much of a name there is room for, cut between two characters.
    private static int cut(byte[] name) {
        int length = Math.min(name.length, LONGEST_NAME);
        while (length < name.length && length > 0 && (name[length] & 0xc0) == 0x80) {
            length--; // the next byte continues a character
        }
        return length;
    }

    private static int take(Page page) {
        while (true) {
            int now = page.taken.get();
            if (now == ALL_TAKEN) {
                return -1;
            }
            int index = Integer.numberOfTrailingZeros(~now);
            if (page.taken.compareAndSet(now, now | 1 << index)) {
                return index;
            }
        }
    }

    private Page grow(int index) {
        growth.lock();
        try {
            if (index == pages.size()) {
                Cell cell = tree.arena().allocate(TYPE, PER_CELL * ENTRY, tree.slot());
                pages.add(new Page(cell, new AtomicInteger()));
            }
            return pages.get(index);
        } finally {
            growth.unlock();
        }
    }

    /// Reads what the threads of all processes have written.
    ///
    /// @param arena the tree's
    /// @return a new list; entries of processes that have died may be among them
    public static List<Seen> read(ArenaView arena) {
        List<Seen> found = new ArrayList<>();
        for (CellView view : arena.claimed(TYPE)) {
            List<Seen> here = new ArrayList<>();
            for (int i = 0; i < PER_CELL; i++) {
                Seen seen = read(view, i);
                if (seen != null) {
                    here.add(seen);
                }
            }
            if (view.isUnchanged()) {
                found.addAll(here);
            }
        }
        return found;
    }

    private static @Nullable Seen read(CellView view, int index) {
        MemorySegment memory = view.cell().memory();
        long at = view.cell().offset() + (long) index * ENTRY;
        int version = Words.getIntAcquire(memory, at + VERSION);
        if ((version & 1) == 0) {
            return null;
        }
        int what = Words.getInt(memory, at + WHAT);
        byte[] name = new byte[Math.clamp(Words.getInt(memory, at + NAME_LENGTH), 0, LONGEST_NAME)];
        MemorySegment.copy(memory, at + NAME, MemorySegment.ofArray(name), 0, name.length);
        Seen seen =
                new Seen(
                        view.maker(),
                        Words.getLong(memory, at + THREAD),
                        new String(name, StandardCharsets.UTF_8),
                        (what & HOLDS) != 0,
                        new CellId(
                                Words.getInt(memory, at + ARENA),
                                Words.getInt(memory, at + OFFSET),
                                Words.getInt(memory, at + GENERATION)),
                        what & ~HOLDS,
                        Words.getLong(memory, at + SINCE),
                        Words.getLong(memory, at + UNTIL),
                        view.cell().id() + "/" + index + "." + version);
        VarHandle.acquireFence();
        return Words.getInt(memory, at + VERSION) == version ? seen : null;
    }
}
