package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Abandonment;
import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ShareableList;
import dev.brood.SharedBarrier;
import dev.brood.SharedEvent;
import dev.brood.SharedLatch;
import dev.brood.SharedLock;
import dev.brood.SharedLongArray;
import dev.brood.SharedMemory;
import dev.brood.SharedQueue;
import dev.brood.SharedReadWriteLock;
import dev.brood.SharedReference;
import dev.brood.SharedSemaphore;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Children that use an object as fast as they can and are killed at any time: what the object
/// promises holds after each kill, and no one else hangs.
///
/// `-Dbrood.kills=1000` runs it for longer.
@Deadline(seconds = 1800)
class LocalRandomKillsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int KILLS = Integer.getInteger("brood.kills", 6);
    private static final long LONGEST_LIFE_NANOS = 20_000_000;

    private final long seed = System.nanoTime();
    private final RandomGenerator random = new SplittableRandom(seed);
    private Brood brood;

    @BeforeEach
    void open() {
        brood = Brood.local();
    }

    @AfterEach
    void close() {
        brood.close();
    }

    private interface Step {
        void perform() throws Exception;
    }

    /// Starts children that do something again and again and kills each after a while.
    ///
    /// @param again what a child does
    /// @param meanwhile what is done here, again and again, while a child lives
    /// @param afterwards what must work after its death
    private void kill(Action again, Step meanwhile, Step afterwards) throws Exception {
        SharedQueue<String> begun = brood.queue(1);
        for (int i = 0; i < KILLS; i++) {
            String which = "kill %d of seed %d".formatted(i, seed);
            ChildProcess victim =
                    brood.start(() -> {
                        again.perform();
                        begun.put("begun");
                        while (true) {
                            again.perform();
                        }
                    });
            assertThat(begun.poll(LONG.toSeconds(), TimeUnit.SECONDS)).as(which).isNotNull();
            long life = random.nextLong(LONGEST_LIFE_NANOS);
            long start = System.nanoTime();
            while (System.nanoTime() - start < life) {
                meanwhile.perform();
            }
            victim.kill();
            assertThat(victim.join(LONG)).as(which).isTrue();
            assertThat(victim.failure()).as(which).isEmpty();
            try {
                afterwards.perform();
            } catch (Exception | AssertionError e) {
                throw new AssertionError(which + ": " + e, e);
            }
        }
    }

    // ---- locks

    /// Adds one to two numbers, which are equal but in between, or where an owner died in between.
    private static void addToBoth(SharedLongArray pair, Optional<Abandonment> death, Step repair)
            throws Exception {
        if (death.isPresent()) {
            pair.set(1, pair.get(0));
            repair.perform();
        }
        if (pair.get(0) != pair.get(1)) {
            throw new AssertionError(pair.get(0) + " and " + pair.get(1) + ": not exclusive");
        }
        pair.set(0, pair.get(0) + 1);
        pair.set(1, pair.get(1) + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_isExclusive_andTellsOfDeadOwners(boolean fair) throws Exception {
        SharedLock lock = brood.newLock().fair(fair).open();
        SharedLongArray pair = brood.longs(2);
        kill(() -> addWith(lock, pair), () -> addWith(lock, pair), () -> addWith(lock, pair));
        assertThat(pair.get(0)).isPositive();
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.waiting()).isZero();
    }

    private static void addWith(SharedLock lock, SharedLongArray pair) throws Exception {
        assertThat(lock.tryLock(LONG)).isTrue();
        try {
            addToBoth(pair, lock.abandonment(), lock::repaired);
        } finally {
            lock.unlock();
        }
    }

    @Test
    void readWriteLock_isExclusive_andTellsOfDeadWriters() throws Exception {
        SharedReadWriteLock lock = brood.readWriteLock();
        SharedLongArray pair = brood.longs(2);
        kill(
                () -> readAndAdd(lock, pair),
                () -> readAndAdd(lock, pair),
                () -> {
                    readAndAdd(lock, pair);
                    assertThat(lock.readers()).isZero();
                    assertThat(lock.isWriteLocked()).isFalse();
                });
    }

    private static void readAndAdd(SharedReadWriteLock lock, SharedLongArray pair)
            throws Exception {
        lockInTime(lock.readLock());
        try {
            if (lock.abandonment().isEmpty() && pair.get(0) != pair.get(1)) {
                throw new AssertionError("seen while it was written");
            }
        } finally {
            lock.readLock().unlock();
        }
        lockInTime(lock.writeLock());
        try {
            addToBoth(pair, lock.abandonment(), lock::repaired);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // the caller unlocks it
    private static void lockInTime(Lock lock) throws InterruptedException {
        assertThat(lock.tryLock(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void semaphore_hasAllPermitsAgain(boolean fair) throws Exception {
        SharedSemaphore semaphore = brood.newSemaphore().permits(3).bound(3).fair(fair).open();
        Action use =
                () -> {
                    semaphore.acquire(2);
                    semaphore.release();
                    semaphore.release();
                    semaphore.acquire();
                    semaphore.release();
                };
        kill(
                use,
                use::perform,
                () -> {
                    assertThat(semaphore.tryAcquire(3, LONG)).isTrue();
                    semaphore.release(3);
                    assertThat(semaphore.availablePermits()).isEqualTo(3);
                });
    }

    // ---- events, latches, barriers

    @Test
    void event_wakesAllTheLiving() throws Exception {
        SharedEvent one = brood.event();
        SharedEvent other = brood.event();
        SharedEvent own = brood.event();
        SharedQueue<String> seen = brood.queue(10);
        ChildProcess survivor =
                brood.start(() -> {
                    while (true) {
                        one.await();
                        seen.put("one");
                        other.await();
                        seen.put("other");
                    }
                });
        Step bothInTurn =
                () -> {
                    for (SharedEvent event : List.of(one, other)) {
                        event.set();
                        assertThat(seen.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNull();
                        event.clear();
                    }
                };
        kill(
                () -> {
                    var _ = one.await(Duration.ofMillis(1));
                    own.set();
                    var _ = other.await(Duration.ofMillis(1));
                    own.clear();
                },
                bothInTurn,
                () -> {
                    bothInTurn.perform();
                    own.set();
                    assertThat(own.await(LONG)).isTrue();
                });
        survivor.kill();
        survivor.join();
        Await.until(LONG, "no one to wait", () -> one.waiting() + other.waiting() == 0);
    }

    @Test
    void latch_opensForAllTheLiving() throws Exception {
        for (int i = 0; i < KILLS; i++) {
            SharedLatch latch = brood.latch(1000);
            FutureTask<Boolean> waiter = new FutureTask<>(() -> latch.await(LONG));
            Thread.ofVirtual().start(waiter);
            ChildProcess victim =
                    brood.start(() -> {
                        while (latch.count() > 500) {
                            latch.countDown();
                        }
                        latch.await();
                    });
            Await.until(LONG, "it to begin", () -> latch.count() < 1000);
            LockSupport.parkNanos(random.nextLong(LONGEST_LIFE_NANOS) / 100);
            victim.kill();
            assertThat(victim.join(LONG)).isTrue();
            while (latch.count() > 0) {
                latch.countDown();
            }
            assertThat(waiter.get(60, TimeUnit.SECONDS)).as("kill %d, seed %d", i, seed).isTrue();
            latch.close();
        }
    }

    @Test
    void barrier_breaksAndNamesTheDead() throws Exception {
        SharedBarrier barrier = brood.barrier(3);
        SharedQueue<String> broken = brood.queue(1);
        SharedQueue<String> mended = brood.queue(1);
        ChildProcess survivor =
                brood.start(() -> {
                    while (true) {
                        try {
                            barrier.await();
                        } catch (BrokenBarrierException _) {
                            broken.put("broken");
                            mended.take();
                        }
                    }
                });
        for (int i = 0; i < KILLS; i++) {
            ChildProcess victim =
                    brood.start(() -> {
                        while (true) {
                            barrier.await();
                        }
                    });
            barrier.await(LONG);
            long life = random.nextLong(LONGEST_LIFE_NANOS);
            Thread.startVirtualThread(() -> {
                LockSupport.parkNanos(life);
                victim.kill();
            });
            assertThat(awaitBreak(barrier)).contains("(pid " + victim.pid() + ") died");
            assertThat(victim.join(LONG)).isTrue();
            assertThat(broken.poll(LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("kill %d, seed %d", i, seed)
                    .isNotNull();
            barrier.reset();
            mended.put("mended");
        }
        survivor.kill();
        survivor.join();
    }

    private static String awaitBreak(SharedBarrier barrier)
            throws InterruptedException, TimeoutException {
        while (true) {
            try {
                barrier.await(LONG);
            } catch (BrokenBarrierException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    // ---- data

    /// A number, and bytes that all are its lowest eight bits.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(long number, byte[] body) {
        static Entry of(long number) {
            byte[] body = new byte[(int) (number * 7919 % 100_000)];
            Arrays.fill(body, (byte) number);
            return new Entry(number, body);
        }

        Entry next() {
            for (byte each : body) {
                if (each != (byte) number) {
                    throw new AssertionError("torn: " + each + " in entry " + number);
                }
            }
            return of(number + 1);
        }
    }

    @Test
    void reference_isNeverTorn_norGoesBack() throws Exception {
        SharedReference<Entry> reference = brood.reference(Entry.of(0));
        Path tree = directory();
        long[] last = new long[1];
        Step look =
                () -> {
                    Entry now = reference.updateAndGet(Entry::next);
                    assertThat(now.number).isGreaterThan(last[0]);
                    last[0] = now.number;
                };
        kill(() -> reference.updateAndGet(Entry::next), look, look);
        assertThat(files(tree)).as("no values of the dead are left").hasSizeLessThan(30);
    }

    @Test
    void memoryOfTheDead_isGone() throws Exception {
        brood.memory(100_000).close();
        Path tree = directory();
        List<Path> before = files(tree);
        kill(
                () -> {
                    try (SharedMemory memory = Brood.local().memory(200_000);
                            SharedLongArray array = Brood.local().longs(20_000);
                            ShareableList<String> list =
                                    Brood.local().shareableList(List.of("a".repeat(50_000)))) {
                        memory.segment().fill((byte) 1);
                        array.set(19_999, list.size());
                    }
                },
                () -> LockSupport.parkNanos(100_000),
                () -> awaitFiles(tree, before));
        Await.until(LONG, "the dead's queues to go", () -> queueFiles(tree).size() < 10);
    }

    private static void awaitFiles(Path tree, List<Path> expected) throws InterruptedException {
        try {
            Await.until(LONG, "its files to go", () -> files(tree).equals(expected));
        } catch (AssertionError e) {
            List<Path> left = new ArrayList<>(files(tree));
            left.removeAll(expected);
            List<Path> lost = new ArrayList<>(expected);
            lost.removeAll(files(tree));
            throw new AssertionError("left were " + left + ", and lost " + lost, e);
        }
    }

    /// Returns where this program's tree has its memory.
    private static Path directory() throws IOException {
        Path base = Path.of(System.getProperty("brood.dir", "/dev/shm"));
        String pid = "-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> all = Files.list(base)) {
            return all.filter(each -> each.getFileName().toString().startsWith("brood-"))
                    .filter(each -> each.getFileName().toString().contains(pid))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// Returns the files there, without those of queues: spares make some as they practise.
    private static List<Path> files(Path directory) {
        return list(directory, false);
    }

    private static List<Path> queueFiles(Path directory) {
        return list(directory, true);
    }

    private static List<Path> list(Path directory, boolean ofQueues) {
        try (Stream<Path> all = Files.list(directory)) { // looks at names only: files come and go
            return all.filter(each -> isOfQueue(each) == ofQueues).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new AssertionError("cannot list " + directory, e);
        }
    }

    private static boolean isOfQueue(Path file) {
        return file.getFileName().toString().startsWith("ring-");
    }
}
