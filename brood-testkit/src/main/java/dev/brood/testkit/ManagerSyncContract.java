package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.JoinableQueue;
import dev.brood.Manager;
import dev.brood.Outcome;
import dev.brood.ProcessPool;
import dev.brood.SharedBarrier;
import dev.brood.SharedCondition;
import dev.brood.SharedEvent;
import dev.brood.SharedLatch;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;
import dev.brood.TaskFailedException;
import dev.brood.TaskOptions;
import dev.brood.TaskTimeoutException;
import dev.brood.WorkerDiedException;
import dev.brood.junit.Await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the locks, queues and pools of every engine's [Manager] do: rows G-09 and G-18 of CPython's
/// `multiprocessing`, and its tests `TestSyncManagerTypes`.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // what fails ends the test anyway
public abstract class ManagerSyncContract extends EngineContract {
    private Manager manager;

    /// For subclasses.
    protected ManagerSyncContract() {}

    /// Starts the manager.
    @BeforeAll
    void startManager() {
        manager = brood().manager();
    }

    /// Ends it.
    @AfterAll
    void endManager() {
        manager.close();
    }

    private static void end(ChildProcess child) throws InterruptedException {
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.failure()).isEmpty();
    }

    @Test
    @Covers({"G-09", "TestSyncManagerTypes.test_lock", "TestSyncManagerTypes.test_rlock"})
    void lock_isHeldByOneThread_ofWhateverProcess_asOftenAsItLikes() throws Exception {
        SharedLock lock = manager.lock();
        lock.lock();
        lock.lockInterruptibly();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.holdCount()).isEqualTo(3);
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        long pid = ChildProcess.current().pid();
        assertThat(lock.owner().orElseThrow().pid()).isEqualTo(pid);
        end(
                brood().start(() -> {
                    assertThat(lock.tryLock()).isFalse();
                    assertThat(lock.tryLock(SHORT)).isFalse();
                    assertThatThrownBy(lock::unlock)
                            .isInstanceOf(IllegalMonitorStateException.class)
                            .hasMessageContaining("held by 'main' (pid " + pid);
                }));
        ChildProcess waiting =
                brood().start(() -> {
                    lock.lock();
                    lock.unlock();
                });
        Await.until(LONG, "the child waits", () -> lock.waiting() == 1);
        lock.unlock();
        lock.unlock();
        assertThat(lock.isLocked()).isTrue();
        lock.unlock();
        end(waiting);
        assertThat(lock.isLocked()).isFalse();
        assertThatThrownBy(lock::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("it is free");
    }

    @Test
    void lock_waits_endByInterrupt_whereTheyMay() throws Exception {
        SharedLock lock = manager.lock();
        lock.lock();
        FutureTask<Boolean> interrupted =
                new FutureTask<>(() -> {
                    try {
                        lock.lockInterruptibly();
                        return false;
                    } catch (InterruptedException e) {
                        return true;
                    }
                });
        Thread thread = Thread.ofPlatform().start(interrupted);
        Await.until(LONG, "it waits", () -> lock.waiting() == 1);
        thread.interrupt();
        assertThat(interrupted.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(lock.waiting()).isZero();
        lock.unlock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    @Test
    @Covers({"G-09", "TestSyncManagerTypes.test_condition"})
    void condition_wakesThoseWhoWait_inTheirOrder() throws Exception {
        SharedLock lock = manager.lock();
        SharedCondition condition = lock.newCondition();
        SharedQueue<Integer> woken = brood().queue(3);
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            children.add(
                    brood().start(() -> {
                        lock.lock();
                        condition.await();
                        woken.put(number);
                        lock.unlock();
                    }));
            int waiters = i + 1;
            Await.until(LONG, "it waits", () -> condition.waiting() == waiters);
        }
        assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
        lock.lock();
        condition.signal();
        lock.unlock();
        assertThat(woken.take()).isZero();
        lock.lock();
        condition.signalAll();
        assertThat(condition.await(SHORT)).as("nobody signals").isFalse();
        int[] asked = {0};
        condition.await(() -> ++asked[0] > 0);
        assertThat(condition.await(() -> false, SHORT)).isFalse();
        assertThat(lock.holdCount()).isEqualTo(1);
        lock.unlock();
        assertThat(woken.take()).isEqualTo(1);
        for (ChildProcess child : children) {
            end(child);
        }
    }

    @Test
    @Covers({
        "G-09",
        "TestSyncManagerTypes.test_semaphore",
        "TestSyncManagerTypes.test_bounded_semaphore"
    })
    void semaphore_isAcquiredByOneProcess_andReleasedByAnother() throws Exception {
        SharedSemaphore semaphore = manager.semaphore(2);
        end(
                brood().start(() -> {
                    semaphore.acquire();
                    semaphore.acquire();
                    assertThat(semaphore.tryAcquire()).isFalse();
                    assertThat(semaphore.tryAcquire(SHORT)).isFalse();
                    semaphore.release(2);
                    semaphore.release();
                }));
        assertThat(semaphore.availablePermits()).isEqualTo(3);
        SharedSemaphore bounded = manager.boundedSemaphore(1);
        bounded.acquireUninterruptibly();
        ChildProcess child = brood().start(() -> bounded.acquire());
        Await.until(LONG, "it waits", () -> bounded.waiting() == 1);
        bounded.release();
        end(child); // and what it held comes back
        assertThat(bounded.tryAcquire(LONG)).isTrue();
        bounded.release();
        assertThatThrownBy(bounded::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the bound of 1");
        assertThatThrownBy(() -> manager.semaphore(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a semaphore's permits must be at least 0, were -1");
    }

    @Test
    @Covers({"G-09", "TestSyncManagerTypes.test_event"})
    void event_andLatch_areSeenByAll() throws Exception {
        SharedEvent event = manager.event();
        SharedLatch latch = manager.latch(2);
        assertThat(event.await(SHORT)).isFalse();
        ChildProcess child =
                brood().start(() -> {
                    event.await();
                    latch.countDown();
                    latch.await();
                    event.clear();
                });
        Await.until(LONG, "the child waits", () -> event.waiting() == 1);
        event.set();
        assertThat(latch.await(SHORT)).isFalse();
        latch.countDown();
        assertThat(latch.await(LONG)).isTrue();
        end(child);
        assertThat(latch.count()).isZero();
        assertThat(event.isSet()).isFalse();
    }

    @Test
    @Covers({"G-09", "TestSyncManagerTypes.test_barrier"})
    void barrier_letsAllGoTogether_orBreaks() throws Exception {
        SharedBarrier barrier = manager.barrier(2);
        assertThat(barrier.parties()).isEqualTo(2);
        ChildProcess child = brood().start(() -> assertThat(barrier.await()).isBetween(0, 1));
        assertThat(barrier.await(LONG)).isBetween(0, 1);
        end(child);
        assertThatThrownBy(() -> barrier.await(SHORT)).isInstanceOf(TimeoutException.class);
        assertThat(barrier.isBroken()).isTrue();
        end(
                brood().start(() ->
                        assertThatThrownBy(barrier::await)
                                .isInstanceOf(BrokenBarrierException.class)
                                .hasMessageContaining("time")));
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier.waiting()).isZero();
    }

    @Test
    @Covers({"G-09", "TestSyncManagerTypes.test_queue", "Q-13"})
    void queue_isFull_andEmpty_forAll() throws Exception {
        SharedQueue<String> queue = manager.queue(2);
        assertThat(queue.offer("a")).isTrue();
        queue.put("b");
        assertThat(queue.offer("c", SHORT)).isFalse();
        assertThat(queue.remainingCapacity()).isZero();
        end(
                brood().start(() -> {
                    assertThat(queue).hasSize(2);
                    assertThat(queue.take()).isEqualTo("a");
                    assertThat(queue.poll()).isEqualTo("b");
                    assertThat(queue.poll(SHORT)).isNull();
                }));
        assertThat(queue.poll()).isNull();
        ChildProcess putter =
                brood().start(() -> {
                    for (int i = 0; i < 100; i++) {
                        queue.put("item " + i);
                    }
                });
        for (int i = 0; i < 100; i++) {
            assertThat(queue.take()).isEqualTo("item " + i);
        }
        end(putter);
        List<String> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained)).isZero();
        assertThatThrownBy(() -> manager.queue(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a queue's capacity must be at least 1, was 0");
    }

    @Test
    @Covers({"G-09", "TestSyncManagerTypes.test_joinable_queue"})
    void joinableQueue_knowsWhenAllIsDone() throws Exception {
        JoinableQueue<Integer> queue = manager.joinableQueue(10);
        queue.addAll(List.of(1, 2, 3));
        assertThat(queue.join(SHORT)).isFalse();
        ChildProcess child =
                brood().start(() -> {
                    for (int i = 0; i < 3; i++) {
                        queue.take();
                        queue.taskDone();
                    }
                    assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
                });
        queue.join();
        end(child);
        assertThat(queue.unfinished()).isZero();
        assertThat(queue.lost()).isZero();
    }

    @Test
    @Covers({"G-18", "TestSyncManagerTypes.test_pool"})
    void pool_isTheServers_andUsedByAll() throws Exception {
        long server = manager.pid();
        try (ProcessPool pool = manager.pool(2)) {
            assertThat(pool.submit(() -> ChildProcess.parent().orElseThrow().pid()))
                    .succeedsWithin(LONG)
                    .isEqualTo(server);
            end(
                    brood().start(() ->
                            assertThat(pool.map(List.of(1, 2, 3), x -> x * x))
                                    .containsExactly(1, 4, 9)));
            assertThat(pool.streamUnordered(List.of(1, 2, 3), x -> x + 1))
                    .containsExactlyInAnyOrder(2, 3, 4);
            assertThatThrownBy(() -> pool.map(List.of(1, 0), x -> 1 / x))
                    .isInstanceOf(TaskFailedException.class)
                    .hasRootCauseInstanceOf(ArithmeticException.class);
            assertThatThrownBy(() ->
                            pool.submit(() -> Integer.parseInt("one")).get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(NumberFormatException.class);
            pool.shutdown();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(pool.isTerminated()).isTrue();
            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .isInstanceOf(RejectedExecutionException.class);
        }
        assertThatThrownBy(() -> manager.pool(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a pool needs at least 1 worker, was 0");
    }

    @Test
    @Covers({"G-18", "O-09"})
    void pool_ofTheServer_mapsAndStreams_asAnyDoes() throws Exception {
        Iterable<Integer> endless = () -> IntStream.iterate(1, x -> x + 1).iterator();
        try (ProcessPool pool = manager.pool(2)) {
            assertThat(pool.mapAsync(numbers(100), x -> x + 1))
                    .succeedsWithin(LONG)
                    .isEqualTo(numbers(101).subList(1, 101));
            assertThat(pool.stream(endless, x -> 2 * x).limit(50))
                    .as("an endless input")
                    .containsExactlyElementsOf(
                            numbers(51).stream().skip(1).map(x -> 2 * x).toList());
            List<Outcome<Integer, Integer>> outcomes =
                    pool.with(TaskOptions.DEFAULTS.withChunk(2))
                            .outcomes(numbers(7), x -> 12 / x)
                            .toList();
            assertThat(outcomes).hasSize(7);
            assertThat(outcomes.stream().filter(each -> each instanceof Outcome.Failure))
                    .singleElement()
                    .satisfies(failed -> assertThat(failed.item()).isZero());
            Iterator<Integer> broken =
                    Stream.of(1, 2)
                            .<Integer>map(_ -> {
                                throw new IllegalStateException("no input");
                            })
                            .iterator();
            assertThatThrownBy(() -> pool.stream(() -> broken, x -> x).toList())
                    .hasMessage("no input");
            assertThat(pool.stats().tasks().submitted()).isPositive();
        }
    }

    @Test
    @Covers("G-18")
    void pool_ofTheServer_tellsItsWorkers_andKeepsToTimeOuts() throws Exception {
        try (ProcessPool pool = manager.pool(2)) {
            pool.resize(1, 1);
            TaskOptions hasty = TaskOptions.DEFAULTS.withTimeout(Duration.ofMillis(1));
            assertThatThrownBy(() ->
                            pool.with(hasty)
                                    .submit(() -> TimeUnit.HOURS.sleep(1))
                                    .get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TaskTimeoutException.class);
            long pid = pool.submit(() -> ChildProcess.current().pid()).get();
            ChildProcess worker = pool.workers().getFirst();
            assertThat(worker.pid()).isEqualTo(pid);
            assertThat(worker.isAlive()).isTrue();
            assertThatThrownBy(() -> pool.submit(() -> ChildProcess.current().kill()).get())
                    .hasCauseInstanceOf(WorkerDiedException.class);
            assertThat(worker.join(LONG)).isTrue();
            assertThat(worker.exitStatus()).contains(new ExitStatus.Signaled(9));
            Runnable unfit = () -> {};
            assertThatThrownBy(() -> pool.execute(unfit))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("use submit");
        }
    }

    @Test
    @Covers({"G-18", "O-11"})
    void pool_ofTheServer_stopped_returnsWhatHasNotBegun_toBeRunHere() throws Exception {
        SharedQueue<String> queue = manager.queue(1);
        ProcessPool pool = manager.pool(1);
        CompletableFuture<Void> running =
                pool.submit(() -> {
                    queue.put("running");
                    TimeUnit.HOURS.sleep(1);
                });
        assertThat(queue.take()).isEqualTo("running");
        CompletableFuture<Long> behind = pool.submit(() -> ChildProcess.current().pid());
        Await.until(LONG, "it is there", () -> pool.stats().tasks().submitted() == 2);

        List<Runnable> never = pool.shutdownNow();
        assertThat(never).hasSize(1);
        assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(running::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(behind).isNotDone();
        never.getFirst().run();
        assertThat(behind).succeedsWithin(LONG).isEqualTo(ChildProcess.current().pid());
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
