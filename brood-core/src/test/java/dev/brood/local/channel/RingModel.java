package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.local.roster.Tree;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A ring beside a list that says what must be in it. Every operation is done to both and compared;
/// the ring is used through several objects in turn, each with a view of its own of where head and
/// tail are, as several processes would.
final class RingModel implements AutoCloseable {
    private final RandomGenerator random;
    private final int capacity;
    private final List<Ring> views = new ArrayList<>();
    private final List<BlockingRing> blocking = new ArrayList<>();
    private final List<Payload> model = new ArrayList<>();
    private final List<Ring.Seen> seen = new ArrayList<>();
    private final List<Payload> seenItems = new ArrayList<>();
    private boolean closed;

    RingModel(Tree tree, Ring ring, long number, int views, RandomGenerator random)
            throws NoSuchFileException {
        this.random = random;
        this.capacity = ring.capacity();
        add(tree, ring);
        for (int i = 1; i < views; i++) {
            add(tree, Ring.open(tree, number));
        }
    }

    private void add(Tree tree, Ring ring) {
        views.add(ring);
        blocking.add(new BlockingRing(tree, ring));
    }

    private Ring any() {
        return views.get(random.nextInt(views.size()));
    }

    int size() {
        return model.size();
    }

    /// Puts without waiting: it must succeed if and only if there are fewer items than capacity.
    void put(Payload payload) throws InterruptedException {
        BlockingRing.Put wanted =
                closed
                        ? BlockingRing.Put.CLOSED
                        : model.size() < capacity
                                ? BlockingRing.Put.DONE
                                : BlockingRing.Put.TIMED_OUT;
        BlockingRing ring = blocking.get(random.nextInt(blocking.size()));
        assertThat(ring.put(payload, System.nanoTime()))
                .as("put of a %s, with %d in it", PayloadSamples.describe(payload), model.size())
                .isEqualTo(wanted);
        if (wanted == BlockingRing.Put.DONE) {
            model.add(payload);
        }
    }

    void take() {
        Payload taken = any().tryTake();
        if (model.isEmpty()) {
            assertThat(taken).as("taken from an empty ring").isNull();
            return;
        }
        assertThat(taken).as("taken with %d in it", model.size()).isNotNull();
        assertSame(taken, model.removeFirst());
    }

    void takeAll(int most) {
        List<Payload> taken = any().takeAll(most);
        assertThat(taken).hasSizeLessThanOrEqualTo(Math.min(most, model.size()));
        if (most > 0 && !model.isEmpty()) {
            assertThat(taken).as("all of %d", model.size()).isNotEmpty();
        }
        for (Payload payload : taken) {
            assertSame(payload, model.removeFirst());
        }
    }

    void look(int most) {
        List<Ring.Seen> found = any().look(most);
        assertThat(found).hasSize(Math.min(most, model.size()));
        for (int i = 0; i < found.size(); i++) {
            assertSame(found.get(i).payload(), model.get(i));
        }
        if (!found.isEmpty()) {
            int which = random.nextInt(found.size());
            seen.add(found.get(which));
            seenItems.add(model.get(which));
        }
    }

    /// Removes something that was seen at some time, perhaps long ago.
    void removeSeen() {
        if (seen.isEmpty()) {
            return;
        }
        int which = random.nextInt(seen.size());
        Payload item = seenItems.remove(which);
        boolean there = model.removeIf(each -> each == item);
        assertThat(any().remove(seen.remove(which)))
                .as("removal of a %s", PayloadSamples.describe(item))
                .isEqualTo(there);
    }

    /// Removes the item that was put last.
    void removeLast() {
        List<Ring.Seen> found = any().look(Integer.MAX_VALUE);
        assertThat(any().remove(found.getLast())).isTrue();
        model.removeLast();
    }

    /// Removes the first item whose first byte is a certain one. All items must have a head, and
    /// fit into the area.
    void removeFirst() {
        byte wanted = (byte) random.nextInt(256);
        if (!model.isEmpty() && random.nextInt(3) > 0) {
            wanted = model.get(random.nextInt(model.size())).head()[0];
        }
        byte first = wanted;
        boolean removed = any().removeFirst(head -> head.head()[0] == first, 1);
        int index = 0;
        while (index < model.size() && model.get(index).head()[0] != first) {
            index++;
        }
        assertThat(removed).isEqualTo(index < model.size());
        if (removed) {
            model.remove(index);
        }
    }

    void close(int pid) {
        assertThat(any().closePut(pid)).isEqualTo(!closed);
        closed = true;
    }

    void check() {
        for (Ring ring : views) {
            assertThat(ring.size()).as("size").isEqualTo(model.size());
            assertThat(ring.looksFull()).as("full").isEqualTo(model.size() >= capacity);
            assertThat(ring.looksEmpty()).as("empty").isEqualTo(model.isEmpty());
        }
    }

    /// Compares all that is left, and empties the ring.
    void drain() {
        look(Integer.MAX_VALUE);
        while (!model.isEmpty()) {
            take();
        }
        take();
        check();
    }

    private static void assertSame(Payload found, Payload wanted) {
        assertThat(PayloadSamples.same(found, wanted))
                .as(
                        "found %s, wanted %s",
                        PayloadSamples.describe(found), PayloadSamples.describe(wanted))
                .isTrue();
    }

    /// Unmaps all views and deletes the ring.
    @Override
    public void close() {
        views.getFirst().unlink();
        views.forEach(Ring::close);
    }
}
