package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Abandonment;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.LockOwner;
import dev.brood.ProcessPool;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// What every engine's [SharedLock] does: rows L-01 to L-04, L-13 and L-14 of CPython's
/// `multiprocessing`, and its tests `_TestLock`.
@SuppressWarnings({"LockNotBeforeTry", "ThreadPriorityCheck"}) // what fails ends the test anyway
public abstract class SharedLockContract extends EngineContract {

    /// For subclasses.
    protected SharedLockContract() {}

    private SharedLock lock(boolean fair) {
        return brood().newLock().fair(fair).open();
    }

    /// Runs something in a thread of its own.
    private static <T> FutureTask<T> inThread(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static void awaitWaiters(SharedLock lock, int number) throws InterruptedException {
        Await.until(LONG, number + " to wait", () -> lock.waiting() >= number);
    }

    /// Starts a child that takes a lock and keeps it until it is killed.
    private ChildProcess owner(SharedLock lock) throws InterruptedException {
        SharedQueue<String> locked = brood().queue(1);
        SharedQueue<String> never = brood().queue(1);
        ChildProcess child =
                brood().process()
                        .name("keeper")
                        .start(() -> {
                            lock.lock();
                            locked.put("locked");
                            never.take();
                        });
        assertThat(locked.take()).isEqualTo("locked");
        return child;
    }

    private static void kill(ChildProcess child) throws InterruptedException {
        child.kill();
        assertThat(child.join(LONG)).isTrue();
    }

    @Test
    @Covers({"L-01", "L-02", "L-03", "_TestLock.test_lock"})
    void tryLock_heldByAnotherThread_isRefused() throws Exception {
        SharedLock lock = brood().lock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.isLocked()).isTrue();
        assertThat(inThread(() -> lock.tryLock()).get()).isFalse();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
        assertThat(
                        inThread(
                                        () -> {
                                            boolean taken = lock.tryLock();
                                            lock.unlock();
                                            return taken;
                                        })
                                .get())
                .isTrue();
        assertThatThrownBy(lock::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("is not held by this thread")
                .hasMessageContaining("it is free");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"L-04", "_TestLock.test_rlock"})
    void lock_again_countsUp(boolean fair) throws Exception {
        SharedLock lock = lock(fair);
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock(SHORT)).isTrue();
        assertThat(lock.holdCount()).isEqualTo(3);
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
        lock.unlock();
        assertThat(lock.isLocked()).isTrue();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.holdCount()).isZero();
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(lock.isFair()).isEqualTo(fair);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("L-02")
    void tryLock_timeOver_returnsFalse(boolean fair) throws Exception {
        SharedLock lock = lock(fair);
        lock.lock();
        FutureTask<Long> waiter =
                inThread(() -> {
                    long start = System.nanoTime();
                    assertThat(lock.tryLock(SHORT)).isFalse();
                    return System.nanoTime() - start;
                });
        assertThat(waiter.get()).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(inThread(() -> lock.tryLock(0, TimeUnit.SECONDS)).get()).isFalse();
        assertThat(inThread(() -> lock.tryLock(-1, TimeUnit.SECONDS)).get()).isFalse();
        assertThat(lock.waiting()).isZero();
        lock.unlock();
        assertThat(lock.tryLock(SHORT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lockInterruptibly_interrupted_throwsAndLeavesTheLockToOthers(boolean fair)
            throws Exception {
        SharedLock lock = lock(fair);
        lock.lock();
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread waiter =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                lock.lockInterruptibly();
                            } catch (InterruptedException _) {
                                interrupted.set(!Thread.currentThread().isInterrupted());
                            }
                        });
        awaitWaiters(lock, 1);
        waiter.interrupt();
        waiter.join();
        assertThat(interrupted).isTrue();
        lock.unlock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        Thread.currentThread().interrupt();
        assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
        assertThat(lock.isLocked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_interrupted_goesOnWaitingAndKeepsTheStatus(boolean fair) throws Exception {
        SharedLock lock = lock(fair);
        lock.lock();
        AtomicBoolean kept = new AtomicBoolean();
        Thread waiter =
                Thread.ofVirtual()
                        .start(() -> {
                            lock.lock();
                            kept.set(Thread.currentThread().isInterrupted());
                            lock.unlock();
                        });
        awaitWaiters(lock, 1);
        waiter.interrupt();
        assertThat(waiter.join(SHORT)).isFalse();
        lock.unlock();
        assertThat(waiter.join(LONG)).isTrue();
        assertThat(kept).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_byManyVirtualThreads_isExclusive(boolean fair) throws Exception {
        SharedLock lock = lock(fair);
        int[] counter = {0};
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        for (int round = 0; round < 5; round++) {
                            lock.lock();
                            int before = counter[0];
                            Thread.yield();
                            counter[0] = before + 1;
                            lock.unlock();
                        }
                    }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(LONG)).isTrue();
        }
        assertThat(counter[0]).isEqualTo(1500);
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.waiting()).isZero();
    }

    @Test
    void lock_fair_servesInOrderOfArrival() throws Exception {
        SharedLock lock = lock(true);
        SharedQueue<Integer> order = brood().queue(10);
        lock.lock();
        List<ChildProcess> children = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i += 2) {
            int first = i;
            children.add(
                    brood().start(() -> {
                        lock.lock();
                        order.put(first);
                        lock.unlock();
                    }));
            awaitWaiters(lock, i + 1);
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                lock.lock();
                                order.add(first + 1);
                                lock.unlock();
                            }));
            awaitWaiters(lock, i + 2);
        }
        lock.unlock();
        for (int i = 0; i < 6; i++) {
            assertThat(order.take()).isEqualTo(i);
        }
        for (ChildProcess child : children) {
            child.join();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void lock_fairAndMoreThanItsRingHolds_servesAll() throws Exception {
        SharedLock lock = lock(true);
        lock.lock();
        CountDownLatch served = new CountDownLatch(400);
        for (int i = 0; i < 400; i++) {
            Thread.startVirtualThread(() -> {
                lock.lock();
                lock.unlock();
                served.countDown();
            });
        }
        awaitWaiters(lock, 100);
        lock.unlock();
        assertThat(served.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"L-01", "_TestLock.test_lock"})
    void lock_ofTwoProcesses_isExclusive(boolean fair) throws Exception {
        SharedLock lock = lock(fair);
        SharedQueue<String> log = brood().queue(4000);
        List<ChildProcess> children = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            children.add(
                    brood().start(() -> {
                        for (int i = 0; i < 500; i++) {
                            lock.lock();
                            log.put(name + " in");
                            log.put(name + " out");
                            lock.unlock();
                        }
                    }));
        }
        for (ChildProcess child : children) {
            assertThat(child.join(LONG)).isTrue();
            assertThat(child.failure()).isEmpty();
        }
        assertThat(log).hasSize(2000);
        while (!log.isEmpty()) {
            String in = log.take();
            assertThat(in).endsWith(" in");
            assertThat(log.take()).isEqualTo(in.replace(" in", " out"));
        }
    }

    @Test
    @Covers({"L-04", "_TestLock.test_rlock"})
    void unlock_byAnotherProcess_isRefused_namingTheOwner() throws Exception {
        SharedLock lock = brood().newLock().name("till").open();
        ChildProcess child = owner(lock);

        assertThat(lock.isLocked()).isTrue();
        assertThat(lock.owner()).map(LockOwner::pid).contains(child.pid());
        assertThat(lock.owner()).map(LockOwner::process).contains("keeper");
        assertThatThrownBy(lock::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("lock 'till'")
                .hasMessageContaining("'keeper' (pid " + child.pid());
        assertThatThrownBy(lock::abandonment).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(lock::repaired).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(lock.newCondition()::signal)
                .isInstanceOf(IllegalMonitorStateException.class);
        kill(child);
    }

    @Test
    @Covers("_TestLock.test_lock_context")
    void unlock_inFinally_afterAnException_abandonsNothing() throws Exception {
        SharedLock lock = brood().lock();
        ChildProcess child =
                brood().start(() -> {
                    lock.lock();
                    try {
                        throw new IllegalStateException("in the middle");
                    } finally {
                        lock.unlock();
                    }
                });
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.failure()).get().isInstanceOf(IllegalStateException.class);
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.abandonment()).isEmpty();
        lock.unlock();
    }

    @Test
    @Covers("L-13")
    void handle_travelsEverywhere() throws Exception {
        SharedLock lock = brood().lock();
        SharedQueue<Object> queue = brood().queue(2);
        queue.put(Map.of("lock", List.of(lock)));
        assertThat(queue.take()).isEqualTo(Map.of("lock", List.of(lock)));
        try (ProcessPool pool = brood().pool(1)) {
            SharedLock back =
                    pool.submit(
                                    () -> {
                                        lock.lock();
                                        lock.unlock();
                                        return lock;
                                    })
                            .get();
            assertThat(back).isSameAs(lock);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"L-14"})
    void lock_ownerKilled_passesOnAndTells(boolean fair) throws Exception {
        SharedLock lock = lock(fair);
        Instant start = Instant.now().minusMillis(1);
        ChildProcess child = owner(lock);
        FutureTask<List<Abandonment>> waiter =
                inThread(() -> {
                    lock.lock();
                    List<Abandonment> seen = lock.abandonment().stream().toList();
                    lock.unlock();
                    return seen;
                });
        awaitWaiters(lock, 1);
        kill(child);

        assertThat(waiter.get(LONG.toSeconds(), TimeUnit.SECONDS))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.pid()).isEqualTo(child.pid());
                    assertThat(each.process()).isEqualTo("keeper");
                    assertThat(each.when()).isBetween(start, Instant.now());
                    assertThat(each.toString()).contains("'keeper' (pid " + child.pid());
                });
        // Until one repairs, all see it; also again and again by the same.
        lock.lock();
        assertThat(lock.abandonment()).isPresent();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        assertThat(lock.abandonment()).isPresent();
        lock.unlock();
        assertThat(inThread(() -> seenAndRepaired(lock)).get()).isTrue();
        lock.lock();
        assertThat(lock.abandonment()).isEmpty();
        lock.repaired();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    private static boolean seenAndRepaired(SharedLock lock) {
        lock.lock();
        boolean seen = lock.abandonment().isPresent();
        lock.repaired();
        boolean gone = lock.abandonment().isEmpty();
        lock.unlock();
        return seen && gone;
    }

    @Test
    @Covers("L-14")
    void lock_repairerKilledToo_tellsOfTheLastDeath() throws Exception {
        SharedLock lock = brood().lock();
        kill(owner(lock));
        ChildProcess second = owner(lock);
        kill(second);
        assertThat(lock.tryLock(LONG)).isTrue();
        assertThat(lock.abandonment()).map(Abandonment::pid).contains(second.pid());
        lock.unlock();
    }

    @Test
    @Covers("L-14")
    void lock_ownerExitsHoldingIt_passesOnAndTells() throws Exception {
        SharedLock lock = brood().lock();
        ChildProcess child = brood().start(() -> lock.lock());
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.exitCode()).hasValue(0);
        assertThat(lock.tryLock(LONG)).isTrue();
        assertThat(lock.abandonment()).map(Abandonment::pid).contains(child.pid());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("L-14")
    void lock_waiterKilled_goesToTheNext(boolean fair) throws Exception {
        SharedLock lock = lock(fair);
        lock.lock();
        ChildProcess child = brood().start(() -> lock.lock());
        awaitWaiters(lock, 1);
        FutureTask<Boolean> next =
                inThread(() -> {
                    lock.lock();
                    boolean abandoned = lock.abandonment().isPresent();
                    lock.unlock();
                    return abandoned;
                });
        awaitWaiters(lock, 2);
        kill(child);
        lock.unlock();
        assertThat(next.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void close_wakesThoseWhoWait(boolean fair) throws Exception {
        SharedLock lock = lock(fair);
        lock.lock();
        FutureTask<Throwable> waiter = inThread(() -> catchThrowable(lock));
        SharedQueue<String> messages = brood().queue(1);
        ChildProcess child = brood().start(() -> messages.put(catchThrowable(lock).toString()));
        awaitWaiters(lock, 2);
        lock.close();
        lock.close();

        assertThat(waiter.get())
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining(lock.name())
                .hasMessageContaining("was closed by this process");
        assertThat(messages.take()).contains("ClosedException").contains("was closed");
        child.join();
        lock.unlock();
        assertThat(lock.isClosed()).isTrue();
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        assertThatThrownBy(lock::lock).isInstanceOf(ClosedException.class);
        assertThatThrownBy(lock::tryLock).isInstanceOf(ClosedException.class);
        assertThatThrownBy(lock::newCondition).isInstanceOf(ClosedException.class);
        assertThatThrownBy(lock::isLocked).isInstanceOf(ClosedException.class);
        assertThat(lock.waiting()).isZero();
    }

    private static Throwable catchThrowable(SharedLock lock) {
        try {
            lock.lock();
            return new AssertionError("locked");
        } catch (ClosedException e) {
            return e;
        }
    }

    @Test
    void close_byAnotherProcess_isSeenHere() throws Exception {
        SharedLock lock = brood().newLock().name("door").open();
        ChildProcess child = brood().start(() -> lock.close());
        assertThat(child.join(LONG)).isTrue();
        assertThat(lock.isClosed()).isTrue();
        assertThatThrownBy(lock::lock)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("lock 'door' was closed");
    }
}
