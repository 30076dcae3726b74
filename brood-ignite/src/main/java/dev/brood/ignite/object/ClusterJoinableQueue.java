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
        Object _ = answered(call(new JoinableCell.Done(item.number())));
        if (redelivers()) {
            drop(item);
        }
    }

    private @Nullable Object answered(@Nullable Object result) {
        return result == null ? null : checked(result);
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
            Object _ = answered(call(new JoinableCell.Done(0)));
            return;
        }
        Thread thread = Thread.currentThread();
        Held held = removeHeld(each -> each.thread == thread);
        if (held == null) {
            Object _ = requireUnfinished();
            throw new IllegalStateException(
                    "%s was told that an item is done, but this thread has none of its items in hand; taskDone(item) is for one that another thread has taken"
                            .formatted(described()));
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
            Object _ = requireUnfinished();
            throw new IllegalStateException(
                    "%s was told that an item is done, but this process does not have that item in hand"
                            .formatted(described()));
        }
        finish(held.item);
    }

    /// Says so if the queue is closed and all is done, as no item has the number 0.
    private @Nullable Object requireUnfinished() {
        try {
            return answered(call(new JoinableCell.Done(0)));
        } catch (IllegalStateException _) {
            return null;
        }
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
