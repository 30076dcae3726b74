package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What every engine's [SharedSemaphore] does: rows L-01, L-05, L-06, L-13 and L-14 of CPython's
/// `multiprocessing`, and its tests `_TestSemaphore`.
public abstract class SharedSemaphoreContract extends EngineContract {

    /// For subclasses.
    protected SharedSemaphoreContract() {}

    private static <T> FutureTask<T> inThread(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static void awaitWaiters(SharedSemaphore semaphore, int number)
            throws InterruptedException {
        Await.until(LONG, number + " to wait", () -> semaphore.waiting() >= number);
    }

    /// Starts a child that takes permits and keeps them until it is killed.
    private ChildProcess holder(SharedSemaphore semaphore, int permits)
            throws InterruptedException {
        SharedQueue<String> taken = brood().queue(1);
        SharedQueue<String> never = brood().queue(1);
        ChildProcess child =
                brood().start(() -> {
                    semaphore.acquire(permits);
                    taken.put("taken");
                    never.take();
                });
        assertThat(taken.take()).isEqualTo("taken");
        return child;
    }

    private static void kill(ChildProcess child) throws InterruptedException {
        child.kill();
        assertThat(child.join(LONG)).isTrue();
    }

    private static void awaitAvailable(SharedSemaphore semaphore, int permits)
            throws InterruptedException {
        Await.until(
                LONG, permits + " to be available", () -> semaphore.availablePermits() == permits);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"L-05", "_TestSemaphore.test_semaphore"})
    void release_unbounded_makesPermits(boolean fair) throws Exception {
        SharedSemaphore semaphore = brood().newSemaphore().permits(2).fair(fair).open();
        semaphore.acquire();
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.availablePermits()).isZero();
        assertThat(semaphore.tryAcquire()).isFalse();
        semaphore.release();
        semaphore.release();
        semaphore.release();
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(4);
        assertThat(semaphore.drainPermits()).isEqualTo(4);
        assertThat(semaphore.drainPermits()).isZero();
        semaphore.release(3);
        assertThat(semaphore.tryAcquire(2)).isTrue();
        assertThat(semaphore.tryAcquire(2)).isFalse();
        assertThat(semaphore.tryAcquire(0)).isTrue();
        assertThat(semaphore.isFair()).isEqualTo(fair);
        assertThat(semaphore.bound()).isEqualTo(262_143);
    }

    @Test
    @Covers({"L-06", "_TestSemaphore.test_bounded_semaphore"})
    void release_beyondTheBound_isRefused() throws Exception {
        SharedSemaphore semaphore = brood().boundedSemaphore(2);
        semaphore.acquire(2);
        assertThat(semaphore.tryAcquire()).isFalse();
        semaphore.release(2);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        assertThatThrownBy(semaphore::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("can't release 1: it may have 2 permits");
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    @Covers("L-05")
    void open_withNumbersOutOfRange_isRefused() {
        assertThatThrownBy(() -> brood().semaphore(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a semaphore's permits must be 0 to 262143, was -1");
        assertThatThrownBy(() -> brood().newSemaphore().permits(3).bound(2).open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a semaphore can't have 3 permits at first and a bound of 2");
        assertThatThrownBy(() -> brood().semaphore(1).release(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the number of permits must be at least 0, was -1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"L-05", "_TestSemaphore.test_timeout"})
    void tryAcquire_timeOver_returnsFalse(boolean fair) throws Exception {
        SharedSemaphore semaphore = brood().newSemaphore().permits(0).fair(fair).open();
        long start = System.nanoTime();
        assertThat(semaphore.tryAcquire(SHORT)).isFalse();
        assertThat(semaphore.tryAcquire(SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2 * SHORT.toNanos());
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(semaphore.tryAcquire(Duration.ZERO)).isFalse();
        assertThat(semaphore.tryAcquire(-1, TimeUnit.SECONDS)).isFalse();
        assertThat(semaphore.tryAcquire(2, SHORT)).isFalse();
        assertThat(semaphore.waiting()).isZero();
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    @Covers({"L-01", "L-02", "_TestLock.test_lock"})
    void acquire_ofTheOnlyPermit_againByItsHolder_isRefused() throws Exception {
        SharedSemaphore mutex = brood().boundedSemaphore(1);
        mutex.acquire();
        assertThat(mutex.tryAcquire()).isFalse();
        assertThat(mutex.tryAcquire(SHORT)).isFalse();
        mutex.release();
        assertThatThrownBy(mutex::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("can't release 1: it may have 1 permit");
        assertThat(mutex.availablePermits()).isEqualTo(1);
    }

    @Test
    @Covers({"L-01", "_TestLock.test_lock"})
    void release_byAnotherProcess_isAllowed_andCountsOnce() throws Exception {
        SharedSemaphore mutex = brood().boundedSemaphore(1);
        ChildProcess child = holder(mutex, 1);
        assertThat(mutex.tryAcquire()).isFalse();
        mutex.release();
        assertThat(mutex.tryAcquire()).isTrue();
        // Its permit was released for it: its death must not give it back again.
        kill(child);
        assertThat(mutex.tryAcquire(SHORT)).isFalse();
        mutex.release();
        assertThat(mutex.availablePermits()).isEqualTo(1);
    }

    @Test
    @Covers("L-05")
    void acquire_byManyProcesses_neverMoreThanPermits() throws Exception {
        SharedSemaphore semaphore = brood().semaphore(3);
        SharedQueue<Integer> inside = brood().queue(3); // one too many would find it full
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            children.add(
                    brood().start(() -> {
                        for (int round = 0; round < 300; round++) {
                            semaphore.acquire();
                            inside.add(round);
                            inside.take();
                            semaphore.release();
                        }
                    }));
        }
        for (ChildProcess child : children) {
            assertThat(child.join(LONG)).isTrue();
            assertThat(child.failure()).isEmpty();
        }
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void acquire_byManyVirtualThreads_neverMoreThanPermits(boolean fair) throws Exception {
        SharedSemaphore semaphore = brood().newSemaphore().permits(4).fair(fair).open();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int number = 1 + i % 3;
            threads.add(
                    Thread.startVirtualThread(() -> {
                        for (int round = 0; round < 10; round++) {
                            semaphore.acquireUninterruptibly(number);
                            most.accumulateAndGet(inside.addAndGet(number), Math::max);
                            inside.addAndGet(-number);
                            semaphore.release(number);
                        }
                    }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(LONG)).isTrue();
        }
        assertThat(most.get()).isLessThanOrEqualTo(4);
        assertThat(semaphore.availablePermits()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void acquire_interrupted_throwsAndTakesNothing(boolean fair) throws Exception {
        SharedSemaphore semaphore = brood().newSemaphore().permits(0).fair(fair).open();
        FutureTask<Boolean> interrupted =
                new FutureTask<>(() -> {
                    try {
                        semaphore.acquire();
                        return false;
                    } catch (InterruptedException _) {
                        return true;
                    }
                });
        Thread thread = Thread.ofVirtual().start(interrupted);
        awaitWaiters(semaphore, 1);
        thread.interrupt();
        assertThat(interrupted.get()).isTrue();
        semaphore.release();
        assertThat(semaphore.tryAcquire()).isTrue();
    }

    @Test
    void acquire_ofManyWhileOthersTakeOne_isNotForgotten() throws Exception {
        SharedSemaphore semaphore = brood().semaphore(0);
        FutureTask<Boolean> many =
                inThread(() -> {
                    semaphore.acquire(3);
                    return true;
                });
        FutureTask<Boolean> one =
                inThread(() -> {
                    semaphore.acquire();
                    return true;
                });
        awaitWaiters(semaphore, 2);
        semaphore.release(4);
        assertThat(many.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(one.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    void acquire_fair_servesInOrderOfArrival() throws Exception {
        SharedSemaphore semaphore = brood().newSemaphore().permits(0).fair(true).open();
        SharedQueue<Integer> order = brood().queue(10);
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            children.add(
                    brood().start(() -> {
                        // The first wants much and must not be overtaken by those that want less.
                        semaphore.acquire(number == 0 ? 3 : 1);
                        order.put(number);
                    }));
            awaitWaiters(semaphore, i + 1);
        }
        semaphore.release(2);
        assertThat(order.poll(SHORT)).isNull();
        for (int i = 0; i < 4; i++) {
            semaphore.release();
            assertThat(order.take()).isEqualTo(i);
        }
        for (ChildProcess child : children) {
            child.join();
        }
    }

    // ---- death

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("L-14")
    void holderKilled_givesBackWhatItHeld(boolean fair) throws Exception {
        SharedSemaphore semaphore = brood().newSemaphore().permits(5).fair(fair).open();
        ChildProcess first = holder(semaphore, 2);
        ChildProcess second = holder(semaphore, 3);
        FutureTask<Boolean> waiter =
                inThread(() -> {
                    semaphore.acquire(2);
                    return true;
                });
        awaitWaiters(semaphore, 1);
        kill(first);
        assertThat(waiter.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(semaphore.availablePermits()).isZero();
        kill(second);
        awaitAvailable(semaphore, 3);
        semaphore.release(2);
        assertThat(semaphore.availablePermits()).isEqualTo(5);
    }

    @Test
    @Covers("L-14")
    void holderKilled_ofOneNotCounted_givesNothingBack() throws Exception {
        SharedSemaphore semaphore = brood().newSemaphore().permits(3).counted(false).open();
        kill(holder(semaphore, 2));
        assertThat(semaphore.tryAcquire(2, SHORT)).isFalse();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        semaphore.release(2);
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    @Covers("L-14")
    void waiterKilled_eatsNoPermit() throws Exception {
        SharedSemaphore semaphore = brood().semaphore(0);
        ChildProcess child = brood().start(() -> semaphore.acquire());
        awaitWaiters(semaphore, 1);
        kill(child);
        semaphore.release();
        assertThat(semaphore.tryAcquire(LONG)).isTrue();
    }

    @Test
    @Covers("L-13")
    void handle_travels() throws Exception {
        SharedSemaphore semaphore = brood().semaphore(1);
        SharedQueue<Object> queue = brood().queue(1);
        queue.put(List.of(semaphore));
        assertThat(queue.take()).isEqualTo(List.of(semaphore));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void close_wakesThoseWhoWait(boolean fair) throws Exception {
        SharedSemaphore semaphore = brood().newSemaphore().permits(0).fair(fair).open();
        SharedQueue<Boolean> closed = brood().queue(3);
        List<Thread> threads = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            int wanted = number;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    semaphore.acquireUninterruptibly(wanted);
                                    closed.add(false);
                                } catch (ClosedException _) {
                                    closed.add(true);
                                }
                            }));
        }
        awaitWaiters(semaphore, 3);
        semaphore.close();
        for (Thread thread : threads) {
            assertThat(thread.join(LONG)).isTrue();
        }
        assertThat(closed).containsExactly(true, true, true);
        assertThatThrownBy(semaphore::release).isInstanceOf(ClosedException.class);
        assertThatThrownBy(semaphore::acquire).isInstanceOf(ClosedException.class);
        assertThatThrownBy(semaphore::availablePermits)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining(semaphore.name());
        assertThat(semaphore.waiting()).isZero();
    }
}
