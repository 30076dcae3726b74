package dev.brood.local.roster;

import dev.brood.ClosedException;
import dev.brood.ResourceException;
import dev.brood.local.memory.CellArena;
import dev.brood.local.memory.FileMutex;
import dev.brood.local.memory.Segment;
import dev.brood.local.memory.TreeDirectory;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.OperatingSystem;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// A root process, all that were started from it, and the memory they share, as seen by this
/// process.
///
/// [TreeHeader] has how its file begins; the roster is behind that.
public final class Tree implements AutoCloseable {
    static final int ROSTER = 4096;

    static final String FILE = "tree";
    private static final String MUTEX = "recovery";

    private final TreeDirectory directory;
    private final Segment segment;
    private final MemorySegment memory;
    private final OperatingSystem system;
    private final FileMutex mutex;
    private final Roster roster;
    private final CellArena arena;
    private final int slot;
    private final WaitTable waits;
    private final int pid;
    private final boolean inner;
    private final Possessions possessions = new Possessions();
    private final List<Recovery> recoveries = new CopyOnWriteArrayList<>();
    private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Tree(TreeDirectory directory, Segment segment, int slot) {
        this(directory, segment, slot, (int) ProcessHandle.current().pid(), null);
        Trees.add(this);
    }

    /// @param host the tree as the process sees it of which this one is a thread; null if none is
    private Tree(TreeDirectory directory, Segment segment, int slot, int pid, @Nullable Tree host) {
        this.directory = directory;
        this.pid = pid;
        this.inner = host != null;
        this.segment = segment;
        this.memory = segment.memory();
        this.system =
                OperatingSystem.named(
                        Words.getInt(memory, TreeHeader.SYSTEM_AT) == TreeHeader.KERNEL
                                ? "kernel"
                                : "portable");
        // One for this JVM, which the file's lock takes for one process.
        this.mutex = host == null ? new FileMutex(directory.file(MUTEX)) : host.mutex;
        this.roster = new Roster(this, memory, ROSTER, mutex);
        this.arena = new CellArena(directory, mutex);
        this.slot = slot;
        this.waits = new WaitTable(this);
        arena.setStamp(roster.generation(slot));
    }

    /// Makes a new tree of which this process is the root, and deletes what dead trees have left.
    ///
    /// @param system how its processes are to wait
    /// @param name the name of the root
    /// @return the tree
    /// @throws dev.brood.ResourceException if there is no shared memory to be had
    public static Tree plant(OperatingSystem system, String name) {
        Path base = TreeDirectory.base();
        TreeDirectory.sweep(base);
        TreeDirectory directory = TreeDirectory.create(base);
        Tree tree;
        try {
            Segment.create(directory.file(MUTEX), 1, 1).close();
            long size = ROSTER + Roster.BYTES;
            Segment segment = Segment.create(directory.file(FILE), size, size);
            try {
                TreeHeader.format(segment.memory(), system);
                tree = new Tree(directory, segment, 0);
            } catch (Throwable e) {
                segment.close();
                throw e;
            }
        } catch (Throwable e) {
            directory.close();
            throw e;
        }
        try {
            int slot = tree.roster.reserve(name);
            tree.roster.enter(slot, tree.pid);
            return tree;
        } catch (Throwable e) {
            tree.close();
            throw e;
        }
    }

    /// Joins a tree as one of its processes.
    ///
    /// @param path the tree's directory
    /// @param slot the entry its parent has made for this process
    /// @return the tree
    /// @throws ClosedException if it is gone
    /// @throws IllegalStateException if it is of another version of Brood, or its processes wait in
    ///   a way that this one can't
    public static Tree join(Path path, int slot) {
        TreeDirectory directory = TreeDirectory.of(path);
        Segment segment;
        try {
            segment = Segment.open(directory.file(FILE));
        } catch (NoSuchFileException _) {
            throw new ClosedException("the tree in " + path + " has ended");
        }
        try {
            TreeHeader.requireVersion(path, segment.memory());
            return new Tree(directory, segment, slot);
        } catch (Throwable e) {
            segment.close();
            throw e;
        }
    }

    /// Joins this tree as a process that is a thread of this one: with an entry, an id and mappings
    /// of its own, so that whatever it holds is recovered when it ends.
    ///
    /// @param slot the entry that was made for it
    /// @param innerPid its id, see [dev.brood.local.os.InnerProcesses]
    /// @return the tree as that process sees it
    /// @throws ClosedException if it is gone
    public Tree joinInside(int slot, int innerPid) {
        TreeDirectory same = TreeDirectory.of(directory.path());
        Segment segment;
        try {
            segment = Segment.open(same.file(FILE));
        } catch (NoSuchFileException _) {
            throw new ClosedException("the tree in " + same + " has ended");
        }
        try {
            return new Tree(same, segment, slot, innerPid, this);
        } catch (Throwable e) {
            segment.close();
            throw e;
        }
    }

    /// Notes that this process has something that the system would take from a JVM at its end: a
    /// mapping, a socket. From a process that is a thread it is taken when it leaves the tree.
    ///
    /// @param <S> what it is
    /// @param possession to be closed then; remembered only as long as others do
    /// @return the same
    public <S extends AutoCloseable> S holds(S possession) {
        if (inner) {
            possessions.add(possession);
        }
        return possession;
    }

    /// Returns whether a directory is that of a tree whose memory this version of Brood
    /// understands.
    ///
    /// @param path the directory
    /// @return false also if it is gone
    public static boolean isReadable(Path path) {
        try (Segment segment = Segment.open(path.resolve(FILE))) {
            TreeHeader.requireVersion(path, segment.memory());
            return true;
        } catch (NoSuchFileException | IllegalStateException | ResourceException _) {
            return false;
        }
    }

    /// Returns what names the tree for ever.
    ///
    /// @return a random number
    public long id() {
        return Words.getLong(memory, TreeHeader.ID_AT);
    }

    /// Returns the directory of its files.
    ///
    /// @return the directory
    public TreeDirectory directory() {
        return directory;
    }

    /// Returns the file that holds the roster.
    ///
    /// @return its path
    public Path file() {
        return segment.file();
    }

    /// Returns how its processes wait.
    ///
    /// @return the same in all of them
    public OperatingSystem system() {
        return system;
    }

    /// Returns its processes.
    ///
    /// @return the roster
    public Roster roster() {
        return roster;
    }

    /// Returns its memory for small objects.
    ///
    /// @return the arena
    public CellArena arena() {
        return arena;
    }

    /// Returns where the threads of this process write what they wait for.
    ///
    /// @return the table
    public WaitTable waits() {
        return waits;
    }

    /// Returns the process id of the root.
    ///
    /// @return a process id
    public long rootPid() {
        return Words.getLong(memory, TreeHeader.ROOT_PID_AT);
    }

    /// Returns the number of this process's entry in the roster.
    ///
    /// @return 0 for the root
    public int slot() {
        return slot;
    }

    /// Returns this process's id, which marks what it holds.
    ///
    /// @return a process id
    public int pid() {
        return pid;
    }

    /// Returns whether this process is the root.
    ///
    /// @return true in the process that planted it
    public boolean isRoot() {
        return slot == 0;
    }

    /// Returns whether this process is a thread of this JVM.
    ///
    /// @return true if others of this JVM see the same tree in their own ways
    public boolean isInner() {
        return inner;
    }

    /// Returns a number that was not returned before in this tree.
    ///
    /// @return 1, 2, 3…
    public long nextNumber() {
        return Words.getAndAddLong(memory, TreeHeader.NAMES_AT, 1) + 1;
    }

    /// Makes a wait point of this tree's way to wait.
    ///
    /// @param where shared memory
    /// @param offset in it
    /// @return the wait point
    public WaitPoint waitPoint(MemorySegment where, long offset) {
        return new WaitPoint(system, where, offset);
    }

    /// Runs an action alone among all threads of all processes, recoveries among them. A few
    /// microseconds more than the action; for what is rare.
    ///
    /// @param action must not wait for anything that another process may hold
    /// @throws IllegalStateException if this process has left the tree
    public void exclusively(Runnable action) {
        mutex.run(action);
    }

    /// Adds what is to be done when a process has died. Every process adds the same.
    ///
    /// @param recovery what to do
    public void addRecovery(Recovery recovery) {
        recoveries.add(recovery);
    }

    /// Takes back what [#addRecovery] added.
    ///
    /// @param recovery what not to do any more
    public void removeRecovery(Recovery recovery) {
        recoveries.remove(recovery);
    }

    /// Does all recoveries, also when one fails.
    ///
    /// @throws RuntimeException what the first one to fail threw, the others' suppressed
    void runRecoveries(Member dead) {
        Attempts attempts = new Attempts();
        recoveries.forEach(recovery -> attempts.run(() -> recovery.recover(this, dead)));
        attempts.end();
        arena.recover(dead.slot()); // last: the others look at what was being made
    }

    /// Returns this process's one object of a kind for this tree, making it on the first call.
    ///
    /// @param <S> what it is
    /// @param kind its class
    /// @param maker makes it
    /// @return always the same
    public <S> S service(Class<S> kind, Function<Tree, S> maker) {
        return kind.cast(services.computeIfAbsent(kind, _ -> maker.apply(this)));
    }

    /// Returns whether it is being closed by its root, or was left by this process.
    ///
    /// @return true if nothing new may be begun
    public boolean isClosing() {
        try {
            return closed.get() || Words.getIntVolatile(memory, TreeHeader.STATE_AT) != 0;
        } catch (IllegalStateException _) {
            return true; // closed between the two looks
        }
    }

    /// Marks the tree as closing, for all its processes. Only the root may.
    public void beginClosing() {
        Words.setIntVolatile(memory, TreeHeader.STATE_AT, 1);
    }

    /// Leaves the tree, and in the root ends it: its directory is deleted. Threads that still use
    /// its memory get an `IllegalStateException`.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Trees.remove(this);
            try {
                if (!inner) {
                    mutex.close(); // first: a recovery that runs is not cut short
                }
                arena.close();
                segment.close();
                possessions.close();
            } finally {
                directory.close();
            }
        }
    }

    @Override
    public String toString() {
        return "tree " + directory.path().getFileName();
    }
}
