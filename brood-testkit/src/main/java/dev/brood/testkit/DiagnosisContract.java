package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Diagnosis;
import dev.brood.Diagnosis.Access;
import dev.brood.Diagnosis.Cycle;
import dev.brood.Diagnosis.Hold;
import dev.brood.Diagnosis.Kind;
import dev.brood.Diagnosis.LockState;
import dev.brood.Diagnosis.ProcessState;
import dev.brood.Diagnosis.QueueState;
import dev.brood.Diagnosis.Waiter;
import dev.brood.SharedBarrier;
import dev.brood.SharedCondition;
import dev.brood.SharedEvent;
import dev.brood.SharedLatch;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.SharedReadWriteLock;
import dev.brood.SharedSemaphore;
import dev.brood.Task;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;

/// What every engine's [Brood#diagnose()] tells: who is there, who holds what, who waits for what,
/// and who waits in a circle.
@SuppressWarnings({"WaitNotInLoop", "LockNotBeforeTry"}) // that is what this is about
public abstract class DiagnosisContract extends EngineContract {
    private static final int MANY = 1_000;
    private static final int LOOKS = 50;

    /// For subclasses.
    protected DiagnosisContract() {}

    private Diagnosis await(String what, Predicate<Diagnosis> wanted) throws InterruptedException {
        AtomicReference<Diagnosis> last = new AtomicReference<>(brood().diagnose());
        try {
            Await.until(
                    LONG,
                    what,
                    () -> {
                        last.set(brood().diagnose());
                        return wanted.test(last.get());
                    });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; last seen:\n" + last.get(), e);
        }
        return last.get();
    }

    private static LockState lock(Diagnosis seen, Kind kind, String name) {
        List<LockState> found =
                seen.locks().stream()
                        .filter(each -> each.kind() == kind && each.name().equals(name))
                        .toList();
        assertThat(found).as("%s '%s'", kind, name).hasSize(1);
        return found.getFirst();
    }

    private static QueueState queue(Diagnosis seen, String name) {
        return seen.queues().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// Starts a child that takes one lock, says so, and takes the other.
    private ChildProcess startLocker(
            String name, Task<Lock> first, SharedBarrier both, Task<Lock> second) {
        return brood().process()
                .name(name)
                .start(() -> {
                    first.call().lock();
                    both.await();
                    second.call().lock();
                });
    }

    private static void end(ChildProcess... children) throws InterruptedException {
        for (ChildProcess child : children) {
            child.kill();
            child.join();
        }
    }

    private static List<Long> pids(Cycle cycle) {
        return cycle.links().stream().map(each -> each.waiter().who().pid()).toList();
    }

    private void assertCycle(Task<Lock> one, String oneName, Task<Lock> two, String twoName)
            throws Exception {
        SharedBarrier both = brood().barrier(2);
        ChildProcess a = startLocker("first to lock", one, both, two);
        ChildProcess b = startLocker("second to lock", two, both, one);
        Diagnosis seen = await("a deadlock", Diagnosis::hasDeadlock);
        assertThat(seen.cycles()).hasSize(1);
        Cycle cycle = seen.cycles().getFirst();
        assertThat(cycle.isCertain()).isTrue();
        assertThat(pids(cycle)).containsExactlyInAnyOrder(a.pid(), b.pid());
        assertThat(cycle.links())
                .allSatisfy(link -> {
                    boolean isA = link.waiter().who().pid() == a.pid();
                    assertThat(link.lock()).isEqualTo(isA ? twoName : oneName);
                    assertThat(link.waiter().who().process())
                            .isEqualTo(isA ? "first to lock" : "second to lock");
                    assertThat(link.waiter().who().threadId()).isPositive();
                    assertThat(link.waiter().until()).isNull();
                });
        assertThat(cycle.toString())
                .startsWith("DEADLOCK:")
                .contains("'first to lock' (pid " + a.pid(), "'second to lock' (pid " + b.pid())
                .contains("'" + oneName + "'", "'" + twoName + "'");
        assertThat(seen.toString()).contains(cycle.toString());
        end(a, b);
        await("no deadlock", later -> later.cycles().isEmpty());
    }

    @Test
    void diagnose_twoLocksInOppositeOrder_namesTheDeadlock() throws Exception {
        try (SharedLock one = brood().newLock().name("accounts").open();
                SharedLock two = brood().newLock().name("journal").fair(true).open()) {
            assertCycle(() -> one, "accounts", () -> two, "journal");
        }
    }

    @Test
    void diagnose_readersThatWantToWrite_namesTheDeadlock() throws Exception {
        try (SharedReadWriteLock one = brood().readWriteLock();
                SharedReadWriteLock two = brood().readWriteLock();
                SharedBarrier both = brood().barrier(2)) {
            ChildProcess a = startLocker("a", one::readLock, both, two::writeLock);
            ChildProcess b = startLocker("b", two::readLock, both, one::writeLock);
            Diagnosis seen = await("a deadlock", Diagnosis::hasDeadlock);
            assertThat(pids(seen.cycles().getFirst())).containsExactlyInAnyOrder(a.pid(), b.pid());
            LockState state = lock(seen, Kind.READ_WRITE_LOCK, one.name());
            assertThat(state.state()).isEqualTo("read");
            assertThat(state.holds())
                    .singleElement()
                    .satisfies(hold -> {
                        assertThat(hold.access()).isEqualTo(Access.READ);
                        assertThat(hold.who().pid()).isEqualTo(a.pid());
                        assertThat(hold.who().threadId()).isPositive();
                    });
            assertThat(state.waits())
                    .singleElement()
                    .satisfies(wait -> {
                        assertThat(wait.access()).isEqualTo(Access.WRITE);
                        assertThat(wait.who().pid()).isEqualTo(b.pid());
                    });
            end(a, b);
        }
    }

    @Test
    void diagnose_writersInOppositeOrder_namesTheDeadlock() throws Exception {
        try (SharedReadWriteLock one = brood().readWriteLock();
                SharedLock two = brood().lock()) {
            assertCycle(one::writeLock, one.name(), () -> two, two.name());
        }
    }

    @Test
    void diagnose_threeThreadsOfOneProcess_namesTheDeadlock() throws Exception {
        List<SharedLock> locks = List.of(brood().lock(), brood().lock(), brood().lock());
        CountDownLatch taken = new CountDownLatch(3);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SharedLock first = locks.get(i);
            SharedLock second = locks.get((i + 1) % 3);
            threads.add(
                    Thread.ofPlatform()
                            .name("round-" + i)
                            .start(() -> {
                                first.lock();
                                try {
                                    taken.countDown();
                                    taken.await();
                                    second.lockInterruptibly();
                                    second.unlock();
                                } catch (InterruptedException _) {
                                    return; // the test has seen enough
                                } finally {
                                    first.unlock();
                                }
                            }));
        }
        Diagnosis seen = await("a deadlock", Diagnosis::hasDeadlock);
        assertThat(seen.cycles())
                .singleElement()
                .satisfies(cycle ->
                        assertThat(cycle.links())
                                .extracting(link -> link.waiter().who().thread())
                                .containsExactlyInAnyOrder("round-0", "round-1", "round-2"));
        threads.getFirst().interrupt();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(brood().diagnose().cycles()).isEmpty();
        locks.forEach(SharedLock::close);
    }

    @Test
    void diagnose_semaphoresInOppositeOrder_saysPossible() throws Exception {
        try (SharedSemaphore one = brood().boundedSemaphore(1);
                SharedSemaphore two = brood().boundedSemaphore(1);
                SharedBarrier both = brood().barrier(2)) {
            ChildProcess a = startTaker(one, both, two);
            ChildProcess b = startTaker(two, both, one);
            Diagnosis seen = await("a cycle", each -> !each.cycles().isEmpty());
            assertThat(seen.hasDeadlock()).isFalse();
            assertThat(pids(seen.cycles().getFirst())).containsExactlyInAnyOrder(a.pid(), b.pid());
            assertThat(seen.toString()).contains("POSSIBLE DEADLOCK:");
            LockState state = lock(seen, Kind.SEMAPHORE, one.name());
            assertThat(state.state()).isEqualTo("0 permits");
            assertThat(state.holds())
                    .singleElement()
                    .satisfies(hold -> {
                        assertThat(hold.who().pid()).isEqualTo(a.pid());
                        assertThat(hold.amount()).isOne();
                    });
            end(a, b);
        }
    }

    private ChildProcess startTaker(
            SharedSemaphore first, SharedBarrier both, SharedSemaphore second) {
        return brood().start(() -> {
            first.acquire();
            both.await();
            second.acquire();
        });
    }

    @Test
    void diagnose_oneWaitsForALock_namesBothAndNoDeadlock() throws Exception {
        try (SharedLock lock = brood().newLock().name("the lock").open()) {
            lock.lock();
            Instant before = Instant.now();
            ChildProcess child =
                    brood().process()
                            .name("patient")
                            .start(() -> {
                                Thread.currentThread().setName("waiting für ever");
                                var _ = lock.tryLock(Duration.ofMinutes(10));
                            });
            Diagnosis seen =
                    await("a wait", each -> !lock(each, Kind.LOCK, "the lock").waits().isEmpty());
            LockState state = lock(seen, Kind.LOCK, "the lock");
            assertThat(state.state()).isEqualTo("held");
            assertThat(state.waiting()).isOne();
            assertThat(state.maker()).isNotNull();
            assertThat(state.maker().pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(state.holds())
                    .extracting(Hold::who)
                    .extracting(Diagnosis.Who::pid, Diagnosis.Who::threadId)
                    .containsExactly(
                            tuple(
                                    ProcessHandle.current().pid(),
                                    Thread.currentThread().threadId()));
            Waiter waiter = state.waits().getFirst();
            assertThat(waiter.who().pid()).isEqualTo(child.pid());
            assertThat(waiter.who().process()).isEqualTo("patient");
            assertThat(waiter.who().thread()).isEqualTo("waiting für ever");
            assertThat(waiter.since()).isBetween(before.minusMillis(1), seen.taken());
            assertThat(waiter.until())
                    .isBetween(waiter.since().plusSeconds(590), waiter.since().plusSeconds(601));
            assertThat(seen.cycles()).isEmpty();
            assertThat(seen.toString())
                    .contains("the lock", "'patient' (pid " + child.pid(), "gives up in 9 min");
            lock.unlock();
            assertThat(child.join(LONG)).isTrue();
            state = lock(brood().diagnose(), Kind.LOCK, "the lock");
            assertThat(state.isIdle()).isTrue();
        }
    }

    @Test
    void diagnose_waiterKilled_isForgotten() throws Exception {
        SharedLock lock = brood().lock();
        lock.lock();
        ChildProcess child = brood().start(lock::lock);
        await("a wait", each -> lock(each, Kind.LOCK, lock.name()).waits().size() == 1);
        end(child);
        assertThat(lock(brood().diagnose(), Kind.LOCK, lock.name()).waits()).isEmpty();
        lock.unlock();
        lock.close();
    }

    @Test
    void diagnose_queues_tellsFillAndWaiters() throws Exception {
        try (SharedQueue<Integer> full =
                        brood().<Integer>newQueue().capacity(2).name("full").open();
                SharedQueue<Integer> empty =
                        brood().<Integer>newQueue().capacity(7).name("empty").open()) {
            full.put(1);
            full.put(2);
            ChildProcess putter = brood().start(() -> full.put(3));
            ChildProcess taker = brood().start(() -> empty.take());
            Diagnosis seen =
                    await(
                            "both waits",
                            each ->
                                    queue(each, "full").puts().size() == 1
                                            && queue(each, "empty").takes().size() == 1);
            QueueState state = queue(seen, "full");
            assertThat(state.size()).isEqualTo(2);
            assertThat(state.capacity()).isEqualTo(2);
            assertThat(state.putting()).isOne();
            assertThat(state.takes()).isEmpty();
            assertThat(state.isClosed()).isFalse();
            assertThat(state.maker()).isNotNull();
            assertThat(state.maker().pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(state.puts().getFirst().who().pid()).isEqualTo(putter.pid());
            assertThat(queue(seen, "empty").takes().getFirst().who().pid()).isEqualTo(taker.pid());
            assertThat(queue(seen, "empty").size()).isZero();
            assertThat(seen.toString())
                    .containsPattern("full +2 of 2 +1 +0 ")
                    .containsPattern("has waited [0-9.]+ s to put\n")
                    .containsPattern("has waited [0-9.]+ s to take\n");
            full.take();
            empty.put(1);
            assertThat(putter.join(LONG)).isTrue();
            assertThat(taker.join(LONG)).isTrue();
        }
    }

    @Test
    void diagnose_madeByAnother_namesTheMakerWhileItLives() throws Exception {
        try (SharedEvent over = brood().event();
                SharedQueue<SharedLock> out = brood().queue(1)) {
            ChildProcess maker =
                    brood().process()
                            .name("maker")
                            .start(() -> {
                                out.put(Brood.local().newLock().name("foreign").open());
                                over.await();
                            });
            SharedLock lock = out.take();
            assertThat(lock(brood().diagnose(), Kind.LOCK, "foreign").maker())
                    .isEqualTo(new Diagnosis.Who(maker.pid(), "maker", 0, ""));
            end(maker);
            // Another may have its place by now.
            ChildProcess next = brood().process().name("next").start(() -> over.await());
            assertThat(lock(brood().diagnose(), Kind.LOCK, "foreign").maker()).isNull();
            over.set();
            next.join();
            lock.close();
        }
    }

    @Test
    void diagnose_processes_tellsWhoAndHowMuch() throws Exception {
        try (SharedEvent over = brood().event()) {
            ChildProcess child = brood().process().name("busy bee").start(() -> over.await());
            Diagnosis seen = await("a wait", each -> !lock(each, Kind.EVENT, over.name()).isIdle());
            assertThat(seen.rootPid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(seen.isRootAlive()).isTrue();
            ProcessState state = process(seen, child.pid());
            assertThat(state.name()).isEqualTo("busy bee");
            assertThat(state.parentPid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(state.activity())
                    .isIn(Diagnosis.Activity.SLEEPING, Diagnosis.Activity.RUNNING);
            assertThat(state.born()).isBefore(seen.taken());
            assertThat(state.cpu()).isNotNull();
            assertThat(state.cpu()).isPositive();
            assertThat(state.residentBytes()).isGreaterThan(1_000_000);
            assertThat(process(seen, seen.rootPid()).parentPid()).isZero();
            assertThat(seen.toString()).contains("busy bee", "PID", "RSS");
            over.set();
            child.join();
        }
    }

    private static ProcessState process(Diagnosis seen, long pid) {
        return seen.processes().stream()
                .filter(each -> each.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void diagnose_othersThatWait_areToldWithTheirState() throws Exception {
        try (SharedEvent event = brood().event();
                SharedLatch latch = brood().latch(5);
                SharedBarrier barrier = brood().barrier(3);
                SharedLock lock = brood().lock();
                SharedCondition condition = lock.newCondition();
                SharedSemaphore semaphore = brood().semaphore(2)) {
            List<ChildProcess> children =
                    List.of(
                            brood().start(() -> event.await()),
                            brood().start(() -> latch.await()),
                            brood().start(() -> barrier.await()),
                            brood().start(() -> semaphore.acquire(3)),
                            brood().start(() -> {
                                lock.lock();
                                condition.await();
                            }));
            Diagnosis seen =
                    await(
                            "five to wait",
                            each ->
                                    each.locks().stream().mapToInt(l -> l.waits().size()).sum()
                                            == 5);
            assertThat(lock(seen, Kind.EVENT, event.name()).state()).isEqualTo("not set");
            assertThat(lock(seen, Kind.LATCH, latch.name()).state()).isEqualTo("at 5");
            assertThat(lock(seen, Kind.BARRIER, barrier.name()).state())
                    .isEqualTo("1 of 3 have arrived");
            assertThat(lock(seen, Kind.LOCK, lock.name()).isIdle()).isTrue();
            LockState state = lock(seen, Kind.SEMAPHORE, semaphore.name());
            assertThat(state.state()).isEqualTo("2 permits");
            assertThat(state.waits().getFirst().amount()).isEqualTo(3);
            assertThat(seen.locks())
                    .filteredOn(each -> each.kind() == Kind.CONDITION && !each.isIdle())
                    .singleElement()
                    .satisfies(each -> assertThat(each.waiting()).isOne());
            assertThat(seen.cycles()).isEmpty();
            end(children.toArray(ChildProcess[]::new));
        }
    }

    @Test
    void diagnose_moreWaitThanAreNamed_tellsHowMany() throws Exception {
        SharedEvent event = brood().event();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        try {
                            event.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }));
        }
        Diagnosis seen =
                await(
                        "all to wait",
                        each -> lock(each, Kind.EVENT, event.name()).waiting() == MANY);
        assertThat(lock(seen, Kind.EVENT, event.name()).waits())
                .hasSizeBetween(100, MANY)
                .allSatisfy(wait -> assertThat(wait.who().threadId()).isPositive());
        assertThat(seen.describe(80).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
                .anySatisfy(line -> assertThat(line).containsPattern("and 9\\d\\d more"));
        event.set();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(lock(brood().diagnose(), Kind.EVENT, event.name()).waits()).isEmpty();
        event.close();
    }

    @Test
    void diagnose_inAChild_isTheSameAndTravels() throws Exception {
        try (SharedQueue<Diagnosis> out = brood().queue(1)) {
            ChildProcess child = brood().start(() -> out.put(Brood.local().diagnose()));
            Diagnosis seen = out.take();
            assertThat(seen.tree()).isEqualTo(brood().diagnose().tree());
            assertThat(seen.processes()).extracting(ProcessState::pid).contains(child.pid());
            assertThat(queue(seen, out.name()).capacity()).isOne();
            child.join();
        }
    }

    @Test
    void diagnose_whileAllIsInMotion_findsNoDeadlock() throws Exception {
        try (SharedLock one = brood().lock();
                SharedReadWriteLock two = brood().readWriteLock();
                SharedSemaphore three = brood().semaphore(2);
                SharedEvent over = brood().event()) {
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(
                        brood().start(() -> {
                            while (!over.isSet()) {
                                one.lock();
                                two.readLock().lock();
                                three.acquire();
                                three.release();
                                two.readLock().unlock();
                                two.writeLock().lock();
                                two.writeLock().unlock();
                                one.unlock();
                                Brood.local().lock().close();
                            }
                        }));
            }
            for (int i = 0; i < LOOKS; i++) {
                Diagnosis seen = brood().diagnose();
                assertThat(seen.hasDeadlock()).as(seen.toString()).isFalse();
            }
            over.set();
            for (ChildProcess child : children) {
                assertThat(child.join(LONG)).isTrue();
                assertThat(child.failure()).isEmpty();
            }
        }
    }
}
