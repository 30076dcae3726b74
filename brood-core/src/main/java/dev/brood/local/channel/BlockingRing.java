package dev.brood.local.channel;

import dev.brood.ClosedException;
import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;

/// A [Ring] as threads of this process wait for it.
public final class BlockingRing {
    private final Tree tree;
    private final Ring ring;
    private final String what;
    private final Spin takeSpin = new Spin();
    private final Spin putSpin = new Spin();
    private final Spin joinSpin = new Spin();
    private final BooleanSupplier nothingToTake;
    private final BooleanSupplier noRoom;

    /// Makes the access to a ring.
    ///
    /// @param tree the ring's tree
    /// @param ring an open ring
    public BlockingRing(Tree tree, Ring ring) {
        this(tree, ring, "a ring");
    }

    /// Makes the access to a ring that people know.
    ///
    /// @param what names it, for messages
    BlockingRing(Tree tree, Ring ring, String what) {
        this.tree = tree;
        this.ring = ring;
        this.what = what;
        this.nothingToTake = () -> ring.looksEmpty() && !ring.looksOver();
        this.noRoom = () -> ring.looksFull() && ring.closedBy() == 0;
    }

    /// What became of a put.
    public enum Put {
        /// The item is in.
        DONE,
        /// The time was over first.
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
        SpillFiles.Draft draft = null;
        try {
            while (true) {
                switch (ring.tryPut(payload, draft)) {
                    case DONE -> {
                        draft = null;
                        return Put.DONE;
                    }
                    case CLOSED -> {
                        return Put.CLOSED;
                    }
                    case NEEDS_DRAFT -> draft = ring.draft(payload);
                    case FULL -> {
                        if (!await(ring.notFull(), putSpin, noRoom, deadline)) {
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

    /// Takes an item, waiting for one.
    ///
    /// @param deadline until when to wait; one that is over for not at all
    /// @return null if the time is over, or the ring closed and empty
    /// @throws InterruptedException if interrupted while waiting; nothing was taken
    /// @throws ClosedException if the tree ends
    public @Nullable Payload take(long deadline) throws InterruptedException {
        while (true) {
            // In this order: when it was closed before the look, nothing can come after it.
            boolean closed = ring.isOver();
            Payload payload = ring.tryTake();
            if (payload != null || closed) {
                return payload;
            }
            if (!await(ring.notEmpty(), takeSpin, nothingToTake, deadline)) {
                return null;
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
        return !obstacle.getAsBoolean() || await(allDone, joinSpin, obstacle, deadline);
    }

    /// Waits as long as there is an obstacle.
    ///
    /// @return false if the time is over and the obstacle still there
    private boolean await(WaitPoint point, Spin spin, BooleanSupplier obstacle, long deadline)
            throws InterruptedException {
        if (Deadline.remaining(deadline) <= 0) {
            return false;
        }
        int limit = spin.limit();
        for (int i = 0; i < limit; i++) {
            if (!obstacle.getAsBoolean()) {
                spin.succeededAfter(i);
                return true;
            }
            Thread.onSpinWait();
        }
        spin.failed();
        return sleep(point, obstacle, deadline);
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
