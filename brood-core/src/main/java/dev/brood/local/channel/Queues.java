package dev.brood.local.channel;

import dev.brood.ClosedException;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.StaleCellException;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Attempts;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The queues of a tree that this process knows. A queue is a cell of the arena, by which it is
/// named everywhere, and a [Ring] of its own.
///
/// ```
///   the cell:  0               8             12      16
///              +---------------+-------------+-------+---------
///              | ring's number | name length | owner | name
///              +---------------+-------------+-------+---------
/// ```
///
/// Written by the maker before the cell is published; all but the owner never changed.
///
/// | cell | owner | the queue is | if its maker dies |
/// |---|---|---|---|
/// | CLAIMED | any | being made; a file of its ring perhaps | recovery deletes the files and frees the cell |
/// | LIVE | S+1 | known to its maker alone, the process of entry S of the roster | likewise: no one can ever reach it |
/// | LIVE | 0 | one to which a handle was encoded | it stays until it is closed and empty, or the tree ends |
/// | LIVE, without files | any | being given back | recovery frees the cell |
///
/// The owner goes from S+1 to 0 once, by a thread of the maker that encodes a handle, before the
/// handle exists (volatile). An entry passes to another process only when recovery of the last one
/// is done: so S+1 never means that one.
public final class Queues {
    /// How many items a queue holds for which nothing was said.
    public static final int DEFAULT_CAPACITY = 1024;

    static final int TYPE = 1;
    private static final long AREA_BYTES = 8 << 20;
    static final int NAME_LENGTH = 8;
    private static final int OWNER = 12;
    static final int NAME = 16;
    static final int LONGEST_NAME = 96;

    /// In place of the name's length: not for those who look.
    static final int HIDDEN = -1;

    private final Tree tree;
    private final Map<CellId, LocalQueue<?>> known = new ConcurrentHashMap<>();

    /// All that is mapped: what is known, and what has ended while threads are still in it.
    private final Set<QueueMemory> mapped = ConcurrentHashMap.newKeySet();

    private Queues(Tree tree) {
        this.tree = tree;
        tree.addRecovery(this::recover);
    }

    /// Returns the queues of a tree.
    ///
    /// @param tree the tree
    /// @return always the same object for one tree
    public static Queues of(Tree tree) {
        return tree.service(Queues.class, Queues::new);
    }

    /// Makes a queue.
    ///
    /// @param <E> what it will hold
    /// @param name its name, or null for one like `queue-3`
    /// @param capacity the most items, at least 1
    /// @return the queue
    /// @throws IllegalArgumentException if the capacity is out of range
    /// @throws dev.brood.ResourceException if there is no memory for it
    public <E> LocalQueue<E> create(@Nullable String name, int capacity) {
        return create(name, capacity, Accounts.NONE, false);
    }

    /// Makes a joinable queue.
    ///
    /// @param <E> what it will hold
    /// @param name its name, or null for one like `queue-3`
    /// @param capacity the most items, at least 1
    /// @param redeliver whether what the dead had in hand is delivered again
    /// @return the queue
    /// @throws IllegalArgumentException if the capacity is out of range
    /// @throws dev.brood.ResourceException if there is no memory for it
    public <E> LocalJoinableQueue<E> createJoinable(
            @Nullable String name, int capacity, boolean redeliver) {
        Accounts accounts = redeliver ? Accounts.LEASED : Accounts.COUNTED;
        return (LocalJoinableQueue<E>) this.<E>create(name, capacity, accounts, false);
    }

    private <E> LocalQueue<E> create(
            @Nullable String name, int capacity, Accounts accounts, boolean hidden) {
        RingFile.requireCapacity(capacity);
        long number = tree.nextNumber();
        String label = name == null ? "queue-" + number : name;
        byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST_NAME);
        Cell cell = tree.arena().allocate(TYPE, NAME + LONGEST_NAME, tree.slot());
        CrashPoint.reach("queue.create.allocated");
        try {
            Words.setLong(cell.memory(), cell.offset(), number);
            Words.setInt(cell.memory(), cell.offset() + NAME_LENGTH, hidden ? HIDDEN : length);
            MemorySegment.copy(
                    MemorySegment.ofArray(bytes), 0, cell.memory(), cell.offset() + NAME, length);
            Words.setInt(cell.memory(), cell.offset() + OWNER, 1 + tree.slot());
            CrashPoint.reach("queue.create.claimed");
            Ring ring = Ring.create(tree, number, capacity, AREA_BYTES, accounts);
            CrashPoint.reach("queue.create.ring");
            tree.arena().publish(cell);
            CrashPoint.reach("queue.create.published");
            LocalQueue<E> queue = handle(cell, label, ring);
            mapped.add(queue.memory());
            known.put(cell.id(), queue);
            forgetClosed();
            return queue;
        } catch (Throwable e) {
            RingFile.unlink(tree, number);
            tree.arena().free(cell.id());
            throw e;
        }
    }

    /// Makes a queue whose handles stay in this process: encoding one does not let the queue
    /// outlive the process, and who looks at the tree does not see it.
    ///
    /// @param <E> what it will hold
    /// @param name its name
    /// @param capacity the most items, at least 1
    /// @return the queue
    /// @throws dev.brood.ResourceException if there is no memory for it
    public <E> LocalQueue<E> createForPractice(String name, int capacity) {
        LocalQueue<E> queue = create(name, capacity, Accounts.NONE, true);
        queue.memory().neverSend();
        return queue;
    }

    /// Finds a queue that this or another process has made.
    ///
    /// @param id its cell
    /// @param name its name, for messages
    /// @return the one object that stands for it in this process
    /// @throws ClosedException if it was closed and is gone
    public LocalQueue<?> resolve(CellId id, String name) {
        forgetClosed();
        return known.computeIfAbsent(id, _ -> open(id, name));
    }

    /// Returns whether there is a queue, without mapping it.
    ///
    /// @param id of its cell
    /// @return false if it was closed, and is gone
    public boolean exists(CellId id) {
        try {
            Cell _ = tree.arena().resolve(id, TYPE);
            return true;
        } catch (StaleCellException _) {
            return false;
        }
    }

    private <E> LocalQueue<E> handle(Cell cell, String name, Ring ring) {
        Joining joining = ring.joining();
        return joining == null
                ? new LocalQueue<>(this, tree, cell, name, ring)
                : new LocalJoinableQueue<>(this, tree, cell, name, ring, joining);
    }

    private LocalQueue<?> open(CellId id, String name) {
        try {
            Cell cell = tree.arena().resolve(id, TYPE);
            Ring ring = Ring.open(tree, Words.getLong(cell.memory(), cell.offset()));
            LocalQueue<?> queue = handle(cell, name, ring);
            mapped.add(queue.memory());
            return queue;
        } catch (StaleCellException | NoSuchFileException _) {
            throw gone(name);
        }
    }

    static ClosedException gone(String name) {
        return new ClosedException("queue '" + name + "' was closed, and is gone");
    }

    /// Does what a process does that meets a queue for the first time, and undoes it: for practice.
    ///
    /// @param queue any queue of this process
    public void rehearse(LocalQueue<?> queue) {
        LocalQueue<?> another = open(queue.memory().cell().id(), queue.name());
        another.memory().forsake();
    }

    /// Returns whether a handle to a queue was ever encoded.
    static boolean isSent(Cell cell) {
        return Words.getIntVolatile(cell.memory(), cell.offset() + OWNER) == 0;
    }

    /// Lets a queue outlive this process, which has made it. Not while it is given back.
    static void setSent(Cell cell) {
        Words.setIntVolatile(cell.memory(), cell.offset() + OWNER, 0);
    }

    /// Gives the memory of a queue back that was closed and is empty, or whose tree ends: no
    /// process can come upon it any more. Its files go first: whoever finds the cell without them
    /// knows what is left to do. Any number of times, by anyone.
    void discard(QueueMemory memory, Ring ring) {
        ring.unlink();
        CrashPoint.reach("queue.discard.unlinked");
        tree.arena().free(memory.cell().id());
        forget(memory);
    }

    /// Forgets a queue that has ended.
    void forget(QueueMemory memory) {
        known.remove(memory.cell().id());
    }

    /// Told when the last thread has left a queue that has ended.
    void unmapped(QueueMemory memory) {
        mapped.remove(memory);
    }

    /// Ends here the queues that other processes have ended.
    private void forgetClosed() {
        for (LocalQueue<?> queue : known.values()) {
            QueueMemory memory = queue.memory();
            if (memory.tryEnter()) {
                try {
                    memory.finishIfGone();
                    queue.settle();
                } finally {
                    memory.leave();
                }
            }
        }
    }

    /// See [dev.brood.local.roster.Recovery].
    private void recover(Tree of, Member dead) {
        Attempts attempts = new Attempts();
        for (Cell half : tree.arena().claimed(TYPE, dead.slot())) {
            attempts.run(() -> RingFile.unlink(tree, Words.getLong(half.memory(), half.offset())));
        }
        attempts.run(() -> SpillFiles.deleteDrafts(tree, dead.pid()));
        // First those for which there is nothing to be opened, which may fail.
        Set<CellId> recovered = new HashSet<>();
        for (QueueMemory memory : mapped) {
            attempts.run(() -> {
                if (memory.recover(dead)) {
                    recovered.add(memory.cell().id());
                }
            });
        }
        for (CellId id : tree.arena().published(TYPE)) {
            // One that is known by now may have been met since, and not have been among those.
            if (!recovered.contains(id)) {
                attempts.run(() -> {
                    if (!discardUnsent(id, dead)) {
                        recoverUnknown(id, dead);
                    }
                });
            }
        }
        attempts.end();
    }

    /// Gives a queue back that only the dead process knew.
    ///
    /// @return false if it is not one
    private boolean discardUnsent(CellId id, Member dead) {
        try {
            Cell cell = tree.arena().resolve(id, TYPE);
            long number = Words.getLong(cell.memory(), cell.offset());
            int owner = Words.getIntVolatile(cell.memory(), cell.offset() + OWNER);
            // Else the cell may have been another object's already as it was read.
            if (owner != 1 + dead.slot() || !tree.arena().isCurrent(cell)) {
                return false;
            }
            RingFile.unlink(tree, number);
            CrashPoint.reach("queue.recover.unlinked");
            return tree.arena().free(id);
        } catch (StaleCellException _) {
            return true; // it was closed just now
        }
    }

    /// Recovers a queue that this process has had nothing to do with, or has met just now.
    private void recoverUnknown(CellId id, Member dead) {
        long number = 0;
        try {
            Cell cell = tree.arena().resolve(id, TYPE);
            number = Words.getLong(cell.memory(), cell.offset());
            if (!tree.arena().isCurrent(cell)) {
                return;
            }
            try (Ring ring = Ring.open(tree, number)) {
                ring.recover(dead);
                if (ring.closedBy() != 0 && ring.isDrained()) {
                    ring.unlink(); // should the dead have been about to do this
                    tree.arena().free(id);
                }
            }
        } catch (StaleCellException _) {
            return; // it was closed just now
        } catch (NoSuchFileException _) {
            // Whoever was about to do this is dead, or does it too.
            RingFile.unlink(tree, number);
            tree.arena().free(id);
        }
    }

    /// Closes all queues this process knows, because the tree ends.
    public void close() {
        known.values().forEach(LocalQueue::end);
    }
}
