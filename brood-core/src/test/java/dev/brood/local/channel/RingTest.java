package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/// What a ring holds, in what order, and how much, in one process.
class RingTest {
    private static final int AREA = 16 * 1024;
    private static final int PID = 4711;

    private Tree tree;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 341, 1000, 3000})
    void anySequenceOfOperations_isAsTheModelSays(int capacity) throws Exception {
        for (long seed = 0; seed < 6; seed++) {
            runModel(capacity, seed, 0);
        }
    }

    /// Counts and positions begin anew at 2³², and are negative as an int from 2³¹ on.
    @ParameterizedTest
    @ValueSource(longs = {1L << 32, 1L << 31})
    void anySequenceOfOperations_whileCountsAndPositionsWrapAround_isAsTheModelSays(long limit)
            throws Exception {
        for (long seed = 0; seed < 8; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int count = (int) (limit - random.nextInt(300));
            int position = (int) (limit - random.nextInt(3000));
            runModel(1 + random.nextInt(100), seed, RingLayout.cursor(count, position));
        }
    }

    private void runModel(int capacity, long seed, long start) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        long number = tree.nextNumber();
        Ring ring = Ring.create(tree, number, capacity, AREA, start);
        try (RingModel model = new RingModel(tree, ring, number, 1 + random.nextInt(3), random)) {
            run(model, random, Math.max(AREA, 48 * capacity) / 4);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "capacity %d, seed %d, start %x".formatted(capacity, seed, start), e);
        }
        assertThat(RingFiles.of(tree)).as("files left").isEmpty();
    }

    private static void run(RingModel ring, SplittableRandom random, int limit) throws Exception {
        PayloadSamples samples = new PayloadSamples(random);
        int putShare = 40;
        for (int i = 0; i < 1500; i++) {
            if (i % 150 == 0) {
                putShare = 10 + random.nextInt(80); // now it fills up, now it runs dry
            }
            if (random.nextInt(100) < putShare) {
                ring.put(samples.any(limit));
            } else {
                switch (random.nextInt(13)) {
                    case 0, 1 -> ring.takeAll(random.nextInt(20));
                    case 2 -> ring.look(random.nextInt(10));
                    case 3 -> ring.look(Integer.MAX_VALUE);
                    case 4, 5 -> ring.removeSeen();
                    default -> ring.take();
                }
            }
            if (i % 16 == 0) {
                ring.check();
            }
        }
        ring.close(PID);
        ring.put(samples.ofLength(3));
        ring.close(PID + 1);
        ring.drain();
    }

    @Test
    void removeFirst_inAnySequenceOfOperations_removesTheFirstThatFits() throws Exception {
        for (long seed = 0; seed < 5; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            PayloadSamples samples = new PayloadSamples(random);
            long number = tree.nextNumber();
            Ring created = Ring.create(tree, number, 50, AREA);
            try (RingModel ring = new RingModel(tree, created, number, 2, random)) {
                for (int i = 0; i < 2000; i++) {
                    switch (random.nextInt(5)) {
                        case 0, 1 -> ring.put(samples.ofLength(1 + random.nextInt(30)));
                        case 2 -> ring.put(samples.withArrays(1 + random.nextInt(9), 2, 9));
                        case 3 -> ring.removeFirst();
                        default -> ring.take();
                    }
                    ring.check();
                }
                ring.drain();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void put_ofEveryLengthUpToMoreThanTheArea_comesOutAsItWentIn() throws Exception {
        PayloadSamples samples = new PayloadSamples(new SplittableRandom(1));
        int quarter = AREA / 4;
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            lengths.add(i);
            lengths.add(quarter - 32 + i);
        }
        lengths.addAll(List.of(AREA / 2, AREA - 8, AREA, AREA + 1, 5 * AREA, 3_000_000));
        long number = tree.nextNumber();
        Ring created = Ring.create(tree, number, lengths.size(), AREA);
        try (RingModel ring = new RingModel(tree, created, number, 2, new SplittableRandom(2))) {
            for (int length : lengths) {
                ring.put(samples.ofLength(length));
            }
            assertThat(RingFiles.ofPayloads(tree)).isNotEmpty();
            ring.drain();
            assertThat(RingFiles.ofPayloads(tree)).isEmpty();
        }
    }

    /// More arrays than 16 bits count.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 65_535, 65_536, 70_000})
    void put_ofManyArrays_comesOutAsItWentIn(int arrays) throws Exception {
        PayloadSamples samples = new PayloadSamples(new SplittableRandom(arrays));
        for (int area : new int[] {AREA, 8 << 20}) { // in a file of its own, and in the area
            Ring ring = Ring.create(tree, tree.nextNumber(), 2, area);
            try (ring) {
                Payload payload = samples.withArrays(5, arrays, 3);
                BlockingRing blocking = new BlockingRing(tree, ring);
                assertThat(blocking.put(payload, System.nanoTime()))
                        .isEqualTo(BlockingRing.Put.DONE);
                assertThat(PayloadSamples.same(ring.look(1).getFirst().payload(), payload))
                        .isTrue();
                assertThat(PayloadSamples.same(ring.tryTake(), payload)).isTrue();
            } finally {
                ring.unlink();
            }
        }
    }

    /// At any time the size is that of some moment: it never shows more than fits, nor less than
    /// nothing, while items are removed from the middle and stepped over.
    @Test
    void size_whileItemsAreRemoved_isExactAtEveryMoment() throws Exception {
        PayloadSamples samples = new PayloadSamples(new SplittableRandom(1));
        long number = tree.nextNumber();
        AtomicBoolean done = new AtomicBoolean();
        try (Ring ring = Ring.create(tree, number, 2, AREA);
                Ring watched = Ring.open(tree, number)) {
            Thread worker =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 20_000; i++) {
                                    ring.tryPut(samples.ofLength(8), null);
                                    ring.tryPut(samples.ofLength(8), null);
                                    ring.remove(ring.look(2).getLast());
                                    ring.tryPut(samples.ofLength(8), null);
                                    ring.tryTake();
                                    ring.tryPut(samples.ofLength(8), null);
                                    ring.tryTake(); // steps over the removed one, between two
                                    ring.tryTake();
                                }
                                done.set(true);
                            });
            int most = 0;
            int least = 0;
            while (!done.get()) {
                int size = watched.size();
                most = Math.max(most, size);
                least = Math.min(least, size);
            }
            worker.join();
            assertThat(most).isEqualTo(2);
            assertThat(least).isZero();
            ring.unlink();
        }
    }

    @Test
    void remove_ofAnItemWhosePlaceHoldsAnother_leavesThatAlone() throws Exception {
        PayloadSamples samples = new PayloadSamples(new SplittableRandom(1));
        Ring ring = Ring.create(tree, tree.nextNumber(), 4, 4096);
        try (ring) {
            ring.tryPut(samples.ofLength(8), null);
            Ring.Seen first = ring.look(1).getFirst();
            ring.tryTake();
            // As if 2³² units had been put since, so that the position is the same again.
            ring.tryPut(samples.ofLength(8), null);
            Ring.Seen second = ring.look(1).getFirst();
            assertThat(second.header()).isNotEqualTo(first.header());
            assertThat(
                            ring.remove(
                                    new Ring.Seen(
                                            second.position(), first.header(), first.payload())))
                    .isFalse();
            assertThat(ring.remove(first)).isFalse();
            assertThat(ring.size()).isEqualTo(1);
            assertThat(ring.remove(second)).isTrue();
            assertThat(ring.remove(second)).isFalse();
            assertThat(ring.size()).isZero();
            assertThat(ring.tryTake()).isNull();
        } finally {
            ring.unlink();
        }
    }

    @Test
    void remove_ofALargeItem_deletesItsFileAtOnce() {
        PayloadSamples samples = new PayloadSamples(new SplittableRandom(1));
        Ring ring = Ring.create(tree, tree.nextNumber(), 4, 4096);
        try (ring) {
            ring.tryPut(samples.ofLength(8), null);
            Payload large = samples.ofLength(5000);
            assertThat(ring.tryPut(large, null)).isEqualTo(Ring.Put.NEEDS_DRAFT);
            assertThat(ring.tryPut(large, ring.draft(large))).isEqualTo(Ring.Put.DONE);
            assertThat(RingFiles.ofPayloads(tree)).hasSize(1);
            assertThat(ring.remove(ring.look(2).getLast())).isTrue();
            assertThat(RingFiles.ofPayloads(tree)).isEmpty();
            assertThat(ring.tryTake()).isNotNull();
            assertThat(ring.tryTake()).isNull();
        } finally {
            ring.unlink();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, RingFile.MOST_ITEMS + 1, Integer.MAX_VALUE})
    void create_ofACapacityOutOfRange_saysWhatTheRangeIs(int capacity) {
        assertThatThrownBy(() -> Ring.create(tree, tree.nextNumber(), capacity, AREA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity must be from 1 to 44,739,238, was %,d", capacity);
        assertThat(RingFiles.of(tree)).isEmpty();
    }

    @Test
    void create_ofTheLargestCapacity_worksAndTakesLittleMemory() throws Exception {
        long number = tree.nextNumber();
        Ring created = Ring.create(tree, number, RingFile.MOST_ITEMS, AREA);
        SplittableRandom random = new SplittableRandom(1);
        PayloadSamples samples = new PayloadSamples(random);
        try (RingModel ring = new RingModel(tree, created, number, 2, random)) {
            for (int i = 0; i < 1000; i++) {
                ring.put(samples.ofLength(random.nextInt(100)));
            }
            ring.check();
            ring.drain();
            assertThat(DiskUse.of(tree.directory().path())).isLessThan(4 << 20);
        }
    }

    @Test
    void open_ofARingThatIsGone_isNoSuchFile() {
        long number = tree.nextNumber();
        try (Ring ring = Ring.create(tree, number, 1, AREA)) {
            ring.unlink();
            assertThat(ring.isUnlinked()).isTrue();
        }
        assertThatThrownBy(() -> Ring.open(tree, number)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void closePut_twice_keepsTheFirstCloser() {
        try (Ring ring = Ring.create(tree, tree.nextNumber(), 1, AREA)) {
            assertThat(ring.closedBy()).isZero();
            assertThat(ring.closePut(PID)).isTrue();
            assertThat(ring.closePut(PID + 1)).isFalse();
            assertThat(ring.closedBy()).isEqualTo(PID);
            ring.unlink();
        }
    }
}
