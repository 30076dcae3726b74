package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedQueue;
import dev.brood.SharedReadWriteLock;
import dev.brood.SharedSemaphore;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Holders of permits, and of the read-write locks made of them, that die at named places and at
/// random ones: in the end all permits are there, no more and no fewer.
@SuppressWarnings("LockNotBeforeTry") // what fails ends the test anyway
class LocalSemaphoreDeathTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int KILLS = Integer.getInteger("brood.kills", 8);
    private static final int PERMITS = 3;
    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    private static void contend(SharedSemaphore semaphore, SharedQueue<String> end, int seed)
            throws InterruptedException {
        RandomGenerator random = new SplittableRandom(seed);
        while (end.isEmpty()) {
            int number = 1 + random.nextInt(2);
            semaphore.acquire(number);
            LockSupport.parkNanos(20_000);
            for (int i = 0; i < number; i++) {
                semaphore.release();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "permits.acquired, false",
        "permits.released, false",
        "permits.inflating, false",
        "permits.inflated, false",
        "permits.table.acquired, false",
        "permits.table.acquired, true",
        "permits.line.released, false",
        "permits.table.released, false",
        "permits.deflated, false",
        "semaphore.released, false",
        "semaphore.released, true",
        "sync.wait.announced, false",
        "sync.wait.woken, false",
        "ring.enter.claimed, true",
        "ring.leave.done, true",
    })
    void holderDiesAtAPlace_allPermitsComeBack(String place, boolean fair) throws Exception {
        SharedSemaphore semaphore =
                brood.newSemaphore().permits(PERMITS).bound(PERMITS).fair(fair).open();
        SharedQueue<String> end = brood.queue(1);
        List<ChildProcess> survivors = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int seed = i;
            survivors.add(brood.start(() -> contend(semaphore, end, seed)));
        }
        ChildProcess mortal =
                brood.process()
                        .systemProperty("brood.crash", place + ":3")
                        .start(() -> contend(semaphore, end, 42));
        assertThat(mortal.join(LONG)).as("it died").isTrue();
        assertThat(mortal.exitCode().getAsInt()).isIn(137, -9);
        end(semaphore, end, survivors, place);
    }

    private static void end(
            SharedSemaphore semaphore,
            SharedQueue<String> end,
            List<ChildProcess> survivors,
            String what)
            throws InterruptedException {
        end.put("end");
        for (ChildProcess survivor : survivors) {
            assertThat(survivor.join(LONG)).as("%s: others go on", what).isTrue();
            assertThat(survivor.failure()).as(what).isEmpty();
        }
        Await.until(
                LONG, "all permits after " + what, () -> semaphore.availablePermits() == PERMITS);
        assertThat(semaphore.waiting()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"permits.recovered", "wait-point.forgotten"})
    void recovery_diesAtAPlace_isDoneByTheNext(String place) throws Exception {
        SharedSemaphore semaphore = brood.boundedSemaphore(PERMITS);
        SharedQueue<String> never = brood.queue(1);
        ChildProcess mortal =
                brood.process()
                        .systemProperty("brood.crash", place)
                        .start(() -> {
                            ChildProcess holder =
                                    Brood.local()
                                            .start(() -> {
                                                semaphore.acquire(2);
                                                never.take();
                                            });
                            Await.until(
                                    LONG, "it to hold", () -> semaphore.availablePermits() == 1);
                            semaphore.acquire();
                            holder.kill();
                            never.take();
                        });
        assertThat(mortal.join(LONG)).as("it died").isTrue();
        assertThat(semaphore.tryAcquire(PERMITS, LONG)).isTrue();
        semaphore.release(PERMITS);
    }

    private static void readAndWrite(SharedReadWriteLock lock, SharedQueue<String> end, int seed) {
        RandomGenerator random = new SplittableRandom(seed);
        while (end.isEmpty()) {
            Lock view = random.nextBoolean() ? lock.readLock() : lock.writeLock();
            view.lock();
            LockSupport.parkNanos(20_000);
            view.unlock();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "read-lock.taken, false",
        "write-lock.taken, true",
        "read-write-lock.released, false",
        "permits.acquired, maybe",
        "permits.table.acquired, maybe",
        "permits.table.released, maybe",
        "ring.enter.claimed, false",
        "ring.leave.done, maybe"
    })
    void readerOrWriterDiesAtAPlace_othersGoOn(String place, String abandoned) throws Exception {
        SharedReadWriteLock lock = brood.readWriteLock();
        SharedQueue<String> end = brood.queue(1);
        List<ChildProcess> survivors = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int seed = i;
            survivors.add(brood.start(() -> readAndWrite(lock, end, seed)));
        }
        ChildProcess mortal =
                brood.process()
                        .systemProperty("brood.crash", place + ":5")
                        .start(() -> readAndWrite(lock, end, 42));
        assertThat(mortal.join(LONG)).as("it died").isTrue();
        lock.writeLock().lock();
        if (!abandoned.equals("maybe")) {
            assertThat(lock.abandonment().isPresent()).isEqualTo(Boolean.valueOf(abandoned));
        }
        lock.writeLock().unlock();
        end.put("end");
        for (ChildProcess survivor : survivors) {
            assertThat(survivor.join(LONG)).as("others go on").isTrue();
            assertThat(survivor.failure()).isEmpty();
        }
        assertThat(lock.readers()).isZero();
        assertThat(lock.isWriteLocked()).isFalse();
    }

    @Test
    void recoveryOfAWriter_dies_isDoneByTheNext() throws Exception {
        SharedReadWriteLock lock = brood.readWriteLock();
        SharedQueue<String> never = brood.queue(1);
        ChildProcess mortal =
                brood.process()
                        .systemProperty("brood.crash", "read-write-lock.recover.recorded")
                        .start(() -> {
                            ChildProcess writer =
                                    Brood.local()
                                            .process()
                                            .name("writer")
                                            .start(() -> {
                                                lock.writeLock().lock();
                                                never.take();
                                            });
                            Await.until(LONG, "it to hold", lock::isWriteLocked);
                            writer.kill();
                            never.take();
                        });
        assertThat(mortal.join(LONG)).as("it died").isTrue();
        assertThat(lock.writeLock().tryLock(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(lock.abandonment().orElseThrow().process()).isEqualTo("writer");
        lock.repaired();
        assertThat(lock.abandonment()).isEmpty();
        lock.writeLock().unlock();
    }

    @Test
    @Deadline(seconds = 1200)
    @Covers({"L-14", "W-06"})
    void holdersKilledAtRandom_allPermitsComeBack() throws Exception {
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        boolean fair = random.nextBoolean();
        SharedSemaphore semaphore =
                brood.newSemaphore().permits(PERMITS).bound(PERMITS).fair(fair).open();
        SharedQueue<String> end = brood.queue(1);
        ChildProcess survivor = brood.start(() -> contend(semaphore, end, 1));
        for (int kill = 0; kill < KILLS; kill++) {
            int number = kill;
            ChildProcess victim = brood.start(() -> contend(semaphore, end, number));
            LockSupport.parkNanos(random.nextLong(30_000_000));
            victim.kill();
            assertThat(victim.join(LONG)).isTrue();
            // Who asks an unfair semaphore for all at once may wait for ever; who asks a fair one
            // for one by one stands behind another that wants two.
            int each = fair ? PERMITS : 1;
            for (int permits = 0; permits < PERMITS; permits += each) {
                assertThat(semaphore.tryAcquire(each, LONG))
                        .as("after %d permits, kill %d, seed %d", permits, kill, seed)
                        .isTrue();
            }
            semaphore.release(PERMITS);
        }
        end(semaphore, end, List.of(survivor), "seed " + seed);
    }
}
