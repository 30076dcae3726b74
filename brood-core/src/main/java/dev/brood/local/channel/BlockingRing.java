package dev.brood.local.channel;

import dev.brood.ClosedException;
import dev.brood.ResourceException;
import dev.brood.local.memory.CellId;
import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Tree;
import dev.brood.local.roster.WaitTable;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A [Ring] as threads of this process wait for it.
public final class BlockingRing {
    /// What a thread wants, see [WaitTable].
    static final int PUT = 1;

    static final int TAKE = 2;
    static final int JOIN = 3;

    /// What it wants is in that many bits; above is a number that tells apart what has one cell.
    static final int WANT_BITS = 2;

    private final Tree tree;
    private final Ring ring;
    private final WaitPoint notEmpty;
    private final String what;
    private final @Nullable CellId cell;
    private final int part;
    private final BooleanSupplier givenUp;
    private final Spin takeSpin; // patient: what is taken is often an answer
    private final Spin putSpin = new Spin();
    private final Spin joinSpin = new Spin();
    private final BooleanSupplier nothingToTake;
    private final Supplier<@Nullable Payload> tryTake;

    /// Makes the access to a ring.
    ///
    /// @param tree the ring's tree
    /// @param ring an open ring
    public BlockingRing(Tree tree, Ring ring) {
        this(tree, ring, "a ring", null);
    }

    /// Makes the access of a taker that ends with the one process that puts: it need not look often
    /// whether that has died.
    ///
    /// @param tree the ring's tree
    /// @param ring an open ring
    /// @return the access
    public static BlockingRing ofDependant(Tree tree, Ring ring) {
        WaitPoint rarely = ring.notEmpty().lookingRarely();
        return new BlockingRing(
                tree, ring, "a ring", null, 0, () -> false, rarely, Spin.yielding());
    }

    /// As the one below, never given up, and of many takers. These do not yield (ADR 0019): who is
    /// let run would hand over item by item.
    BlockingRing(Tree tree, Ring ring, String what, @Nullable CellId cell) {
        this(tree, ring, what, cell, 0, () -> false, ring.notEmpty(), Spin.patient());
    }

    /// Makes the access to a ring that people know.
    ///
    /// @param what names it, for messages
    /// @param cell names it, for those who look who waits for it; null if no one is to
    /// @param part tells apart what has one cell, for the same
    /// @param givenUp whether this process has given the ring up, so that its threads must not wait
    ///   any more; who makes it true wakes them
    BlockingRing(
            Tree tree,
            Ring ring,
            String what,
            @Nullable CellId cell,
            int part,
            BooleanSupplier givenUp) {
        this(tree, ring, what, cell, part, givenUp, ring.notEmpty(), Spin.yielding());
    }

    private BlockingRing(
            Tree tree,
            Ring ring,
            String what,
            @Nullable CellId cell,
            int part,
            BooleanSupplier givenUp,
            WaitPoint notEmpty,
            Spin takeSpin) {
        this.notEmpty = notEmpty;
        this.takeSpin = takeSpin;
        this.tree = tree;
        this.cell = cell;
        this.part = part << WANT_BITS;
        this.ring = ring;
        this.tryTake = ring::tryTake;
        this.what = what;
        this.givenUp = givenUp;
        this.nothingToTake =
                () -> ring.looksEmpty() && !ring.looksOver() && !givenUp.getAsBoolean();
    }

    /// What became of a put.
    public enum Put {
        /// The item is in.
        DONE,
        /// The time was over first, or this process has given the ring up.
        TIMED_OUT,
        /// The ring is closed.
        CLOSED
    }

    /// Puts an item, waiting for room.
    ///
    /// @param payload the item
    /// @param deadline until when to wait; one that is over for not at all
    /// @return what became of it
    /// @throws InterruptedException if interrupted while waiting; the item was not put
    /// @throws ClosedException if the tree ends
    /// @throws dev.brood.ResourceException if there is no memory for it
    public Put put(Payload payload, long deadline) throws InterruptedException {
        return putContent(payload, deadline);
    }

    /// As [#put], anything.
    Put putContent(Content content, long deadline) throws InterruptedException {
        Aside draft = null;
        try {
            while (true) {
                switch (ring.tryPut(content, draft)) {
                    case DONE -> {
                        draft = null;
                        return Put.DONE;
                    }
                    case CLOSED -> {
                        return Put.CLOSED;
                    }
                    case NEEDS_DRAFT -> {
                        try {
                            draft = ring.draft(content);
                        } catch (ResourceException e) {
                            if (isClosed()) {
                                return Put.CLOSED; // who emptied it deleted its files, with drafts
                            }
                            throw e;
                        }
                        if (draft == null && !awaitRoom(content, null, deadline)) {
                            return Put.TIMED_OUT;
                        }
                    }
                    case FULL -> {
                        if (!awaitRoom(content, draft, deadline)) {
                            return Put.TIMED_OUT;
                        }
                    }
                }
            }
        } finally {
            if (draft != null) {
                ring.discard(draft);
            }
        }
    }

    /// @return false if the time is over, or this process has given the ring up
    private boolean awaitRoom(Content content, @Nullable Aside draft, long deadline)
            throws InterruptedException {
        return await(
                        ring.notFull(),
                        putSpin,
                        () ->
                                ring.looksFullFor(content, draft)
                                        && ring.closedBy() == 0
                                        && !givenUp.getAsBoolean(),
                        PUT,
                        deadline)
                && !givenUp.getAsBoolean();
    }

    /// Takes an item, waiting for one.
    ///
    /// @param deadline until when to wait; one that is over for not at all
    /// @return null if the time is over, or the ring closed and empty
    /// @throws InterruptedException if interrupted while waiting; nothing was taken
    /// @throws ClosedException if the tree ends
    public @Nullable Payload take(long deadline) throws InterruptedException {
        return take(tryTake, deadline);
    }

    /// As [#take(long)].
    ///
    /// @param reader makes of an item what is returned; if it throws, the item stays
    /// @return null also if this process has given the ring up
    <T> @Nullable T take(ItemReader<T> reader, long deadline) throws InterruptedException {
        return take(() -> ring.tryTake(reader), deadline);
    }

    private <T> @Nullable T take(Supplier<@Nullable T> attempt, long deadline)
            throws InterruptedException {
        while (true) {
            // In this order: when it was closed before the look, nothing can come after it.
            boolean closed = ring.isOver();
            T taken = orPassOn(attempt);
            if (taken != null || closed || givenUp.getAsBoolean()) {
                return taken;
            }
            if (!await(notEmpty, takeSpin, nothingToTake, TAKE, deadline)) {
                return null;
            }
        }
    }

    /// Makes an attempt to take. If it throws, the item stays, and another that waits for one is
    /// woken in place of this thread.
    private <T> @Nullable T orPassOn(Supplier<@Nullable T> attempt) {
        boolean done = false;
        try {
            T taken = attempt.get();
            done = true;
            return taken;
        } finally {
            if (!done) {
                passOn(notEmpty, nothingToTake);
            }
        }
    }

    /// Waits at the place of a joinable ring where those wait who join.
    ///
    /// @param obstacle as long as it is there
    /// @param deadline until when to wait; one that is over for not at all
    /// @return false if the time is over and the obstacle still there
    /// @throws InterruptedException if interrupted while waiting
    /// @throws ClosedException if the tree ends
    boolean awaitDone(WaitPoint allDone, BooleanSupplier obstacle, long deadline)
            throws InterruptedException {
        return !obstacle.getAsBoolean() || await(allDone, joinSpin, obstacle, JOIN, deadline);
    }

    /// Waits until there is something to take, or nothing can come any more. Takes nothing, so it
    /// passes on what it was woken for.
    ///
    /// @return false if the time is over
    boolean awaitItem(long deadline) throws InterruptedException {
        boolean ready =
                !nothingToTake.getAsBoolean()
                        || await(notEmpty, takeSpin, nothingToTake, TAKE, deadline);
        passOn(notEmpty, nothingToTake);
        return ready;
    }

    /// Returns whether there is something to take, or nothing can come any more.
    boolean hasItem() {
        return !nothingToTake.getAsBoolean();
    }

    /// Returns whether nothing can come any more but what is there.
    boolean isClosed() {
        return ring.closedBy() != 0;
    }

    Tree tree() {
        return tree;
    }

    /// Returns what a thread wants that waits for something to take.
    ///
    /// @return null if no one is to know
    WaitTable.@Nullable Wish wish() {
        return cell == null ? null : new WaitTable.Wish(cell, TAKE | part);
    }

    /// Where takers wait.
    WaitPoint notEmpty() {
        return notEmpty;
    }

    /// Waits as long as there is an obstacle.
    ///
    /// @param want what for, for those who look
    /// @return false if the time is over and the obstacle still there
    private boolean await(
            WaitPoint point, Spin spin, BooleanSupplier obstacle, int want, long deadline)
            throws InterruptedException {
        if (Deadline.remaining(deadline) <= 0) {
            return false;
        }
        if (spin.sees(obstacle)) {
            return true;
        }
        CellId known = cell;
        WaitTable.Wait told =
                known == null ? null : tree.waits().begin(known, want | part, deadline);
        try {
            return sleep(point, obstacle, deadline);
        } finally {
            if (told != null) {
                told.close();
            }
        }
    }

    private boolean sleep(WaitPoint point, BooleanSupplier obstacle, long deadline)
            throws InterruptedException {
        while (obstacle.getAsBoolean()) {
            if (tree.isClosing()) {
                throw new ClosedException("%s is closed, as %s has ended".formatted(what, tree));
            }
            if (Deadline.remaining(deadline) <= 0) {
                return false;
            }
            long ticket = point.enter();
            CrashPoint.reach("ring.wait.announced");
            try {
                if (obstacle.getAsBoolean()) {
                    point.await(ticket, deadline, true);
                }
                CrashPoint.reach("ring.wait.woken");
            } finally {
                point.leave(ticket);
            }
            if (Thread.interrupted()) {
                passOn(point, obstacle);
                throw new InterruptedException();
            }
        }
        return true;
    }

    /// Gives a wake-up to another that this thread may have had and won't use.
    private static void passOn(WaitPoint point, BooleanSupplier obstacle) {
        if (!obstacle.getAsBoolean()) {
            point.signal(1);
        }
    }
}
