package dev.brood.local.manager;

import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;

/// A queue in the server, of any of the three kinds.
///
/// An item whose taker is gone before the reply could be sent comes back to where it was, even if
/// that makes it more than the capacity for a while.
final class QueueServant extends WaitingServant
        implements JoinableService, DequeService, Attempting, Undoing {
    private final Class<?> face;
    private final int capacity;
    private final Deque<Object> items = new ArrayDeque<>();
    private final Condition notEmpty = mutex.newCondition();
    private final Condition notFull = mutex.newCondition();
    private final Accounts accounts = new Accounts(mutex.newCondition());

    QueueServant(Class<?> face, int capacity) {
        this.face = face;
        this.capacity = capacity;
    }

    @Override
    public Class<?> face() {
        return face;
    }

    @Override
    void wakeAll() {
        notEmpty.signalAll();
        notFull.signalAll();
        accounts.settled.signalAll();
    }

    @Override
    void release(Session client) {
        accounts.clientGone(client);
    }

    @Override
    public boolean offer(Object item, boolean atFront) {
        return put(List.of(item), atFront);
    }

    @Override
    public boolean offerAll(Collection<?> all) {
        return put(all, false);
    }

    private boolean put(Collection<?> all, boolean atFront) {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            check(caller);
            if (all.size() > capacity - items.size()) {
                return false;
            }
            for (Object item : all) {
                insert(Objects.requireNonNull(item, "item"), atFront);
            }
            return true;
        } finally {
            mutex.unlock();
        }
    }

    private void insert(Object item, boolean atFront) {
        if (atFront) {
            items.addFirst(item);
        } else {
            items.addLast(item);
        }
        accounts.put();
        notEmpty.signal();
    }

    @Override
    public void put(Object item, boolean atFront) throws InterruptedException {
        boolean _ = put(item, atFront, Deadline.NEVER);
    }

    @Override
    public boolean offer(Object item, boolean atFront, Duration timeout)
            throws InterruptedException {
        return put(item, atFront, Deadline.after(timeout));
    }

    private boolean put(Object item, boolean atFront, long deadline) throws InterruptedException {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            while (items.size() >= capacity) {
                if (!awaitTurn(notFull, caller, deadline)) {
                    return false;
                }
            }
            check(caller);
            insert(item, atFront);
            return true;
        } finally {
            mutex.unlock();
        }
    }

    /// Waits for a signal; one that it can't use any more it passes on.
    private boolean awaitTurn(Condition place, Caller caller, long deadline)
            throws InterruptedException {
        boolean inTime = false;
        try {
            inTime = await(place, caller, deadline, true);
            return inTime;
        } finally {
            if (!inTime) {
                place.signal();
            }
        }
    }

    @Override
    public @Nullable Object poll(boolean atBack) {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            check(caller);
            return remove(atBack, caller);
        } finally {
            mutex.unlock();
        }
    }

    private @Nullable Object remove(boolean atBack, Caller caller) {
        Object item = atBack ? items.pollLast() : items.pollFirst();
        if (item != null) {
            accounts.taken(caller, 1);
            notFull.signal();
        }
        return item;
    }

    @Override
    public Object take(boolean atBack) throws InterruptedException {
        return Objects.requireNonNull(take(atBack, Deadline.NEVER));
    }

    @Override
    public @Nullable Object poll(boolean atBack, Duration timeout) throws InterruptedException {
        return take(atBack, Deadline.after(timeout));
    }

    private @Nullable Object take(boolean atBack, long deadline) throws InterruptedException {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            while (items.isEmpty()) {
                if (!awaitTurn(notEmpty, caller, deadline)) {
                    return null;
                }
            }
            check(caller);
            return remove(atBack, caller);
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public @Nullable Object attempt(String method, @Nullable Object[] arguments) {
        return switch (method) {
            case "put" -> offer(arguments) ? null : LATER;
            case "offer" -> offer(arguments) ? true : LATER;
            case "join" ->
                    accounts.isSettled(mutex) ? join(Duration.ZERO, Caller.current()) : LATER;
            default -> {
                Object item = poll(Boolean.TRUE.equals(arguments[0]));
                yield item == null ? LATER : item;
            }
        };
    }

    private boolean offer(@Nullable Object[] arguments) {
        return offer(
                Objects.requireNonNull(arguments[0], "item"), Boolean.TRUE.equals(arguments[1]));
    }

    private @Nullable Object join(Duration timeout, Caller caller) {
        try {
            return accounts.join(this, caller, Deadline.after(timeout));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted without waiting", e);
        }
    }

    @Override
    public void undo(String method, @Nullable Object[] arguments, @Nullable Object result) {
        mutex.lock();
        try {
            if (result != null && (method.equals("take") || method.equals("poll"))) {
                if (Boolean.TRUE.equals(arguments[0])) {
                    items.addLast(result);
                } else {
                    items.addFirst(result);
                }
                accounts.takenBack(1);
            } else if (method.equals("drain") && result instanceof List<?> taken) {
                taken.reversed().forEach(items::addFirst);
                accounts.takenBack(taken.size());
            }
            notEmpty.signalAll();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public @Nullable Object peek(boolean atBack) {
        mutex.lock();
        try {
            return atBack ? items.peekLast() : items.peekFirst();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public List<Object> drain(int most) {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            check(caller);
            List<Object> taken = new ArrayList<>();
            while (taken.size() < most && !items.isEmpty()) {
                taken.add(items.removeFirst());
            }
            accounts.taken(caller, taken.size());
            notFull.signalAll();
            return taken;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public int size() {
        mutex.lock();
        try {
            return items.size();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public void clear() {
        mutex.lock();
        try {
            accounts.dropped(items.size());
            items.clear();
            notFull.signalAll();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public boolean remove(Object item, boolean fromBack) {
        mutex.lock();
        try {
            Iterator<Object> each = fromBack ? items.descendingIterator() : items.iterator();
            while (each.hasNext()) {
                if (item.equals(each.next())) {
                    each.remove();
                    accounts.dropped(1);
                    notFull.signal();
                    return true;
                }
            }
            return false;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public boolean removeAll(Collection<?> others, boolean isRetaining) {
        Set<Object> named = new HashSet<>(others);
        mutex.lock();
        try {
            int before = items.size();
            boolean changed = items.removeIf(item -> named.contains(item) != isRetaining);
            accounts.dropped(before - items.size());
            notFull.signalAll();
            return changed;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public List<Object> copy() {
        mutex.lock();
        try {
            return new ArrayList<>(items);
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void taskDone() {
        Caller caller = Caller.current();
        mutex.lock();
        try {
            accounts.done(caller);
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return accounts.join(this, Caller.current(), Deadline.after(timeout));
    }

    @Override
    public int unfinished() {
        mutex.lock();
        try {
            return accounts.unfinished();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public int lost() {
        mutex.lock();
        try {
            return accounts.lost();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public int writeOff() {
        mutex.lock();
        try {
            return accounts.writeOff();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public String toString() {
        return "queue (%d of %d items)".formatted(size(), capacity);
    }
}
