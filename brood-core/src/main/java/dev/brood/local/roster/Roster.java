package dev.brood.local.roster;

import dev.brood.ResourceException;
import dev.brood.local.memory.FileMutex;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.OperatingSystem;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The processes of a tree. An entry is 128 bytes:
///
/// ```
///   0            4        8      12       16            24          32     36     40          128
///   +------------+--------+------+--------+-------------+-----------+------+------+-----------+
///   | state      | gener. | pid  | parent | start token | born      | mark | len  | name      |
///   +------------+--------+------+--------+-------------+-----------+------+------+-----------+
/// ```
///
/// | state | meaning | goes to | by, always under the file mutex |
/// |---|---|---|---|
/// | FREE | no one's | RESERVED | a parent about to start a child |
/// | RESERVED | the child may or may not run yet; it holds nothing before it is LIVE, since it gets its orders only then | LIVE | the parent, when it knows the pid |
/// | | | FREE | the parent if the start failed; recovery of the parent |
/// | LIVE | it runs, or died unnoticed | GONE | whoever found it dead |
/// | GONE | dead; recovery has begun | FREE | whoever recovered it |
///
/// Only LIVE and GONE entries can have left anything behind. If the recovering process dies, the
/// entry stays GONE and the next recovery of any entry does it again.
///
/// All words but the mark are written under the file mutex, with state last (release) on the way up
/// and first on the way down; they are read by anyone (acquire), who looks at state and generation
/// again after, since an entry may pass from one process to another meanwhile. The mark is written
/// by the process itself, through the file rather than a mapping which it may not have, or for one
/// that is a thread by who ends it; it is read after its end.
public final class Roster {
    /// The most processes a tree may have at one time.
    public static final int CAPACITY = 1024;

    /// The mark of a process whose end was in order: not by a signal, nor by a crash.
    public static final int ENDED_IN_ORDER = 2;

    static final int ENTRY = 128;
    static final long BYTES = (long) CAPACITY * ENTRY;

    static final int STATE = 0;
    static final int GENERATION = 4;
    private static final int PID = 8;
    private static final int PARENT = 12;
    private static final int START = 16;
    private static final int BORN = 24;
    private static final int MARK = 32;
    private static final int NAME_LENGTH = 36;
    private static final int NAME = 40;

    private static final int FREE = 0;
    private static final int RESERVED = 1;
    static final int LIVE = 2;
    private static final int GONE = 3;

    /// How long to wait for the end of a process that was sent SIGKILL.
    private static final Duration DYING = Duration.ofSeconds(10);

    private static final int SIGKILL = 9;

    private final Tree tree;
    private final MemorySegment memory;
    private final long start;
    private final FileMutex mutex;
    private final OperatingSystem system;

    Roster(Tree tree, MemorySegment memory, long start, FileMutex mutex) {
        this.tree = tree;
        this.memory = memory;
        this.start = start;
        this.mutex = mutex;
        this.system = tree.system();
    }

    /// Takes an entry for a child of this process that is about to be started.
    ///
    /// @param name the child's name
    /// @return the number of the entry, at most [#CAPACITY]
    /// @throws ResourceException if the tree is full
    public int reserve(String name) {
        int[] slot = {-1};
        int first = tree.isRoot() ? 0 : 1; // entry 0 is the root's, also when the root is dead
        mutex.run(() -> {
            for (int i = first; i < CAPACITY && slot[0] < 0; i++) {
                if (Words.getInt(memory, at(i) + STATE) == FREE) {
                    fill(i, name);
                    Words.setIntRelease(memory, at(i) + STATE, RESERVED);
                    slot[0] = i;
                }
            }
        });
        if (slot[0] < 0) {
            throw new ResourceException(
                    "cannot start '%s': %s has %d processes, the most a tree may have"
                            .formatted(name, tree, CAPACITY));
        }
        return slot[0];
    }

    private void fill(int slot, String name) {
        setName(slot, name);
        Words.setInt(memory, at(slot) + PID, 0);
        Words.setInt(memory, at(slot) + PARENT, slot == 0 ? 0 : tree.pid());
        Words.setLong(memory, at(slot) + START, OperatingSystem.NO_PROCESS);
        Words.setLong(memory, at(slot) + BORN, System.currentTimeMillis());
        Words.setInt(memory, at(slot) + MARK, 0);
    }

    /// Enters the process that was started for a reserved entry.
    ///
    /// An entry of the same pid can only be of a process that died unnoticed: it is recovered
    /// first, so that what it held is not taken for the new one's.
    ///
    /// @param slot from [#reserve]
    /// @param pid the process
    /// @throws ResourceException if it can't be told when it started; then the entry is given back
    public void enter(int slot, long pid) {
        List<Member> orphans = new ArrayList<>();
        try {
            long startToken = system.startToken(pid);
            mutex.run(() -> {
                for (int i = 0; i < CAPACITY; i++) {
                    if (Words.getInt(memory, at(i) + STATE) >= LIVE
                            && Words.getInt(memory, at(i) + PID) == (int) pid) {
                        recover(i);
                    }
                }
                // Now, as those whose parent had this pid would have a living parent in a moment.
                collectOrphans(orphans);
                Words.setInt(memory, at(slot) + PID, (int) pid);
                Words.setLong(memory, at(slot) + START, startToken);
                CrashPoint.reach("roster.enter.before-live");
                Words.setIntRelease(memory, at(slot) + STATE, LIVE);
            });
        } catch (RuntimeException e) {
            cancel(slot);
            throw e;
        }
        end(orphans);
    }

    /// Gives a reserved entry back, because nothing was started for it.
    ///
    /// @param slot from [#reserve]
    public void cancel(int slot) {
        mutex.run(() -> Words.setIntRelease(memory, at(slot) + STATE, FREE));
    }

    /// Gives the new name of a process that was started before it was known what for.
    ///
    /// @param slot the process's entry
    /// @param name the name
    public void rename(int slot, String name) {
        mutex.run(() -> setName(slot, name));
    }

    /// Writes a name, cut between two characters if it is too long.
    private void setName(int slot, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, ENTRY - NAME);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xc0) == 0x80) {
            length--; // the next byte continues a character
        }
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, at(slot) + NAME, length);
        Words.setInt(memory, at(slot) + NAME_LENGTH, length);
    }

    /// Recovers what a child held that has ended, and ends its own children, which have lost their
    /// parent. Any number of times, by anyone; without effect on an entry whose process lives.
    ///
    /// @param slot its entry
    /// @throws RuntimeException what a [Recovery] threw; all else was done, and the next call tries
    ///   that again
    public void ended(int slot) {
        List<Member> orphans = new ArrayList<>();
        Attempts attempts = new Attempts();
        mutex.run(() -> {
            for (int i = 0; i < CAPACITY; i++) {
                // GONE: whoever was recovering it died, or failed.
                if (i == slot || Words.getInt(memory, at(i) + STATE) == GONE) {
                    int entry = i;
                    attempts.run(() -> recover(entry));
                }
            }
            collectOrphans(orphans);
        });
        end(orphans);
        attempts.end();
    }

    /// Finds the living whose parent is not among them. Told by pid, not by who was recovered just
    /// now, so that it also finds those whom a recovery that died half-way had still to end. Under
    /// the file mutex.
    private void collectOrphans(List<Member> orphans) {
        Set<Integer> living = new HashSet<>();
        for (int i = 0; i < CAPACITY; i++) {
            if (Words.getInt(memory, at(i) + STATE) == LIVE) {
                living.add(Words.getInt(memory, at(i) + PID));
            }
        }
        for (int i = 1; i < CAPACITY; i++) {
            int state = Words.getInt(memory, at(i) + STATE);
            if (living.contains(Words.getInt(memory, at(i) + PARENT))) {
                continue;
            }
            if (state == LIVE) {
                orphans.add(read(i));
            } else if (state == RESERVED) {
                Words.setIntRelease(memory, at(i) + STATE, FREE);
            }
        }
    }

    /// Ends them, this process last if it is one itself.
    private void end(List<Member> orphans) {
        for (Member orphan : orphans) {
            if (orphan.pid() != tree.pid()) {
                end(orphan);
            }
        }
        for (Member orphan : orphans) {
            if (orphan.pid() == tree.pid()) {
                end(orphan);
            }
        }
    }

    private void end(Member orphan) {
        if (system.isAlive(orphan.pid(), orphan.startToken())) {
            system.signal(orphan.pid(), SIGKILL);
        }
        boolean interrupted = Thread.interrupted();
        boolean dead = false;
        while (!dead) {
            try {
                dead = system.awaitEnd(orphan.pid(), orphan.startToken(), DYING);
                if (!dead) {
                    break; // in an uninterruptible sleep; a later recovery finds it
                }
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (dead) {
            ended(orphan.slot());
        }
    }

    /// Looks whether a process that holds something is still alive, and if not, recovers it. For
    /// those who have waited for long.
    ///
    /// @param pid the process
    /// @return true if it was dead, so that looking again is worth while
    public boolean suspect(int pid) {
        Optional<Member> member = find(pid);
        if (member.isPresent()) {
            Member suspect = member.get();
            if (system.isAlive(suspect.pid(), suspect.startToken())) {
                return false;
            }
            ended(suspect.slot());
            return true;
        }
        // Whoever can hold anything has an entry: so it was recovered, perhaps while it died.
        boolean[] recovered = {false};
        mutex.run(() -> {
            if (find(pid).isEmpty()) {
                tree.runRecoveries(
                        new Member(CAPACITY, pid, OperatingSystem.NO_PROCESS, 0, 0, "?"));
                recovered[0] = true;
            }
        });
        return recovered[0];
    }

    /// Under the file mutex.
    private void recover(int slot) {
        int state = Words.getInt(memory, at(slot) + STATE);
        if (state != LIVE && state != GONE) {
            return;
        }
        Member dead = read(slot);
        if (state == LIVE && system.isAlive(dead.pid(), dead.startToken())) {
            return;
        }
        Words.setIntVolatile(memory, at(slot) + STATE, GONE);
        CrashPoint.reach("roster.recover.gone");
        tree.runRecoveries(dead);
        CrashPoint.reach("roster.recover.done");
        Words.setInt(
                memory, at(slot) + GENERATION, Words.getInt(memory, at(slot) + GENERATION) + 1);
        Words.setIntRelease(memory, at(slot) + STATE, FREE);
    }

    /// Returns the mark a process has left of itself.
    ///
    /// @param slot its entry
    /// @return the last that it wrote at [#markOffset], 0 if it wrote none
    public int mark(int slot) {
        return Words.getIntAcquire(memory, at(slot) + MARK);
    }

    /// Leaves the mark of an end in order for a process that is a thread, and can't write any more.
    ///
    /// @param slot its entry; it must not be recovered yet
    public void markEndInOrder(int slot) {
        Words.setIntRelease(memory, at(slot) + MARK, ENDED_IN_ORDER);
    }

    /// Returns where in the tree's file the mark of a process is: an int of this machine's byte
    /// order.
    ///
    /// @param slot its entry
    /// @return an offset in bytes
    public static long markOffset(int slot) {
        return Tree.ROSTER + (long) slot * ENTRY + MARK;
    }

    /// Returns the process of an entry.
    ///
    /// @param slot the number of the entry
    /// @return empty if there is none
    public Optional<Member> member(int slot) {
        while (true) {
            // Before the state: which is LIVE in this generation only when all has been written.
            int generation = Words.getIntAcquire(memory, at(slot) + GENERATION);
            if (Words.getIntAcquire(memory, at(slot) + STATE) != LIVE) {
                return Optional.empty();
            }
            Member member = read(slot);
            VarHandle.acquireFence();
            // Else the entry has changed hands, and what was read may be of two processes.
            if (Words.getInt(memory, at(slot) + GENERATION) == generation
                    && Words.getInt(memory, at(slot) + STATE) == LIVE) {
                return Optional.of(member);
            }
        }
    }

    /// Returns the process with a pid.
    ///
    /// @param pid its process id
    /// @return empty if there is none in this tree
    public Optional<Member> find(long pid) {
        return members().stream().filter(member -> member.pid() == pid).findFirst();
    }

    /// Returns all processes of the tree.
    ///
    /// @return a new list, in the order of the entries
    public List<Member> members() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            member(i).ifPresent(members::add);
        }
        return members;
    }

    private Member read(int slot) {
        return read(memory, at(slot), slot);
    }

    static Member read(MemorySegment memory, long at, int slot) {
        int length = Words.getInt(memory, at + NAME_LENGTH);
        byte[] name = new byte[Math.clamp(length, 0, ENTRY - NAME)];
        MemorySegment.copy(memory, at + NAME, MemorySegment.ofArray(name), 0, name.length);
        return new Member(
                slot,
                Words.getInt(memory, at + PID),
                Words.getLong(memory, at + START),
                Words.getInt(memory, at + PARENT),
                Words.getLong(memory, at + BORN),
                new String(name, StandardCharsets.UTF_8));
    }

    /// Returns how many processes had an entry before the one that has it now.
    int generation(int slot) {
        return Words.getInt(memory, at(slot) + GENERATION);
    }

    private long at(int slot) {
        return start + (long) slot * ENTRY;
    }
}
