package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.brood.local.os.Deadline;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/// Several threads at one ring, each through a view of its own.
class RingStressTest {
    private static final int PID = 4711;
    private static final int PRODUCERS = 3;
    private static final int ITEMS = 4_000;
    private static final int AREA = 64 * 1024;

    private Tree tree;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private static <T> FutureTask<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().start(task);
        return task;
    }

    /// The taker looks again and again at an empty ring, and so also while a record comes in that
    /// has padding before it: the padding must never be taken for an item.
    @Test
    void tryTake_whileRecordsWithPaddingComeIn_takesTheRecordsAlone() throws Exception {
        long number = tree.nextNumber();
        int items = 100_000;
        try (Ring out = Ring.create(tree, number, 4, 4096);
                Ring in = Ring.open(tree, number)) {
            FutureTask<Integer> taker =
                    start(() -> {
                        SplittableRandom lengths = new SplittableRandom(1);
                        for (int i = 0; i < items; i++) {
                            Payload payload = in.tryTake();
                            while (payload == null) {
                                payload = in.tryTake();
                            }
                            assertThat(payload.headLength()).isEqualTo(4 + lengths.nextInt(200));
                            assertThat(ByteBuffer.wrap(payload.head()).getInt()).isEqualTo(i);
                        }
                        return items;
                    });
            SplittableRandom lengths = new SplittableRandom(1);
            for (int i = 0; i < items && !taker.isDone(); i++) {
                int length = 4 + lengths.nextInt(200);
                Payload payload =
                        new Payload(ByteBuffer.allocate(length).putInt(i).array(), length);
                while (out.tryPut(payload, null) != Ring.Put.DONE && !taker.isDone()) {
                    Thread.onSpinWait();
                }
            }
            assertThat(taker.get(60, SECONDS)).isEqualTo(items);
            out.unlink();
        }
    }

    /// Producers of items of all sizes; takers, some of which take many at once; one thread that
    /// looks, and one that removes items from the middle. Each item turns up once.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 50, 1000})
    void allOperationsAtOnce_eachItemTurnsUpOnce(int capacity) throws Exception {
        long number = tree.nextNumber();
        List<Ring> views = new ArrayList<>(List.of(Ring.create(tree, number, capacity, AREA)));
        for (int i = 0; i < 2 * PRODUCERS; i++) {
            views.add(Ring.open(tree, number));
        }
        List<FutureTask<Integer>> producers = new ArrayList<>();
        List<FutureTask<List<Integer>>> takers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            int producer = i;
            producers.add(start(() -> produce(views.get(producer), producer)));
        }
        takers.add(start(() -> take(views.get(PRODUCERS))));
        takers.add(start(() -> takeMany(views.get(PRODUCERS + 1))));
        takers.add(start(() -> remove(views.get(PRODUCERS + 2))));
        for (FutureTask<Integer> producer : producers) {
            producer.get(60, SECONDS);
        }
        views.getFirst().closePut(PID);
        List<Integer> all = new ArrayList<>();
        for (FutureTask<List<Integer>> taker : takers) {
            all.addAll(taker.get(60, SECONDS));
        }
        all.sort(null);
        int[] wanted = new int[PRODUCERS * ITEMS];
        Arrays.setAll(wanted, i -> i);
        assertThat(all.stream().mapToInt(i -> i).toArray()).isEqualTo(wanted);
        assertThat(views.getLast().size()).isZero();
        assertThat(RingFiles.ofPayloads(tree)).isEmpty();
        views.forEach(Ring::close);
    }

    private int produce(Ring ring, int producer) throws InterruptedException {
        BlockingRing blocking = new BlockingRing(tree, ring);
        SplittableRandom random = new SplittableRandom(producer);
        for (int i = 0; i < ITEMS; i++) {
            int id = producer * ITEMS + i;
            // Now and then one that needs a file of its own.
            int length = 4 + (random.nextInt(500) == 0 ? 5000 : random.nextInt(300));
            byte[] head = ByteBuffer.allocate(length).putInt(id).array();
            assertThat(blocking.put(new Payload(head, length), Deadline.NEVER))
                    .isEqualTo(BlockingRing.Put.DONE);
        }
        return ITEMS;
    }

    private static int id(Payload payload) {
        return ByteBuffer.wrap(payload.head()).getInt();
    }

    private List<Integer> take(Ring ring) throws InterruptedException {
        BlockingRing blocking = new BlockingRing(tree, ring);
        List<Integer> taken = new ArrayList<>();
        int[] last = {-1, -1, -1};
        for (Payload item = blocking.take(Deadline.NEVER);
                item != null;
                item = blocking.take(Deadline.NEVER)) {
            int id = id(item);
            assertThat(id).as("order of one producer").isGreaterThan(last[id / ITEMS]);
            last[id / ITEMS] = id;
            taken.add(id);
        }
        return taken;
    }

    private List<Integer> takeMany(Ring ring) {
        List<Integer> taken = new ArrayList<>();
        while (ring.closedBy() == 0 || ring.size() > 0) {
            ring.takeAll(7).forEach(item -> taken.add(id(item)));
            Thread.onSpinWait();
        }
        return taken;
    }

    /// Looks at what is there, and removes something of it.
    private List<Integer> remove(Ring ring) {
        SplittableRandom random = new SplittableRandom(1);
        List<Integer> removed = new ArrayList<>();
        while (ring.closedBy() == 0 || ring.size() > 0) {
            List<Ring.Seen> seen = ring.look(20);
            if (!seen.isEmpty()) {
                Ring.Seen one = seen.get(random.nextInt(seen.size()));
                if (ring.remove(one)) {
                    removed.add(id(one.payload()));
                }
            }
            assertThat(ring.size()).isBetween(0, ring.capacity());
        }
        return removed;
    }
}
