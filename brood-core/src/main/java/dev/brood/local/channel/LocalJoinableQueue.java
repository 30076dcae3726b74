package dev.brood.local.channel;

import dev.brood.DecodingException;
import dev.brood.ItemsLostException;
import dev.brood.JoinableQueue;
import dev.brood.local.memory.Cell;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Tree;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/// A [JoinableQueue] on a [Ring] that keeps accounts.
///
/// @param <E> what it holds
public final class LocalJoinableQueue<E> extends LocalQueue<E> implements JoinableQueue<E> {
    private static final long serialVersionUID = 1;

    private final transient Ring ring;
    private final transient Joining joining;
    private final transient Ledger ledger;
    private final transient BooleanSupplier unfinished;

    /// What this process has in hand, if that stays in the ring.
    private final transient InHand inHand = new InHand();

    LocalJoinableQueue(
            Queues queues, Tree tree, Cell cell, String name, Ring ring, Joining joining) {
        super(queues, tree, cell, name, ring);
        this.ring = ring;
        this.joining = joining;
        this.ledger = joining.ledger();
        this.unfinished = () -> !ledger.isSettled() && !ledger.hasDead() && !memory().isGone();
    }

    private boolean isLeased() {
        return ledger.accounts() == Accounts.LEASED;
    }

    @Override
    E receive(Payload payload) {
        try {
            E item = decode(payload);
            if (payload instanceof LeasedPayload leased) {
                inHand.add(item, leased.position());
            }
            return item;
        } catch (DecodingException e) {
            drop(payload); // nobody will be able to
            throw e;
        }
    }

    @Override
    void drop(Payload payload) {
        int position = payload instanceof LeasedPayload leased ? leased.position() : 0;
        if (!acknowledge(position)) {
            throw new AssertionError("an item of " + this + " is done that was just taken");
        }
    }

    @Override
    public void taskDone() {
        if (!isLeased()) {
            if (!acknowledge(0)) {
                throw tooMany("this process has none of its items in hand");
            }
            return;
        }
        InHand.Item item = inHand.removeOldestOf(Thread.currentThread());
        if (item == null) {
            throw tooMany(
                    "this thread has none of its items in hand; taskDone(item) is for one that"
                            + " another thread has taken");
        }
        finish(item);
    }

    @Override
    public void taskDone(E done) {
        Objects.requireNonNull(done);
        if (!isLeased()) {
            taskDone();
            return;
        }
        InHand.Item item = inHand.remove(done);
        if (item == null) {
            throw tooMany("this process does not have that item in hand");
        }
        finish(item);
    }

    private void finish(InHand.Item item) {
        if (!acknowledge(item.position())) {
            throw new AssertionError("an item of " + this + " is done that was in hand");
        }
    }

    private boolean acknowledge(int position) {
        memory().enter();
        try {
            boolean done = ring.acknowledge(position);
            memory().finishIfEmpty();
            return done;
        } catch (IllegalStateException e) {
            throw memory().explain(e);
        } finally {
            memory().leave();
        }
    }

    private RuntimeException tooMany(String why) {
        if (memory().hasEnded()) {
            return memory().closed();
        }
        return new IllegalStateException(
                "taskDone() was called too often on %s: %s (%d unfinished, %d of them waiting)"
                        .formatted(this, why, unfinished(), size()));
    }

    @Override
    public void join() throws InterruptedException {
        var _ = join(Deadline.NEVER);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return join(Deadline.after(timeout));
    }

    private boolean join(long deadline) throws InterruptedException {
        throwIfInterrupted();
        if (!memory().tryEnter()) {
            return joinEnded();
        }
        boolean settled;
        int lost;
        try {
            settled = awaitSettled(deadline);
            lost = settled ? joining.lost() : 0;
            if (lost > 0) {
                throw lost(lost, ledger.loser());
            }
            memory().finishIfEmpty();
        } catch (IllegalStateException e) {
            throw memory().explain(e);
        } finally {
            memory().leave();
        }
        return settled;
    }

    private boolean awaitSettled(long deadline) throws InterruptedException {
        while (true) {
            joining.settle();
            if (ledger.isSettled()) {
                return true;
            }
            if (memory().isGone()) {
                throw memory().closed();
            }
            if (!blocking().awaitDone(ledger.allDone(), unfinished, deadline)) {
                return false;
            }
        }
    }

    /// Tells how it was when the memory was given back.
    private boolean joinEnded() {
        Ledger.End end = ledger.end();
        if (!end.settled()) {
            throw memory().closed();
        }
        Ledger.Loser loser = end.loser();
        if (loser != null) {
            throw lost(end.lost(), loser);
        }
        return true;
    }

    private ItemsLostException lost(int items, Ledger.Loser loser) {
        return new ItemsLostException(name(), items, loser.pid(), loser.process(), loser.when());
    }

    @Override
    public int unfinished() {
        return ifOpen(ledger::unfinished);
    }

    @Override
    public int lost() {
        return memory().tryEnter() ? leaving(joining::lost) : ledger.end().lost();
    }

    @Override
    public int writeOff() {
        return ifOpen(joining::writeOff);
    }

    private int ifOpen(IntSupplier what) {
        return memory().tryEnter() ? leaving(what) : 0;
    }

    private int leaving(IntSupplier what) {
        try {
            joining.settle();
            return what.getAsInt();
        } catch (IllegalStateException e) {
            throw memory().explain(e);
        } finally {
            memory().leave();
        }
    }

    @Override
    void settle() {
        joining.settle();
        memory().finishIfEmpty();
    }
}
