package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedBarrier;
import dev.brood.SharedCondition;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;
import dev.brood.junit.Await;
import dev.brood.junit.Pause;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Threads that are late: what they were at was closed, and its place is another object's by now.
/// Neither they nor those who use the other object are any the worse for it.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // what fails ends the test anyway
class LocalLateTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /// More than there are places for small objects, and for large ones, in a slab: so one of as
    /// many new ones is where one was that is closed.
    private static final int MANY = 100;

    private static final int SOME = 20;

    /// In bytes: has no room in a ring.
    private static final int LARGE = 10 << 20;

    @TempDir private Path directory;
    private Brood brood;
    private SharedQueue<String> words;
    private SharedQueue<String> end;

    @BeforeEach
    void open() {
        brood = Brood.local();
        words = brood.queue(10);
        end = brood.queue(1);
    }

    @AfterEach
    void close() {
        brood.close();
    }

    /// Starts a child that lives on after its action: its end would have all that it left behind
    /// repaired.
    private ChildProcess pausing(Pause pause, String place, Action action) {
        SharedQueue<String> in = end;
        return brood.process()
                .systemProperty("brood.pause", pause.at(place))
                .start(() -> {
                    action.run();
                    in.take();
                });
    }

    private static void tell(SharedQueue<String> words, Throwable thrown) {
        words.add(thrown == null ? "done" : String.valueOf(thrown.getMessage()));
    }

    private void awaitEnd(ChildProcess child) throws InterruptedException {
        end.put("end");
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.failure()).isEmpty();
    }

    private static <T> FutureTask<T> inThread(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static void get(FutureTask<Boolean> task) throws Exception {
        assertThat(task.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waiter_findsAnotherLockInItsPlace_knowsThatThisProcessHasClosedItsOwn() throws Exception {
        ChildProcess child;
        SharedQueue<String> in = end;
        SharedQueue<String> out = words;
        try (Pause pause = Pause.in(directory)) {
            child =
                    pausing(
                            pause,
                            "sync.wait.announced",
                            () -> {
                                SharedLock lock = Brood.local().newLock().name("late").open();
                                lock.lock();
                                Thread waiter =
                                        Thread.ofPlatform()
                                                .start(() -> tell(out, catchThrowable(lock::lock)));
                                in.take();
                                lock.close();
                                for (int i = 0; i < MANY; i++) {
                                    var _ = Brood.local().lock();
                                }
                                out.put("taken");
                                waiter.join();
                            });
            pause.awaitReached(LONG);
            end.put("close it");
            assertThat(words.take()).isEqualTo("taken");
        }
        assertThat(words.take()).isEqualTo("lock 'late' was closed by this process");
        awaitEnd(child);
    }

    @Test
    void waiter_leavesAnothersPlace_isNotTakenOffItsWaiters() throws Exception {
        SharedLock lock = brood.lock();
        SharedQueue<String> out = words;
        List<SharedLock> next = new ArrayList<>();
        ChildProcess child;
        lock.lock();
        try (Pause pause = Pause.in(directory)) {
            child =
                    pausing(
                            pause,
                            "sync.wait.announced",
                            () -> tell(out, catchThrowable(lock::lock)));
            pause.awaitReached(LONG);
            lock.close();
            for (int i = 0; i < MANY; i++) {
                next.add(brood.lock());
            }
        }
        assertThat(words.take()).contains("was closed");
        assertThat(next).allSatisfy(each -> assertThat(each.waiting()).isZero());
        awaitEnd(child);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ring.enter.claimed", "sync.wait.announced"})
    void waiter_inTheRingOfAnotherFairLock_letsItsUsersPassAsItLeaves(String place)
            throws Exception {
        SharedLock lock = brood.newLock().fair(true).open();
        SharedQueue<String> out = words;
        List<SharedLock> next = new ArrayList<>();
        ChildProcess child;
        FutureTask<Boolean> user;
        lock.lock();
        try (Pause pause = Pause.in(directory)) {
            child = pausing(pause, place, () -> tell(out, catchThrowable(lock::lock)));
            pause.awaitReached(LONG);
            lock.close();
            for (int i = 0; i < SOME; i++) {
                next.add(brood.newLock().fair(true).open());
            }
            user =
                    inThread(() -> {
                        for (SharedLock each : next) {
                            each.lock();
                            each.unlock();
                        }
                        return true;
                    });
            assertThat(next.getFirst().tryLock(LONG)).isTrue();
            next.getFirst().unlock();
        }
        assertThat(words.take()).contains("was closed");
        get(user);
        for (SharedLock each : next) {
            assertThat(each.tryLock(LONG)).isTrue();
            each.unlock();
            assertThat(each.waiting()).isZero();
        }
        awaitEnd(child);
    }

    @ParameterizedTest
    @ValueSource(strings = {"condition.entered", "condition.woken"})
    void waiter_signalledInPlaceOfAnotherConditions_passesThatOn(String place) throws Exception {
        SharedLock lock = brood.lock();
        SharedCondition condition = lock.newCondition();
        SharedQueue<String> out = words;
        SharedLock nextLock;
        List<SharedCondition> next = new ArrayList<>();
        List<FutureTask<Boolean>> waiters = new ArrayList<>();
        ChildProcess child;
        try (Pause pause = Pause.in(directory)) {
            child =
                    pausing(
                            pause,
                            place,
                            () -> {
                                lock.lock();
                                tell(out, catchThrowable(() -> condition.await(Duration.ZERO)));
                            });
            pause.awaitReached(LONG);
            lock.close();
            nextLock = brood.lock();
            for (int i = 0; i < SOME; i++) {
                SharedCondition each = nextLock.newCondition();
                next.add(each);
                waiters.add(
                        inThread(() -> {
                            nextLock.lock();
                            try {
                                return each.await(LONG.multipliedBy(10));
                            } finally {
                                nextLock.unlock();
                            }
                        }));
            }
            for (SharedCondition each : next) {
                // Those at the late one's place are two.
                Await.until(LONG, "a waiter", () -> each.waiting() > 0);
            }
            Await.until(
                    LONG,
                    "all waiters",
                    () -> next.stream().mapToInt(SharedCondition::waiting).sum() == SOME + 1);
            nextLock.lock();
            next.forEach(SharedCondition::signal);
            nextLock.unlock();
        }
        assertThat(words.take()).contains("was closed");
        for (FutureTask<Boolean> waiter : waiters) {
            get(waiter);
        }
        awaitEnd(child);
    }

    @Test
    void arrival_atABarrierThatIsAnother_isNoneThere() throws Exception {
        SharedBarrier barrier = brood.barrier(2);
        SharedQueue<String> out = words;
        List<SharedBarrier> next = new ArrayList<>();
        ChildProcess child;
        try (Pause pause = Pause.in(directory)) {
            child =
                    pausing(
                            pause,
                            "barrier.arriving",
                            () -> tell(out, catchThrowable(barrier::await)));
            pause.awaitReached(LONG);
            barrier.close();
            for (int i = 0; i < MANY; i++) {
                next.add(brood.barrier(i % 2 == 0 ? 2 : 5));
            }
        }
        assertThat(words.take()).contains("was closed");
        assertThat(next).allSatisfy(each -> assertThat(each.waiting()).isZero());
        awaitEnd(child);
    }

    @Test
    void owner_ofALockThatWasClosedUnderIt_isNotTakenForAnothers() throws Exception {
        SharedLock lock = brood.lock();
        SharedQueue<String> out = words;
        List<SharedLock> next = new ArrayList<>();
        ChildProcess child;
        FutureTask<Long> owner;
        try (Pause pause = Pause.in(directory)) {
            child = pausing(pause, "lock.taken", () -> tell(out, catchThrowable(lock::lock)));
            pause.awaitReached(LONG);
            lock.close();
            owner =
                    inThread(() -> {
                        for (int i = 0; i < MANY; i++) {
                            next.add(brood.lock());
                            next.getLast().lock();
                        }
                        return Thread.currentThread().threadId();
                    });
            long _ = owner.get();
        }
        assertThat(words.take()).isEqualTo("done");
        for (SharedLock each : next) {
            assertThat(each.owner().orElseThrow().threadId()).isIn(0L, owner.get());
        }
        awaitEnd(child);
    }

    @Test
    void condition_madeAsItsLockIsClosed_isClosedToo() throws Exception {
        SharedLock lock = brood.lock();
        SharedQueue<String> out = words;
        ChildProcess child;
        try (Pause pause = Pause.in(directory)) {
            child =
                    pausing(
                            pause,
                            "lock.condition.counted",
                            () -> tell(out, catchThrowable(lock::newCondition)));
            pause.awaitReached(LONG);
            lock.close();
        }
        assertThat(words.take()).contains("was closed");
        awaitEnd(child);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mutexOwner_ofASemaphoreThatWasClosed_diesInIt_nobodyWaitsForIt(boolean reused)
            throws Exception {
        SharedSemaphore semaphore = brood.semaphore(3);
        List<SharedSemaphore> next = new ArrayList<>();
        semaphore.acquire();
        Throwable thrown;
        try (Pause pause = Pause.in(directory)) {
            ChildProcess owner = pausing(pause, "permits.table.acquired", semaphore::acquire);
            pause.awaitReached(LONG);
            Thread[] thread = new Thread[1];
            FutureTask<Throwable> waiter =
                    new FutureTask<>(() -> catchThrowable(semaphore::acquire));
            thread[0] = Thread.ofPlatform().daemon().start(waiter);
            Await.until(LONG, "one at the mutex", () -> isIn(thread[0], "lockSlowly"));
            semaphore.close();
            for (int i = 0; reused && i < SOME; i++) {
                next.add(brood.semaphore(3));
            }
            owner.kill();
            thrown = waiter.get(60, TimeUnit.SECONDS);
        }
        assertThat(thrown).hasMessageContaining("was closed by this process");
        for (int i = 0; !reused && i < SOME; i++) {
            next.add(brood.semaphore(3));
        }
        for (SharedSemaphore each : next) {
            each.acquire();
        }
        ChildProcess other =
                brood.start(() -> {
                    for (SharedSemaphore each : next) {
                        each.acquire(2);
                        each.release(2);
                    }
                });
        awaitEnd(other);
        assertThat(next).allSatisfy(each -> assertThat(each.availablePermits()).isEqualTo(2));
    }

    /// Who closes a queue and finds it empty deletes its files, and with them what others are
    /// making.
    @Test
    void putter_whoseFileGoesWithItsQueue_isToldThatThatIsClosed() throws Exception {
        SharedQueue<byte[]> queue = brood.<byte[]>newQueue().name("late").capacity(3).open();
        SharedQueue<String> out = words;
        ChildProcess child;
        try (Pause pause = Pause.in(directory)) {
            child =
                    pausing(
                            pause,
                            "segment.create.sized",
                            () -> tell(out, catchThrowable(() -> queue.put(new byte[LARGE]))));
            pause.awaitReached(LONG);
            queue.close();
        }
        assertThat(words.take()).startsWith("queue 'late' (capacity 3) is closed by ");
        awaitEnd(child);
    }

    private static boolean isIn(Thread thread, String method) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }
}
