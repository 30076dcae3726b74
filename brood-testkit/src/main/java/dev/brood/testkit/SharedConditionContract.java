package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.SharedCondition;
import dev.brood.SharedInt;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What every engine's [SharedCondition] does: rows L-07 to L-10 of CPython's `multiprocessing`,
/// and its tests `_TestCondition`.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // what fails ends the test anyway
public abstract class SharedConditionContract extends EngineContract {

    /// For subclasses.
    protected SharedConditionContract() {}

    private static <T> FutureTask<T> inThread(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static void awaitWaiters(SharedCondition condition, int number)
            throws InterruptedException {
        Await.until(LONG, number + " to wait", () -> condition.waiting() == number);
    }

    /// Waits once and says so.
    private static void awaitAndTell(
            SharedLock lock, SharedCondition condition, SharedQueue<String> told, String name)
            throws InterruptedException {
        lock.lock();
        condition.await();
        told.put(name);
        lock.unlock();
    }

    /// Makes waiters in other processes and in this one.
    private List<ChildProcess> waiters(
            int number, SharedLock lock, SharedCondition condition, SharedQueue<String> told)
            throws InterruptedException {
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            String name = "waiter " + i;
            if (i % 2 == 0) {
                children.add(brood().start(() -> awaitAndTell(lock, condition, told, name)));
            } else {
                var _ =
                        inThread(() -> {
                            awaitAndTell(lock, condition, told, name);
                            return true;
                        });
            }
            awaitWaiters(condition, i + 1);
        }
        return children;
    }

    private static void locked(SharedLock lock, Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private static void awaitEnds(List<ChildProcess> children) throws InterruptedException {
        for (ChildProcess child : children) {
            assertThat(child.join(LONG)).isTrue();
            assertThat(child.failure()).isEmpty();
        }
    }

    @Test
    @Covers({"L-10", "_TestCondition.test_notify"})
    void signal_wakesOneEachTime_theLongestWaitingFirst() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        SharedQueue<String> told = brood().queue(10);
        List<ChildProcess> children = waiters(4, lock, condition, told);
        for (int i = 0; i < 4; i++) {
            assertThat(told.poll(SHORT)).isNull();
            locked(lock, condition::signal);
            assertThat(told.take()).isEqualTo("waiter " + i);
        }
        awaitEnds(children);
        assertThat(condition.waiting()).isZero();
        locked(lock, condition::signal);
    }

    @Test
    @Covers({"L-10", "_TestCondition.test_notify_all"})
    void signalAll_afterSixWhoseTimeIsOver_wakesTheNextSix() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        List<ChildProcess> early = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            early.add(brood().start(() -> assertThat(timedOut(lock, condition)).isTrue()));
            assertThat(inThread(() -> timedOut(lock, condition)).get()).isTrue();
        }
        awaitEnds(early);
        assertThat(condition.waiting()).isZero();
        SharedQueue<String> told = brood().queue(10);
        List<ChildProcess> children = waiters(6, lock, condition, told);
        locked(lock, condition::signalAll);
        for (int i = 0; i < 6; i++) {
            assertThat(told.poll(LONG)).isNotNull();
        }
        awaitEnds(children);
    }

    private static boolean timedOut(SharedLock lock, SharedCondition condition)
            throws InterruptedException {
        lock.lock();
        try {
            return !condition.await(SHORT);
        } finally {
            lock.unlock();
        }
    }

    @Test
    @Covers({"L-07", "L-10"})
    void signalAll_wakesAll() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        SharedQueue<String> told = brood().queue(10);
        List<ChildProcess> children = waiters(6, lock, condition, told);
        locked(lock, condition::signalAll);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(told.take());
        }
        assertThat(all).doesNotHaveDuplicates();
        awaitEnds(children);
    }

    @Test
    @Covers({"L-10", "_TestCondition.test_notify_n"})
    void signal_ofSome_wakesThatMany() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        SharedQueue<String> told = brood().queue(10);
        List<ChildProcess> children = waiters(6, lock, condition, told);
        locked(lock, () -> condition.signal(2));
        assertThat(List.of(told.take(), told.take()))
                .containsExactlyInAnyOrder("waiter 0", "waiter 1");
        assertThat(told.poll(SHORT)).isNull();
        locked(lock, () -> condition.signal(4));
        for (int i = 0; i < 4; i++) {
            assertThat(told.take()).isNotEmpty();
        }
        locked(lock, () -> condition.signal(3));
        locked(lock, () -> condition.signal(0));
        assertThat(told.poll(SHORT)).isNull();
        awaitEnds(children);
        lock.lock();
        assertThatThrownBy(() -> condition.signal(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the number of signals must be at least 0, was -1");
        lock.unlock();
    }

    @Test
    @Covers({"L-08", "_TestCondition.test_timeout", "_TestCondition.test_wait_result"})
    void await_timeOver_returnsFalse_andHoldsTheLock() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        lock.lock();
        lock.lock();
        long start = System.nanoTime();
        assertThat(condition.await(SHORT)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(condition.await(Duration.ZERO)).isFalse();
        assertThat(condition.await(-1, TimeUnit.SECONDS)).isFalse();
        assertThat(condition.awaitNanos(1000)).isLessThanOrEqualTo(0);
        assertThat(condition.awaitUntil(Date.from(Instant.now().plus(SHORT)))).isFalse();
        assertThat(lock.holdCount()).isEqualTo(2);
        assertThat(condition.waiting()).isZero();
    }

    @Test
    @Covers({"L-08", "_TestCondition.test_wait_result"})
    void await_signalled_returnsTrue_andHoldsTheLockAsOftenAsBefore() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        lock.lock();
        lock.lock();
        ChildProcess child =
                brood().start(() -> {
                    for (int i = 0; i < 3; i++) {
                        Await.until(LONG, "one to wait", () -> condition.waiting() == 1);
                        locked(lock, condition::signal);
                    }
                });
        assertThat(condition.await(LONG)).isTrue();
        assertThat(lock.holdCount()).isEqualTo(2);
        assertThat(condition.awaitNanos(LONG.toNanos())).isPositive();
        assertThat(condition.awaitUntil(Date.from(Instant.now().plus(LONG)))).isTrue();
        assertThat(lock.holdCount()).isEqualTo(2);
        lock.unlock();
        lock.unlock();
        awaitEnds(List.of(child));
    }

    @Test
    @Covers({"L-09", "_TestCondition.test_waitfor"})
    void await_aPredicate_looksAfterEachSignal() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        SharedInt state = brood().sharedInt(0);
        ChildProcess child =
                brood().start(() -> {
                    lock.lock();
                    condition.await(() -> state.get() == 4);
                    assertThat(lock.isHeldByCurrentThread()).isTrue();
                    lock.unlock();
                });
        for (int i = 0; i < 4; i++) {
            awaitWaiters(condition, 1);
            locked(
                    lock,
                    () -> {
                        state.incrementAndGet();
                        condition.signal();
                    });
        }
        awaitEnds(List.of(child));
    }

    @Test
    @Covers({"L-09", "_TestCondition.test_waitfor_timeout"})
    void await_aPredicateThatNeverHolds_returnsFalse() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        AtomicInteger asked = new AtomicInteger();
        lock.lock();
        long start = System.nanoTime();
        assertThat(condition.await(() -> asked.incrementAndGet() < 0, SHORT)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(condition.await(() -> true, Duration.ZERO)).isTrue();
        assertThat(asked).hasValue(2);
    }

    @Test
    @Covers({"L-09", "_TestCondition.test_waitfor_timeout"})
    void await_aPredicateThatEachSignalDisappoints_returnsFalseInTime() throws Exception {
        SharedLock lock = brood().newLock().fair(true).open();
        SharedCondition condition = lock.newCondition();
        SharedInt state = brood().sharedInt(0);
        ChildProcess waiter =
                brood().start(() -> {
                    lock.lock();
                    assertThat(condition.await(() -> state.get() < 0, SHORT)).isFalse();
                    assertThat(lock.isHeldByCurrentThread()).isTrue();
                    lock.unlock();
                });
        // Would each signal begin the time anew, it would never be over.
        Await.until(
                LONG,
                "the waiter's time to be over",
                () -> {
                    state.incrementAndGet();
                    locked(lock, condition::signal);
                    return !waiter.isAlive();
                });
        awaitEnds(List.of(waiter));
    }

    @Test
    @Covers("_TestCondition.test_wait_result")
    void await_interrupted_throws_holdingTheLock_andEatsNoSignal() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        FutureTask<Boolean> interrupted =
                new FutureTask<>(() -> {
                    lock.lock();
                    try {
                        condition.await();
                        return false;
                    } catch (InterruptedException _) {
                        return lock.isHeldByCurrentThread();
                    } finally {
                        lock.unlock();
                    }
                });
        Thread thread = Thread.ofPlatform().start(interrupted);
        awaitWaiters(condition, 1);
        SharedQueue<String> told = brood().queue(10);
        ChildProcess child = brood().start(() -> awaitAndTell(lock, condition, told, "child"));
        awaitWaiters(condition, 2);
        thread.interrupt();
        assertThat(interrupted.get()).isTrue();
        locked(lock, condition::signal);
        assertThat(told.take()).isEqualTo("child");
        awaitEnds(List.of(child));
        lock.lock();
        Thread.currentThread().interrupt();
        assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
        assertThat(lock.isHeldByCurrentThread()).isTrue();
    }

    @Test
    void await_interruptedAndSignalledAtOnce_isOneOfTheTwoOnly() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        for (int i = 0; i < 100; i++) {
            FutureTask<Boolean> signalled =
                    new FutureTask<>(() -> {
                        lock.lock();
                        try {
                            condition.await();
                            return true;
                        } catch (InterruptedException _) {
                            return false;
                        } finally {
                            lock.unlock();
                        }
                    });
            Thread first = Thread.ofVirtual().start(signalled);
            awaitWaiters(condition, 1);
            FutureTask<Boolean> second =
                    inThread(() -> {
                        lock.lock();
                        boolean woken = condition.await(LONG);
                        lock.unlock();
                        return woken;
                    });
            awaitWaiters(condition, 2);
            first.interrupt();
            locked(lock, condition::signal);
            // The signal went to the first only if the interrupt did not end its wait.
            if (signalled.get()) {
                locked(lock, condition::signal);
            }
            assertThat(second.get()).isTrue();
        }
    }

    @Test
    void awaitUninterruptibly_interrupted_goesOnAndKeepsTheStatus() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        FutureTask<Boolean> waiter =
                new FutureTask<>(() -> {
                    lock.lock();
                    condition.awaitUninterruptibly();
                    lock.unlock();
                    return Thread.currentThread().isInterrupted();
                });
        Thread thread = Thread.ofPlatform().start(waiter);
        awaitWaiters(condition, 1);
        thread.interrupt();
        assertThat(thread.join(SHORT)).isFalse();
        locked(lock, condition::signal);
        assertThat(waiter.get()).isTrue();
    }

    @Test
    @Covers({"L-08", "L-10"})
    void anything_withoutTheLock_isRefused() {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::signalAll)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining(lock.name());
    }

    @Test
    void await_ofMoreThanItsRingHolds_losesNoSignal() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        int[] permits = {0};
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        lock.lock();
                        while (permits[0] == 0) {
                            condition.awaitUninterruptibly();
                        }
                        permits[0]--;
                        lock.unlock();
                    }));
        }
        Await.until(LONG, "all to wait", () -> condition.waiting() == 300);
        for (int i = 0; i < 300; i++) {
            locked(
                    lock,
                    () -> {
                        permits[0]++;
                        condition.signal();
                    });
        }
        for (Thread thread : threads) {
            assertThat(thread.join(LONG)).isTrue();
        }
        assertThat(permits[0]).isZero();
    }

    @Test
    @Covers("L-14")
    void await_waiterKilled_eatsNoSignal() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        SharedQueue<String> told = brood().queue(10);
        ChildProcess victim = brood().start(() -> awaitAndTell(lock, condition, told, "victim"));
        awaitWaiters(condition, 1);
        ChildProcess heir = brood().start(() -> awaitAndTell(lock, condition, told, "heir"));
        awaitWaiters(condition, 2);
        // Signalled, it can't come back as the lock is held, and dies.
        lock.lock();
        condition.signal();
        victim.kill();
        victim.join();
        lock.unlock();
        assertThat(told.poll(LONG)).isEqualTo("heir");
        awaitEnds(List.of(heir));
        assertThat(condition.waiting()).isZero();
    }

    @Test
    @Covers("L-13")
    void handle_travels_alone() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        SharedQueue<Object> queue = brood().queue(1);
        queue.put(List.of(condition));
        assertThat(queue.take()).isEqualTo(List.of(condition));
        FutureTask<Boolean> waiter =
                inThread(() -> {
                    lock.lock();
                    condition.await();
                    lock.unlock();
                    return true;
                });
        awaitWaiters(condition, 1);
        ChildProcess child = brood().start(() -> locked(lock, condition::signalAll));
        assertThat(waiter.get()).isTrue();
        awaitEnds(List.of(child));
    }

    @Test
    void close_ofTheLock_endsWaitsToo() throws Exception {
        SharedLock lock = brood().lock();
        SharedCondition condition = lock.newCondition();
        FutureTask<Boolean> waiter =
                inThread(() -> {
                    lock.lock();
                    try {
                        condition.await();
                        return false;
                    } catch (ClosedException _) {
                        return !lock.isHeldByCurrentThread();
                    }
                });
        awaitWaiters(condition, 1);
        lock.close();
        assertThat(waiter.get()).isTrue();
        assertThat(condition.isClosed()).isTrue();
        assertThatThrownBy(condition::signal).isInstanceOf(ClosedException.class);
        assertThat(condition.waiting()).isZero();
    }
}
