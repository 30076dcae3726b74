package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.SharedLong;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Those who put and take that die at named places and at random ones: what `put` had returned for
/// is there, nothing is there twice or torn, and others go on.
class LocalQueueDeathTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int KILLS = Integer.getInteger("brood.kills", 10);
    private static final int CAPACITY = 8;
    private static final int BATCH = 3;

    /// Too large for the ring's own memory, which is for 8 items of a megabyte each.
    private static final int HUGE = 9_000_000;

    /// So large that the ring needs new pages, and comes to its end soon.
    private static final int LARGE = 600_000;

    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    /// An item whose contents follow from its numbers.
    @SuppressWarnings("ArrayRecordComponent") // made to be large
    record Item(int writer, int number, byte[] filler) {
        static Item of(int writer, int number, int size) {
            byte[] filler = new byte[size];
            Arrays.fill(filler, (byte) (writer * 31 + number));
            return new Item(writer, number, filler);
        }

        /// Used by children too, for which AssertJ is a third of their work: they do without.
        Item checked() {
            byte[] expected = new byte[filler.length];
            Arrays.fill(expected, (byte) (writer * 31 + number));
            if (!Arrays.equals(filler, expected)) {
                throw new AssertionError(this + " is torn");
            }
            return this;
        }

        @Override
        public String toString() {
            return "item %d of %d, of %,d bytes".formatted(number, writer, filler.length);
        }
    }

    private static ChildProcess mortal(String place, int after, MortalAction action) {
        return brood.process()
                .name("mortal")
                .systemProperty("brood.crash", place + ":" + after)
                .start(action::run);
    }

    @FunctionalInterface
    private interface MortalAction extends Serializable {
        void run() throws Exception;
    }

    private static void assertDies(ChildProcess mortal, String place) throws InterruptedException {
        assertThat(mortal.join(LONG)).as("it reaches %s", place).isTrue();
        assertThat(mortal.failure().map(Object::toString)).as(place).isEmpty();
        assertThat(mortal.exitCode().getAsInt()).as("of %s", place).isIn(137, -9);
    }

    /// Puts items 0, 1, 2 … and says for how many `put` has returned.
    private static void putAll(SharedQueue<Item> queue, int size, SharedLong returned)
            throws InterruptedException {
        for (int i = 0; ; i++) {
            queue.put(Item.of(1, i, size));
            returned.set(i + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ring.put.locked, 10",
        "ring.put.half-written, 10",
        "ring.put.written, 10",
        "ring.put.committed, 10",
        "ring.put.unlocked, 10",
        "ring.put.written, 600000",
        "ring.put.pages, 600000",
        "ring.put.padded, 600000",
        "ring.put.drafting, 9000000",
        "ring.put.drafted, 9000000",
        "ring.put.spill-announced, 9000000",
        "ring.put.spill-named, 9000000",
        "ring.put.spill-committed, 9000000",
        "ring.wait.announced, 10",
    })
    @Covers("W-06")
    void putterDiesAtAPlace_whatWasPutIsThere(String place, int size) throws Exception {
        SharedQueue<Item> queue = brood.queue(CAPACITY);
        SharedLong returned = brood.sharedLong(0);
        boolean once =
                place.endsWith("pages") || place.endsWith("padded") || place.contains("wait");
        int after = once ? 1 : 3;
        ChildProcess mortal = mortal(place, after, () -> putAll(queue, size, returned));
        int next = 0;
        boolean alive = true;
        while (alive) {
            alive = mortal.isAlive();
            // A full queue is left alone if the mortal is to wait for room.
            boolean take = !place.startsWith("ring.wait") || !alive;
            Item item = take ? queue.poll(100, TimeUnit.MILLISECONDS) : null;
            if (take && item != null) {
                assertThat(item.checked().number()).isEqualTo(next++);
                alive = true;
            } else if (!take) {
                boolean _ = mortal.join(Duration.ofMillis(100));
            }
        }
        assertDies(mortal, place);
        assertThat(next - returned.get()).as("%s: one may be under way", place).isIn(0L, 1L);
        assertStillWorks(queue);
    }

    private static void assertStillWorks(SharedQueue<Item> queue) throws InterruptedException {
        for (int lap = 0; lap < 3; lap++) {
            for (int i = 0; i < CAPACITY; i++) {
                int size = lap == 1 && i == 2 ? HUGE : lap == 2 ? LARGE : 10 * i;
                assertThat(queue.offer(Item.of(2, i, size), LONG)).as("room for %d", i).isTrue();
            }
            assertThat(queue.offer(Item.of(2, 99, 1))).as("room for one more").isFalse();
            for (int i = 0; i < CAPACITY; i++) {
                Item item = queue.poll(60, TimeUnit.SECONDS);
                assertThat(item).isNotNull();
                assertThat(item.checked().number()).isEqualTo(i);
            }
        }
        assertThat(queue.isEmpty()).isTrue();
        queue.close();
    }

    /// How the mortal takes.
    enum Taking {
        ONE,
        SOME
    }

    private static void takeAll(SharedQueue<Item> queue, Taking how, SharedLong taken)
            throws InterruptedException {
        List<Item> items = new ArrayList<>();
        while (true) {
            items.clear();
            if (how == Taking.ONE) {
                items.add(queue.take());
            } else if (queue.drainTo(items, BATCH) == 0) {
                Thread.onSpinWait();
            }
            for (Item item : items) {
                long expected = taken.getAndIncrement();
                if (item.checked().number() != expected) {
                    throw new AssertionError("%s came in place of %d".formatted(item, expected));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ring.take.locked, ONE, 10",
        "ring.take.copied, ONE, 10",
        "ring.take.committed, ONE, 10",
        "ring.take.unlocked, ONE, 10",
        "ring.take.locked, SOME, 10",
        "ring.take.all-copied, SOME, 10",
        "ring.take.all-committed, SOME, 10",
        "ring.take.unlocked, SOME, 10",
        "ring.take.copied, ONE, 600000",
        "ring.take.copied, ONE, 9000000",
        "ring.take.delete-announced, ONE, 9000000",
        "ring.take.delete-committed, ONE, 9000000",
        "ring.take.deleted, ONE, 9000000",
        "ring.take.delete-committed, SOME, 9000000",
        "ring.wait.announced, ONE, 10",
        "ring.wait.woken, ONE, 10",
    })
    @Covers("W-06")
    void takerDiesAtAPlace_atMostWhatItHadInHandIsGone(String place, Taking how, int size)
            throws Exception {
        SharedQueue<Item> queue = brood.queue(CAPACITY);
        SharedLong taken = brood.sharedLong(0);
        int after = place.contains("wait") ? 1 : 2; // nothing else wakes it but an item
        ChildProcess mortal = mortal(place, after, () -> takeAll(queue, how, taken));
        int put = 0;
        // Who has only come to wait after the last item would wait for ever.
        while (mortal.isAlive() && (put < 500 || place.contains("wait"))) {
            if (queue.offer(Item.of(1, put, size), Duration.ofMillis(100))) {
                put++;
            }
            if (place.contains("wait")) {
                LockSupport.parkNanos(300_000); // it comes to wait
            }
        }
        assertDies(mortal, place);
        boolean _ = queue.offer(Item.of(1, put, size)); // so that there is one to be taken
        Item first = queue.poll(60, TimeUnit.SECONDS);
        assertThat(first).as(place).isNotNull();
        long inHand = first.checked().number() - taken.get();
        assertThat(inHand).as(place).isBetween(0L, how == Taking.ONE ? 1L : BATCH);
        int expected = first.number() + 1;
        for (Item item = queue.poll(); item != null; item = queue.poll()) {
            assertThat(item.checked().number()).isEqualTo(expected++);
        }
        assertStillWorks(queue);
    }

    @ParameterizedTest
    @CsvSource({
        "ring.remove.marked, 10",
        "ring.remove.counted, 10",
        "ring.remove.unlocked, 10",
        "ring.take.passed, 10",
        "ring.remove.marked, 9000000",
        "ring.remove.counted, 9000000",
    })
    void removerDiesAtAPlace_theOthersAreThere(String place, int size) throws Exception {
        SharedQueue<Item> queue = brood.queue(CAPACITY);
        for (int i = 0; i < CAPACITY; i++) {
            queue.put(Item.of(1, i, i == 4 ? size : 10));
        }
        int victim = place.equals("ring.take.passed") ? 0 : 4;
        ChildProcess mortal =
                mortal(place, 1, () -> queue.removeIf(item -> item.number() == victim));
        assertDies(mortal, place);
        assertThat(queue.peek()).isNotNull(); // who looks next counts what is gone
        assertThat(queue.size()).isEqualTo(CAPACITY - 1);
        assertThat(queue.offer(Item.of(1, CAPACITY, 10), LONG)).as("its room is free").isTrue();
        for (int i = 0; i <= CAPACITY; i++) {
            if (i != victim) {
                assertThat(queue.poll(60, TimeUnit.SECONDS).checked().number()).isEqualTo(i);
            }
        }
        assertStillWorks(queue);
    }

    @ParameterizedTest
    @CsvSource({
        "ring.put.half-written, ring.put.repairing, 10",
        "ring.put.half-written, ring.put.repaired, 10",
        "ring.put.spill-committed, ring.put.repairing, 9000000",
        "ring.put.spill-named, ring.put.repaired, 9000000",
        "ring.take.copied, ring.take.repairing, 10",
        "ring.take.committed, ring.take.repaired, 10",
        "ring.take.delete-committed, ring.take.repairing, 9000000",
        "ring.take.delete-committed, ring.take.repaired, 9000000",
    })
    void repairerDiesToo_theNextRepairs(String first, String then, int size) throws Exception {
        SharedQueue<Item> queue = brood.queue(CAPACITY);
        for (int i = 0; i < 2; i++) {
            queue.put(Item.of(1, i, size));
        }
        boolean putting = first.startsWith("ring.put");
        ChildProcess mortal =
                mortal(
                        then,
                        1,
                        () -> {
                            ChildProcess child =
                                    Brood.local()
                                            .process()
                                            .systemProperty("brood.crash", first)
                                            .start(() -> putOrTake(queue, putting, 2, size));
                            child.join();
                            putOrTake(queue, putting, 3, size);
                        });
        assertDies(mortal, then);
        if (putting) {
            queue.put(Item.of(1, 4, size));
            List<Integer> numbers = new ArrayList<>();
            for (Item item = queue.poll(); item != null; item = queue.poll()) {
                numbers.add(item.checked().number());
            }
            assertThat(numbers).isSubsetOf(0, 1, 2, 4).contains(0, 1, 4).isSorted();
            assertThat(numbers.contains(2)).isEqualTo(first.endsWith("committed"));
        } else {
            int left = first.endsWith("copied") ? 0 : 1;
            for (int i = left; i < 2; i++) {
                assertThat(queue.poll(60, TimeUnit.SECONDS).checked().number()).isEqualTo(i);
            }
        }
        assertStillWorks(queue);
    }

    private static void putOrTake(SharedQueue<Item> queue, boolean put, int number, int size)
            throws InterruptedException {
        if (put) {
            queue.put(Item.of(1, number, size));
        } else {
            queue.take().checked();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ring.close.marked",
                "ring.close.unlocked",
                "queue.finish.told",
                "queue.discard.unlinked"
            })
    void closerDiesAtAPlace_whoWaitsIsTold(String place) throws Exception {
        SharedQueue<Item> queue = brood.queue(CAPACITY);
        SharedQueue<String> ended = brood.queue(1);
        ChildProcess waiter =
                brood.start(() -> {
                    try {
                        queue.take();
                    } catch (ClosedException e) {
                        ended.put("told");
                    }
                });
        Await.until(LONG, "it to wait", () -> brood.diagnose().toString().contains("to take"));
        assertDies(mortal(place, 1, queue::close), place);
        assertThat(ended.poll(60, TimeUnit.SECONDS)).isEqualTo("told");
        assertThat(waiter.join(LONG)).isTrue();
        assertThat(queue.isClosed()).isTrue();
    }

    @Test
    @Deadline(seconds = 1200)
    @Covers("W-06")
    void killedAtRandom_nothingIsLost_norThereTwice() throws Exception {
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        SharedQueue<Item> queue = brood.queue(CAPACITY);
        for (int kill = 0; kill < KILLS; kill++) {
            String what = "kill %d, seed %d".formatted(kill, seed);
            int size = random.nextInt(8) == 0 ? HUGE : random.nextBoolean() ? LARGE : 10;
            SharedLong count = brood.sharedLong(0);
            boolean putting = kill % 2 == 0;
            Taking how = random.nextBoolean() ? Taking.ONE : Taking.SOME;
            ChildProcess victim =
                    brood.start(() -> {
                        if (putting) {
                            putAll(queue, size, count);
                        } else {
                            takeAll(queue, how, count);
                        }
                    });
            int first = putting ? takeUntilKilled(queue, victim, random) : 0;
            int put = putting ? 0 : putUntilKilled(queue, victim, random, size);
            assertThat(victim.join(LONG)).as(what).isTrue();
            int next = first;
            for (Item item = queue.poll(); item != null; item = queue.poll()) {
                int number = item.checked().number();
                if (!putting && next == 0) {
                    next = number;
                }
                assertThat(number).as(what).isEqualTo(next++);
            }
            if (putting) {
                assertThat(next - count.get()).as(what).isIn(0L, 1L);
            } else if (next > 0) {
                assertThat(next).as(what).isEqualTo(put);
            }
            count.close();
        }
        assertStillWorks(queue);
    }

    /// @return how many were taken
    private static int takeUntilKilled(
            SharedQueue<Item> queue, ChildProcess victim, RandomGenerator random)
            throws InterruptedException {
        int next = 0;
        long end = System.nanoTime() + 3_000_000 + random.nextLong(30_000_000);
        boolean begun = false;
        while (System.nanoTime() < end || !begun) {
            Item item = queue.poll(100, TimeUnit.MILLISECONDS);
            if (item != null) {
                if (!begun) {
                    end = System.nanoTime() + random.nextLong(30_000_000);
                    begun = true;
                }
                assertThat(item.checked().number()).isEqualTo(next++);
            }
        }
        victim.kill();
        return next;
    }

    /// @return how many were put
    private static int putUntilKilled(
            SharedQueue<Item> queue, ChildProcess victim, RandomGenerator random, int size)
            throws InterruptedException {
        int put = 0;
        while (put <= CAPACITY) {
            put += queue.offer(Item.of(1, put, size), Duration.ofMillis(100)) ? 1 : 0;
        }
        long end = System.nanoTime() + random.nextLong(30_000_000);
        while (System.nanoTime() < end) {
            put += queue.offer(Item.of(1, put, size)) ? 1 : 0;
        }
        victim.kill();
        LockSupport.parkNanos(1);
        return put;
    }
}
