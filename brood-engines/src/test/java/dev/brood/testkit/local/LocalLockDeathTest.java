package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.SharedCondition;
import dev.brood.SharedLock;
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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Owners and waiters that die at named places and at random ones: the others go on, no signal is
/// lost, and who died holding a lock is known.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // what fails ends the test anyway
class LocalLockDeathTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int KILLS = Integer.getInteger("brood.kills", 8);
    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    private static ChildProcess mortal(String place, Action action) {
        return brood.process().name("mortal").systemProperty("brood.crash", place).start(action);
    }

    private static void awaitDeath(ChildProcess mortal) throws InterruptedException {
        assertThat(mortal.join(LONG)).as("it died").isTrue();
        assertThat(mortal.exitCode().getAsInt()).as("of its place").isIn(137, -9);
    }

    /// Locks and unlocks, keeping the lock so long that others have to sleep, until told to end.
    private static void contend(SharedLock lock, SharedQueue<String> end) {
        while (end.isEmpty()) {
            lock.lock();
            LockSupport.parkNanos(20_000);
            lock.unlock();
        }
    }

    private static <T> FutureTask<T> inThread(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    @ParameterizedTest
    @CsvSource({
        "lock.taken, false, true",
        "lock.taken, true, true",
        "lock.release, false, true",
        "lock.release, true, true",
        "lock.released, false, false",
        "lock.released, true, false",
        "sync.wait.announced, false, false",
        "sync.wait.announced, true, false",
        "sync.wait.woken, false, false",
        "sync.wait.woken, true, false",
        "ring.enter.claimed, true, false",
        "ring.leave.done, true, true",
    })
    void lock_partyDiesAtAPlace_othersGoOn(String place, boolean fair, boolean abandoned)
            throws Exception {
        SharedLock lock = brood.newLock().fair(fair).open();
        SharedQueue<String> end = brood.queue(1);
        ChildProcess survivor = brood.start(() -> contend(lock, end));
        FutureTask<Boolean> own =
                inThread(() -> {
                    contend(lock, end);
                    return true;
                });
        ChildProcess mortal = mortal(place + ":3", () -> contend(lock, end));
        awaitDeath(mortal);
        lock.lock();
        assertThat(lock.abandonment().map(each -> each.pid()))
                .isEqualTo(abandoned ? Optional.of(mortal.pid()) : Optional.empty());
        lock.unlock();
        end.put("end");
        assertThat(own.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(survivor.join(LONG)).isTrue();
        assertThat(survivor.failure()).isEmpty();
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.waiting()).isZero();
    }

    /// Takes tokens until there is one that says end.
    private static void consume(
            SharedLock lock, SharedCondition condition, SharedQueue<String> tokens)
            throws InterruptedException {
        boolean more = true;
        while (more) {
            lock.lock();
            while (tokens.isEmpty()) {
                condition.await();
            }
            more = !tokens.take().equals("end");
            lock.unlock();
        }
    }

    private static void produce(
            SharedLock lock, SharedCondition condition, SharedQueue<String> tokens, boolean all)
            throws InterruptedException {
        lock.lock();
        if (lock.abandonment().isPresent()) {
            lock.repaired();
            condition.signalAll();
        }
        assertThat(tokens.offer("token")).isTrue();
        if (all) {
            condition.signalAll();
        } else {
            condition.signal();
        }
        lock.unlock();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "condition.entered",
                "condition.released",
                "condition.woken",
                "condition.taken-back",
                "ring.enter.claimed",
                "sync.wait.announced",
                "sync.wait.woken"
            })
    void condition_waiterDiesAtAPlace_losesNoSignal(String place) throws Exception {
        SharedLock lock = brood.lock();
        SharedCondition condition = lock.newCondition();
        SharedQueue<String> tokens = brood.queue(1000);
        List<ChildProcess> survivors = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            survivors.add(brood.start(() -> consume(lock, condition, tokens)));
        }
        ChildProcess mortal = mortal(place + ":3", () -> consume(lock, condition, tokens));
        while (mortal.isAlive()) {
            produce(lock, condition, tokens, false);
            Await.until(LONG, "the token to be taken", tokens::isEmpty);
        }
        awaitDeath(mortal);
        for (int i = 0; i < 50; i++) {
            produce(lock, condition, tokens, false);
            Await.until(LONG, "the token to be taken", tokens::isEmpty);
        }
        end(lock, condition, tokens, survivors);
    }

    @ParameterizedTest
    @CsvSource({
        "condition.signalled, false",
        "ring.signal.changed, false",
        "ring.signal-all.changed, true"
    })
    void condition_signallerDiesAtAPlace_losesNoSignal(String place, boolean all) throws Exception {
        SharedLock lock = brood.lock();
        SharedCondition condition = lock.newCondition();
        SharedQueue<String> tokens = brood.queue(1000);
        List<ChildProcess> survivors = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            survivors.add(brood.start(() -> consume(lock, condition, tokens)));
        }
        ChildProcess mortal =
                mortal(
                        place + ":5",
                        () -> {
                            while (true) {
                                Await.until(LONG, "two to wait", () -> condition.waiting() == 2);
                                produce(lock, condition, tokens, all);
                            }
                        });
        awaitDeath(mortal);
        Await.until(LONG, "the tokens to be taken", tokens::isEmpty);
        lock.lock();
        assertThat(lock.abandonment()).isPresent();
        lock.unlock();
        for (int i = 0; i < 50; i++) {
            produce(lock, condition, tokens, all);
            Await.until(LONG, "the token to be taken", tokens::isEmpty);
        }
        end(lock, condition, tokens, survivors);
    }

    private static void end(
            SharedLock lock,
            SharedCondition condition,
            SharedQueue<String> tokens,
            List<ChildProcess> consumers)
            throws InterruptedException {
        lock.lock();
        consumers.forEach(_ -> tokens.add("end"));
        condition.signalAll();
        lock.unlock();
        for (ChildProcess consumer : consumers) {
            assertThat(consumer.join(LONG)).isTrue();
            assertThat(consumer.failure()).isEmpty();
        }
        assertThat(condition.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lock.recover.recorded",
                "lock.recover.freed",
                "ring.recover.signalled",
                "wait-point.forgotten"
            })
    void recovery_diesAtAPlace_isDoneByTheNext(String place) throws Exception {
        SharedLock lock = brood.lock();
        SharedCondition condition = lock.newCondition();
        SharedQueue<Long> pids = brood.queue(2);
        SharedQueue<String> never = brood.queue(1);
        // Its child dies as the owner of the lock, another as one signalled; then it dies itself.
        ChildProcess mortal =
                mortal(
                        place,
                        () -> {
                            ChildProcess waiter =
                                    Brood.local()
                                            .start(() -> {
                                                lock.lock();
                                                condition.await();
                                            });
                            Await.until(LONG, "it to wait", () -> condition.waiting() == 1);
                            ChildProcess owner =
                                    Brood.local()
                                            .process()
                                            .name("owner")
                                            .start(() -> {
                                                lock.lock();
                                                condition.signal();
                                                pids.put(ChildProcess.current().pid());
                                                never.take();
                                            });
                            pids.put(0L);
                            Await.until(LONG, "both", () -> pids.size() == 2);
                            waiter.kill();
                            owner.kill();
                            never.take();
                        });
        awaitDeath(mortal);
        assertThat(lock.tryLock(LONG)).isTrue();
        long owner = Math.max(pids.take(), pids.take());
        assertThat(lock.abandonment()).isPresent();
        assertThat(lock.abandonment().get().pid()).isPositive();
        assertThat(owner).isPositive();
        lock.unlock();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync.create.allocated", "sync.create.filled"})
    void create_diesAtAPlace_leavesNothing(String place) throws Exception {
        awaitDeath(mortal(place, () -> Brood.local().lock()));
        brood.lock().close();
    }

    @Test
    void close_diesHalfWay_isDoneByRecovery() throws Exception {
        SharedLock lock = brood.lock();
        SharedCondition condition = lock.newCondition();
        lock.lock();
        FutureTask<Boolean> waiter =
                inThread(() -> {
                    try {
                        lock.lock();
                        return false;
                    } catch (ClosedException _) {
                        return true;
                    }
                });
        Await.until(LONG, "one to wait", () -> lock.waiting() == 1);
        awaitDeath(mortal("sync.close.marked", lock::close));
        assertThat(waiter.get(60, TimeUnit.SECONDS)).isTrue();
        Await.until(LONG, "the condition to be closed too", condition::isClosed);
        assertThat(lock.isClosed()).isTrue();
    }

    @Test
    @Deadline(seconds = 1200)
    @Covers({"L-14", "W-06"})
    void partiesKilledAtRandom_theOthersGoOn() throws Exception {
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        SharedLock lock = brood.newLock().fair(random.nextBoolean()).open();
        SharedCondition condition = lock.newCondition();
        SharedQueue<String> tokens = brood.queue(1000);
        ChildProcess survivor = brood.start(() -> consume(lock, condition, tokens));
        for (int kill = 0; kill < KILLS; kill++) {
            ChildProcess victim =
                    kill % 2 == 0
                            ? brood.start(() -> consume(lock, condition, tokens))
                            : brood.start(() -> {
                                while (true) {
                                    produce(lock, condition, tokens, false);
                                }
                            });
            long time = random.nextLong(30_000_000);
            long start = System.nanoTime();
            while (System.nanoTime() - start < time) {
                produce(lock, condition, tokens, random.nextInt(4) == 0);
                LockSupport.parkNanos(random.nextLong(100_000));
            }
            victim.kill();
            assertThat(victim.join(LONG)).isTrue();
            produce(lock, condition, tokens, false);
            Await.until(
                    LONG,
                    "the tokens to be taken after kill %d, seed %d".formatted(kill, seed),
                    tokens::isEmpty);
        }
        end(lock, condition, tokens, List.of(survivor));
        assertThat(lock.isLocked()).isFalse();
    }
}
