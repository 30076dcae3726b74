package dev.brood.ignite.object;

import dev.brood.DecodingException;
import dev.brood.ItemsLostException;
import dev.brood.JoinableQueue;
import dev.brood.ignite.cell.JoinableCell;
import dev.brood.ignite.cell.Op;
import dev.brood.ignite.cell.QueueCell.Item;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/// A queue of a cluster that knows what became of its items. What never changes of it: its
/// capacity, and 1 if it delivers again.
///
/// @param <E> what it holds
final class ClusterJoinableQueue<E> extends ClusterQueue<E> implements JoinableQueue<E> {
    private static final long serialVersionUID = 1;

    /// What this process has in hand of a queue that delivers again, the oldest first. Guarded by
    /// itself.
    private final transient List<Held> inHand = new ArrayList<>();

    ClusterJoinableQueue(ObjectName name) {
        super(name);
    }

    private record Held(Thread thread, Object value, Item item) {}

    private boolean redelivers() {
        return objectName().number(1) == 1;
    }

    @Override
    boolean holds() {
        return true;
    }

    @Override
    E received(Item item) {
        E value;
        try {
            value = value(item, !redelivers());
        } catch (DecodingException e) {
            finish(item); // nobody will be able to
            throw e;
        }
        if (redelivers()) {
            synchronized (inHand) {
                inHand.add(new Held(Thread.currentThread(), value, item));
            }
        }
        return value;
    }

    private void finish(Item item) {
        done(item.number(), "this process has none of its items in hand");
        if (redelivers()) {
            drop(item);
        }
    }

    /// Says that an item is done; none has the number 0 in a queue that delivers again.
    private void done(long number, String otherwise) {
        switch (call(new JoinableCell.Done(number))) {
            case null -> {}
            case JoinableCell.NotInHand(int unfinished, int waiting) ->
                    throw new IllegalStateException(
                            "taskDone() was called too often on queue '%s' (%d of %d items): %s (%d unfinished, %d of them waiting)"
                                    .formatted(
                                            name(),
                                            waiting,
                                            capacity(),
                                            otherwise,
                                            unfinished,
                                            waiting));
            case Object closed -> checked(closed);
        }
    }

    private @Nullable Held removeHeld(Predicate<Held> which) {
        synchronized (inHand) {
            Iterator<Held> all = inHand.iterator();
            while (all.hasNext()) {
                Held held = all.next();
                if (which.test(held)) {
                    all.remove();
                    return held;
                }
            }
            return null;
        }
    }

    @Override
    public void taskDone() {
        if (!redelivers()) {
            done(0, "this process has none of its items in hand");
            return;
        }
        Thread thread = Thread.currentThread();
        Held held = removeHeld(each -> each.thread.equals(thread));
        if (held == null) {
            done(
                    0,
                    "this thread has none of its items in hand; taskDone(item) is for one that"
                            + " another thread has taken");
            return;
        }
        finish(held.item);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the very object
    public void taskDone(E item) {
        Objects.requireNonNull(item, "item");
        if (!redelivers()) {
            taskDone();
            return;
        }
        Held held = removeHeld(each -> each.value == item);
        if (held == null) {
            done(0, "this process does not have that item in hand");
            return;
        }
        finish(held.item);
    }

    @Override
    public void join() throws InterruptedException {
        boolean _ = settled(callInterruptibly(new JoinableCell.Join(), null));
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return settled(callInterruptibly(new JoinableCell.Join(), timeout));
    }

    private boolean settled(@Nullable Object result) {
        if (result instanceof JoinableCell.Loss loss) {
            throw new ItemsLostException(
                    name(),
                    loss.items(),
                    loss.pid(),
                    loss.process(),
                    Instant.ofEpochMilli(loss.millis()));
        }
        return result != Op.Outcome.WITHDRAWN;
    }

    private int number(Op op) {
        return (Integer) Objects.requireNonNull(call(op));
    }

    @Override
    public int unfinished() {
        return number(new JoinableCell.Unfinished());
    }

    @Override
    public int lost() {
        return number(new JoinableCell.Lost());
    }

    @Override
    public int writeOff() {
        return number(new JoinableCell.WriteOff());
    }
}
