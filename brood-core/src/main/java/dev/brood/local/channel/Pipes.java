package dev.brood.local.channel;

import dev.brood.ClosedException;
import dev.brood.Pipe;
import dev.brood.local.memory.Cell;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.StaleCellException;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Attempts;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// The pipes of a tree, and the ends of them that are open in this process. A pipe is a [PipeCell]
/// and a [Ring] for each direction.
///
/// What an end's holders are, and when it is gone, is in [EndState]. From then on who receives at
/// the other end gets what is left, and who sends is refused: both ask that one word, before they
/// look into their ring, so that it makes no difference in which order the rings are ended, and
/// whether they have been. Ending them is for those who wait already. When both ends are gone, the
/// pipe's memory is given back: nobody can reach it any more. Each of these steps is done again,
/// from what the words say, by the recovery of any death.
///
/// | step | who receives | who sends |
/// |---|---|---|
/// | the rings are rid of what the dead held | waits | puts |
/// | GONE is set | EOF behind what is left; who waits goes on waiting | broken; who waits for room goes on waiting |
/// | one ring is ended | as above; who waits there is woken | as above; who waits there is woken |
/// | both are | | |
///
/// A message that is put by one who asked just before GONE was set was sent to who was there.
///
/// Drafts of spill files are deleted by the recovery of [Queues], for all rings.
///
/// Lock order: this object, then the tree's mutex. Recovery, which runs under the latter, does not
/// take the former.
public final class Pipes {
    /// How many bytes may be under way in each direction for which nothing was said.
    static final long DEFAULT_CAPACITY = 1 << 20;

    private final Tree tree;
    private final Map<CellId, PipeMemory> known = new ConcurrentHashMap<>();
    private final ReferenceQueue<LocalConnection> garbage = new ReferenceQueue<>();

    /// The handle of an end that is open in this process.
    private static final class Handle extends WeakReference<LocalConnection> {
        final LocalEnd end;

        Handle(LocalConnection connection, LocalEnd end, ReferenceQueue<LocalConnection> garbage) {
            super(connection, garbage);
            this.end = end;
        }
    }

    private Pipes(Tree tree) {
        this.tree = tree;
        tree.addRecovery(this::recover);
    }

    /// Returns the pipes of a tree.
    ///
    /// @param tree the tree
    /// @return always the same object for one tree
    public static Pipes of(Tree tree) {
        return tree.service(Pipes.class, Pipes::new);
    }

    /// Makes a pipe.
    ///
    /// @param name its name, or null for one like `pipe-3`
    /// @param bytes how many may be under way in each direction
    /// @throws dev.brood.ResourceException if there is no memory for it
    synchronized Pipe create(@Nullable String name, boolean duplex, long bytes) {
        releaseGarbage();
        forgetGone();
        long toFirst = tree.nextNumber();
        long toSecond = duplex ? tree.nextNumber() : 0;
        String label = name == null ? "pipe-" + toFirst : name;
        Cell claimed = PipeCell.allocate(tree);
        CrashPoint.reach("pipe.create.allocated");
        PipeCell cell = new PipeCell(claimed);
        PipeMemory memory;
        Ring first = null;
        try {
            cell.fill(tree, toFirst, toSecond, label);
            CrashPoint.reach("pipe.create.claimed");
            first = Ring.createForBytes(tree, toFirst, bytes);
            CrashPoint.reach("pipe.create.half");
            Ring second = duplex ? Ring.createForBytes(tree, toSecond, bytes) : null;
            CrashPoint.reach("pipe.create.rings");
            memory = new PipeMemory(cell, first, second);
            tree.arena().publish(claimed);
        } catch (Throwable e) {
            if (first != null) {
                first.close();
            }
            unlink(cell);
            boolean _ = tree.arena().free(claimed.id());
            throw e;
        }
        CrashPoint.reach("pipe.create.published");
        known.put(cell.id(), memory);
        boolean _ = memory.tryUse(); // one for each end
        return new Pipe(open(memory, 0, label), open(memory, 1, label));
    }

    private LocalConnection open(PipeMemory memory, int number, String name) {
        LocalEnd end = new LocalEnd(this, tree, memory, number, name);
        LocalConnection connection = new LocalConnection(end);
        end.setHandle(new Handle(connection, end, garbage));
        memory.ends[number] = end;
        return connection;
    }

    /// Finds an end of a pipe that this or another process has made, and makes this process one of
    /// its holders.
    ///
    /// @return the one object that stands for it in this process
    /// @throws ClosedException if it is gone
    synchronized LocalConnection resolve(CellId id, int number, String name) {
        releaseGarbage();
        PipeMemory memory = known.get(id);
        LocalEnd end = memory == null ? null : memory.ends[number];
        LocalConnection connection = end == null || end.isOver() ? null : end.handle();
        if (end != null && connection != null) {
            end.join(true);
            return connection;
        }
        if (memory == null || !memory.tryUse()) {
            memory = map(id, name);
            known.put(id, memory);
        }
        LocalConnection opened = open(memory, number, name);
        boolean joined = false;
        try {
            opened.end().join(true);
            joined = true;
        } finally {
            if (!joined) {
                opened.end().close("gone");
            }
        }
        return opened;
    }

    private PipeMemory map(CellId id, String name) {
        try {
            return PipeMemory.open(tree, new PipeCell(tree.arena().resolve(id, PipeCell.TYPE)));
        } catch (StaleCellException | NoSuchFileException _) {
            throw new ClosedException(
                    "pipe '%s' is gone: all who had its ends have closed them or died"
                            .formatted(name));
        }
    }

    /// Makes this process a holder of an end.
    ///
    /// @param arrived whether because a handle was decoded
    /// @throws ClosedException if it is gone
    void join(LocalEnd end, boolean arrived) {
        PipeCell cell = end.memory().cell();
        if (cell.end(end.number()).isSettledHolder(tree.slot())) {
            return; // by who has started this process: the pipe can't end before it is left
        }
        String[] refusal = {null};
        exclusively(
                end,
                () -> {
                    if (!isCurrent(cell)) {
                        refusal[0] = "closed by all who had it";
                    } else if (cell.end(end.number()).isGone()) {
                        refusal[0] = cell.end(end.number()).describeLeaver();
                    } else {
                        cell.end(end.number()).come(tree.slot());
                        cell.end(end.number()).enter(tree.slot(), arrived);
                    }
                });
        if (refusal[0] != null) {
            throw new ClosedException("%s is gone: it was %s".formatted(end, refusal[0]));
        }
    }

    /// Notes that a handle to an end is under way.
    void sent(LocalEnd end) {
        PipeCell cell = end.memory().cell();
        exclusively(
                end,
                () -> {
                    if (isCurrent(cell)) {
                        cell.end(end.number()).setSent();
                    }
                });
    }

    /// Makes another process the holder of an end that it was given.
    ///
    /// @param pid a child that has its orders; perhaps dead by now
    void handOver(LocalEnd end, long pid) {
        PipeCell cell = end.memory().cell();
        exclusively(
                end,
                () -> {
                    if (!isCurrent(cell) || cell.end(end.number()).isGone()) {
                        return;
                    }
                    Member child = tree.roster().find(pid).orElse(null);
                    if (child != null && cell.end(end.number()).hasCome(child.slot())) {
                        return; // it was quicker, and has perhaps closed it by now
                    }
                    if (child != null) {
                        cell.end(end.number()).enter(child.slot(), false);
                    } else {
                        cell.end(end.number())
                                .lose(
                                        new Member(
                                                0,
                                                (int) pid,
                                                OperatingSystem.NO_PROCESS,
                                                0,
                                                0,
                                                "?"));
                        settle(end.memory());
                    }
                });
    }

    private void exclusively(LocalEnd end, Runnable action) {
        try {
            tree.exclusively(action);
        } catch (IllegalStateException e) {
            throw end.explain(e);
        }
    }

    /// Told when an end is closed in this process and its last thread has left it.
    synchronized void left(LocalEnd end) {
        PipeMemory memory = end.memory();
        // Else there is a new one in its place, and this process still holds it.
        if (Objects.equals(memory.ends[end.number()], end)) {
            memory.ends[end.number()] = null;
            try {
                tree.exclusively(() -> leave(memory, end.number()));
            } catch (IllegalStateException e) {
                if (!tree.isClosing()) {
                    throw e;
                }
            }
        }
        if (memory.ends[0] == null && memory.ends[1] == null) {
            known.remove(memory.cell().id(), memory);
        }
        memory.unuse();
    }

    private void leave(PipeMemory memory, int number) {
        PipeCell cell = memory.cell();
        if (isCurrent(cell)) {
            int pid = tree.pid();
            Member self =
                    tree.roster()
                            .member(tree.slot())
                            .orElse(new Member(tree.slot(), pid, 0, 0, 0, "?"));
            cell.end(number).leave(tree.slot(), cell.maker() == tree.slot(), self);
            settle(memory);
        }
    }

    private boolean isCurrent(PipeCell cell) {
        return tree.arena().isCurrent(cell.cell());
    }

    /// Does what follows from the ends that are gone. Under the tree's mutex. Any number of times,
    /// by anyone.
    private void settle(PipeMemory memory) {
        PipeCell cell = memory.cell();
        for (int i = 0; i < 2; i++) {
            if (cell.end(i).isGone()) {
                memory.end(cell.end(i).leaver());
            }
        }
        if (cell.isOver()) {
            unlink(cell);
            CrashPoint.reach("pipe.over.unlinked");
            boolean _ = tree.arena().free(cell.id());
        }
    }

    private void unlink(PipeCell cell) {
        for (int i = 0; i < 2; i++) {
            if (cell.ringTo(i) != 0) {
                RingFile.unlink(tree, cell.ringTo(i));
            }
            CrashPoint.reach("pipe.unlink.one");
        }
    }

    /// See [dev.brood.local.roster.Recovery].
    private void recover(Tree of, Member dead) {
        Attempts attempts = new Attempts();
        for (Cell half : of.arena().claimed(PipeCell.TYPE, dead.slot())) {
            attempts.run(() -> unlink(new PipeCell(half)));
        }
        List<CellId> unknown = new ArrayList<>();
        for (CellId id : of.arena().published(PipeCell.TYPE)) {
            PipeMemory memory = known.get(id);
            if (memory != null && memory.tryUse()) {
                attempts.run(() -> recoverAndUnuse(memory, dead));
            } else {
                unknown.add(id);
            }
        }
        // Last, as their rings have to be opened, which may fail.
        unknown.forEach(id -> attempts.run(() -> recoverAndUnuse(mapForRecovery(id), dead)));
        attempts.end();
    }

    private void recoverAndUnuse(@Nullable PipeMemory memory, Member dead) {
        if (memory != null) {
            try {
                recover(memory, dead);
            } finally {
                memory.unuse();
            }
        }
    }

    private @Nullable PipeMemory mapForRecovery(CellId id) {
        PipeCell cell;
        try {
            cell = new PipeCell(tree.arena().resolve(id, PipeCell.TYPE));
        } catch (StaleCellException _) {
            return null;
        }
        try {
            return PipeMemory.open(tree, cell);
        } catch (NoSuchFileException _) {
            unlink(cell); // whoever was about to do this is dead
            boolean _ = tree.arena().free(id);
            return null;
        }
    }

    private void recover(PipeMemory memory, Member dead) {
        PipeCell cell = memory.cell();
        memory.recover(dead.pid());
        for (int i = 0; i < 2; i++) {
            cell.end(i).recover(dead, cell.maker() == dead.slot());
        }
        settle(memory);
    }

    /// Leaves the ends here whose handles are garbage.
    private void releaseGarbage() {
        Reference<? extends LocalConnection> next = garbage.poll();
        while (next != null) {
            if (next instanceof Handle handle) {
                handle.end.close("closed by this process, which had no use for it");
            }
            next = garbage.poll();
        }
    }

    /// Ends here what other processes have brought to an end.
    private void forgetGone() {
        for (PipeMemory memory : known.values()) {
            if (!isCurrent(memory.cell())) {
                close(memory, "gone: all who had it have closed it or died");
            }
        }
    }

    private static void close(PipeMemory memory, String how) {
        for (LocalEnd end : memory.ends.clone()) {
            if (end != null) {
                end.close(how);
            }
        }
    }

    /// Closes all ends that are open in this process, because its Brood ends.
    public synchronized void close() {
        String how = tree.isClosing() ? "closed, as " + tree + " has ended" : "closed here";
        known.values().forEach(memory -> close(memory, how));
    }
}
