package dev.brood.local.channel;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/// The items of one queue that this process has taken and not acknowledged, in the order they were
/// taken. Usually few.
final class InHand {
    private final Set<Item> items = new LinkedHashSet<>();

    /// One item; each is itself alone.
    static final class Item {
        private final Object item;
        private final Thread taker;
        private final int position;

        private Item(Object item, Thread taker, int position) {
            this.item = item;
            this.taker = taker;
            this.position = position;
        }

        /// Returns where it is in the ring.
        int position() {
            return position;
        }
    }

    synchronized void add(Object item, int position) {
        items.add(new Item(item, Thread.currentThread(), position));
    }

    /// Removes the one that a thread has had for longest.
    @Nullable Item removeOldestOf(Thread thread) {
        return remove((Item each) -> each.taker.equals(thread));
    }

    /// Removes one by the very object that was given to the user.
    @SuppressWarnings("ReferenceEquality") // equal items are not the same item
    @Nullable Item remove(Object item) {
        return remove((Item each) -> each.item == item);
    }

    private synchronized @Nullable Item remove(Predicate<Item> test) {
        Iterator<Item> all = items.iterator();
        while (all.hasNext()) {
            Item each = all.next();
            if (test.test(each)) {
                all.remove();
                return each;
            }
        }
        return null;
    }
}
