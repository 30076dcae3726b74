package dev.brood.local.channel;

import dev.brood.ClosedException;
import dev.brood.local.memory.Cell;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;

/// A queue's memory in this process: which threads are in it, how it ends, and when it is unmapped.
///
/// Threads are counted in and out, and when the queue has ended, the last to leave unmaps it.
/// Unmapping it under a thread that holds one of the ring's mutexes would leave that mutex locked,
/// by a process that lives: others would wait for ever.
///
/// | state | meaning | goes to | by |
/// |---|---|---|---|
/// | n | n threads are in it | OVER + n | whoever finds that the queue has ended |
/// | OVER + n | nobody comes in any more, except for recovery | OVER + UNMAPPED | the last to leave |
final class QueueMemory {
    private static final int OVER = 1 << 31;
    private static final int UNMAPPED = 1 << 30;

    private final Queues queues;
    private final Tree tree;
    private final Cell cell;
    private final String name;
    private final Ring ring;
    private final AtomicInteger state = new AtomicInteger();

    /// How it ended; set before OVER is.
    private volatile @Nullable String ending;

    /// Whether there is no more to be done when a handle is encoded.
    private volatile boolean sent;

    QueueMemory(Queues queues, Tree tree, Cell cell, String name, Ring ring) {
        this.queues = queues;
        this.tree = tree;
        this.cell = cell;
        this.name = name;
        this.ring = ring;
        this.sent = Queues.isSent(cell);
    }

    Cell cell() {
        return cell;
    }

    Ring ring() {
        return ring;
    }

    OperatingSystem system() {
        return tree.system();
    }

    /// Marks the queue as one that other processes may know. While no other does, only this process
    /// gives its cell back, in [#finish]: so until then nothing else is in the cell.
    void send() {
        try {
            if (!sent) {
                sendNow();
            }
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    /// Has handles encoded without that: none of them leaves this process.
    void neverSend() {
        sent = true;
    }

    private synchronized void sendNow() {
        if (ending == null && !sent) {
            Queues.setSent(cell);
            sent = true;
        }
    }

    /// Comes in. Must be followed by [#leave].
    ///
    /// @throws ClosedException if the queue has ended
    void enter() {
        if (!tryEnter()) {
            throw closed();
        }
    }

    /// Comes in, if the queue has not ended. Then it must be followed by [#leave].
    boolean tryEnter() {
        if (state.incrementAndGet() >= 0) {
            return true;
        }
        leave();
        return false;
    }

    void leave() {
        if (state.decrementAndGet() == OVER && state.compareAndSet(OVER, OVER | UNMAPPED)) {
            ring.close();
            queues.unmapped(this);
        }
    }

    /// Gives back what a dead process held. Also in a queue that has ended: a thread that is still
    /// in it may be waiting for just that.
    ///
    /// @return false if nothing was done, as it is unmapped
    boolean recover(Member dead) {
        int now = state.get();
        while ((now & UNMAPPED) == 0 && !state.compareAndSet(now, now + 1)) {
            now = state.get();
        }
        if ((now & UNMAPPED) != 0) {
            return false;
        }
        try {
            ring.recover(dead);
            // Should the dead have been about to do this.
            if (ring.closedBy() != 0 && (ring.isDrained() || ring.isUnlinked())) {
                finish();
            }
            return true;
        } finally {
            leave();
        }
    }

    /// Ends the queue, if it is closed and empty. This and what follows is for threads that are in
    /// it.
    void finishIfEmpty() {
        if (ring.closedBy() != 0 && ring.isDrained()) {
            finish();
        }
    }

    /// Ends the queue, with all that is in it: gives its memory back.
    synchronized void finish() {
        if (ending == null) {
            try {
                Joining joining = ring.joining();
                if (joining != null) {
                    // Takers wait as long as others have something in hand that may come back.
                    joining.ledger().setDiscarded();
                    ring.notEmpty().signalAll();
                }
                CrashPoint.reach("queue.finish.told");
                queues.discard(this, ring);
                ring.wakeJoiners();
            } finally {
                setOver();
            }
        }
    }

    /// Ends the queue here, if another process has ended it.
    void finishIfGone() {
        if (ending == null && isGone()) {
            queues.forget(this);
            setOver();
        }
    }

    /// Unmaps it here, as if it had ended. For a queue that nobody knows.
    void forsake() {
        enter();
        setOver();
        leave();
    }

    private void setOver() {
        ending = closedBy();
        Joining joining = ring.joining();
        if (joining != null) {
            joining.ledger().remember();
        }
        int now = state.get();
        while (now >= 0 && !state.compareAndSet(now, now | OVER)) {
            now = state.get();
        }
    }

    /// Returns whether a process has given its memory back. For a thread that is in it.
    boolean isGone() {
        return !tree.arena().isCurrent(cell);
    }

    /// Returns whether it is known here that the queue has ended.
    boolean hasEnded() {
        return ending != null;
    }

    /// Returns the exception for who comes too late.
    ClosedException closed() {
        String how = ending;
        return new ClosedException(describe(how == null ? closedBy() : how));
    }

    /// Tells what it means that something is not there any more. For a thread that is in it.
    IllegalStateException explain(IllegalStateException e) {
        if (tree.isClosing()) {
            throw new ClosedException(describe("closed, as " + tree + " has ended"));
        }
        finishIfGone(); // by its maker, with what was in it
        if (ending != null) {
            throw closed();
        }
        return e;
    }

    /// Describes it in a few words.
    ///
    /// @return for instance `3 of 10 items, closed`
    String describeState() {
        if (!tryEnter()) {
            return String.valueOf(ending);
        }
        try {
            return "%d of %d items%s"
                    .formatted(
                            ring.size(), ring.capacity(), ring.closedBy() == 0 ? "" : ", closed");
        } finally {
            leave();
        }
    }

    private String describe(String how) {
        return "queue '%s' (capacity %d) is %s".formatted(name, ring.capacity(), how);
    }

    private String closedBy() {
        int closer = ring.closedBy();
        if (closer == tree.pid()) {
            return "closed by this process";
        }
        try {
            return tree.roster()
                    .find(closer)
                    .map(member -> "closed by " + member)
                    .orElse("closed by pid " + closer);
        } catch (IllegalStateException _) {
            return "closed, as " + tree + " has ended";
        }
    }
}
