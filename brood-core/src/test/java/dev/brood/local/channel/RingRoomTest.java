package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.brood.junit.Await;
import dev.brood.local.os.Deadline;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A put waits for the number of items only, never for bytes; in a ring bounded by bytes it is the
/// other way round.
class RingRoomTest {
    private static final int AREA = 4096;
    private static final int CAPACITY = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Tree tree;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
    }

    @AfterEach
    void close() {
        threads.close();
        tree.close();
    }

    private RingModel model(int capacity, SplittableRandom random) throws Exception {
        long number = tree.nextNumber();
        return new RingModel(tree, Ring.create(tree, number, capacity, AREA), number, 2, random);
    }

    /// The worst for room: a burst into a ring that was found empty just before its end.
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 1000, 1400, 2000, 5000})
    void put_burstAfterTheRingRanEmpty_findsRoomForCapacityItems(int capacity) throws Exception {
        SplittableRandom random = new SplittableRandom(capacity);
        PayloadSamples samples = new PayloadSamples(random);
        try (RingModel ring = model(capacity, random)) {
            for (int lap = 0; lap < 80; lap++) {
                for (int i = 2040 + lap; i > 0; i--) {
                    ring.put(samples.ofLength(1 + random.nextInt(8)));
                    ring.take();
                }
                while (ring.size() < capacity) {
                    ring.put(samples.ofLength(1 + random.nextInt(8)));
                }
                ring.put(samples.ofLength(1));
                ring.drain();
            }
        }
    }

    /// What is removed from the middle takes room until head passes it. When all room is taken by
    /// it, putters wait, rather than overwrite.
    @Test
    void put_afterManyRemovalsBehindAnItemThatStays_waitsForThatItem() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        PayloadSamples samples = new PayloadSamples(random);
        long number = tree.nextNumber();
        try (RingModel ring =
                        new RingModel(
                                tree,
                                Ring.create(tree, number, CAPACITY, AREA),
                                number,
                                2,
                                random);
                Ring other = Ring.open(tree, number)) {
            BlockingRing blocking = new BlockingRing(tree, other);
            ring.put(samples.ofLength(8));
            int removals = 0;
            while (!other.looksFull()) {
                ring.put(samples.ofLength(random.nextInt(9)));
                ring.removeLast();
                removals++;
                ring.look(1);
            }
            assertThat(removals).isGreaterThan(CAPACITY);
            Payload next = samples.ofLength(8);
            assertThat(blocking.put(next, System.nanoTime())).isEqualTo(BlockingRing.Put.TIMED_OUT);

            Future<BlockingRing.Put> waiting =
                    threads.submit(() -> blocking.put(next, Deadline.NEVER));
            Await.until(PATIENCE, "the putter to wait", () -> other.notFull().hasWaiters());
            ring.take();
            assertThat(waiting.get(PATIENCE.toSeconds(), SECONDS)).isEqualTo(BlockingRing.Put.DONE);
            assertThat(PayloadSamples.same(other.tryTake(), next)).isTrue();
            ring.check();
        }
        assertThat(RingFiles.of(tree)).isEmpty();
    }

    /// A ring that starts over when it is found empty loses what is behind to padding. One bounded
    /// by bytes can't afford that: who puts would wait with most of it free.
    @Test
    void tryPut_burstAfterARingBoundedByBytesRanEmpty_fillsItWhereverItWas() throws Exception {
        int bytes = 256 * 1024;
        Payload item = new Payload(new byte[1000], 1000);
        try (Ring ring = Ring.createForBytes(tree, tree.nextNumber(), bytes)) {
            for (int lap = 0; lap < 200; lap++) {
                for (int i = 0; i < lap; i++) {
                    assertThat(ring.tryPut(item, null)).isEqualTo(Ring.Put.DONE);
                    assertThat(ring.tryTake()).isNotNull();
                }
                int items = 0;
                while (ring.tryPut(item, null) == Ring.Put.DONE) {
                    items++;
                }
                assertThat(1000 * items)
                        .as("bytes in lap %d", lap)
                        .isBetween(bytes * 9 / 10, bytes);
                assertThat(ring.takeAll(Integer.MAX_VALUE)).hasSize(items);
            }
            ring.unlink();
        }
    }
}
