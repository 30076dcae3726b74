package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Diagnosis;
import dev.brood.Diagnosis.Access;
import dev.brood.Diagnosis.Cycle;
import dev.brood.Diagnosis.Kind;
import dev.brood.Diagnosis.Link;
import dev.brood.Diagnosis.LockState;
import dev.brood.Diagnosis.Waiter;
import dev.brood.SharedBarrier;
import dev.brood.SharedEvent;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.SharedReadWriteLock;
import dev.brood.SharedSemaphore;
import dev.brood.Task;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;

/// What every engine's [Brood#diagnose()] says of those who wait in a circle.
@SuppressWarnings("LockNotBeforeTry") // that is what this is about
public abstract class DeadlockContract extends LookingContract {
    private static final int LOOKS = Integer.getInteger("brood.looks", 20);

    /// For subclasses.
    protected DeadlockContract() {}

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
    void diagnose_circleInWhichOneGivesUp_saysTemporary() throws Exception {
        List<SharedLock> locks = List.of(brood().lock(), brood().lock());
        CountDownLatch taken = new CountDownLatch(2);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SharedLock first = locks.get(i);
            SharedLock second = locks.get(1 - i);
            Duration patience = i == 0 ? LONG : Duration.ofDays(1000);
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                first.lock();
                                try {
                                    taken.countDown();
                                    taken.await();
                                    if (second.tryLock(patience)) {
                                        second.unlock();
                                    }
                                } catch (InterruptedException _) {
                                    return; // the test has seen enough
                                } finally {
                                    first.unlock();
                                }
                            }));
        }
        Diagnosis seen = await("a circle", each -> !each.cycles().isEmpty());
        assertThat(seen.cycles().getFirst().isCertain()).isTrue();
        assertThat(seen.cycles().getFirst().isTemporary()).isTrue();
        assertThat(seen.hasDeadlock()).isFalse();
        assertThat(seen.toString()).contains("TEMPORARY DEADLOCK:");
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
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

    /// Starts a thread that joins a child while it holds a lock, until it is interrupted.
    private static Thread startJoiner(SharedLock held, ChildProcess child, CountDownLatch taken) {
        return Thread.ofPlatform()
                .name("joiner")
                .start(() -> {
                    held.lock();
                    try {
                        taken.countDown();
                        child.join();
                    } catch (InterruptedException _) {
                        return; // the test has seen enough
                    } finally {
                        held.unlock();
                    }
                });
    }

    @Test
    void diagnose_joinsAChildThatWaitsForWhatItHolds_namesTheDeadlock() throws Exception {
        try (SharedLock lock = brood().newLock().name("accounts").open();
                SharedEvent held = brood().event()) {
            ChildProcess child =
                    brood().process()
                            .name("worker")
                            .start(() -> {
                                held.await();
                                lock.lock();
                            });
            CountDownLatch taken = new CountDownLatch(1);
            Thread joiner = startJoiner(lock, child, taken);
            taken.await();
            String self =
                    "'%s' (pid %d, thread %d 'joiner')"
                            .formatted(
                                    process(brood().diagnose(), ChildProcess.current().pid())
                                            .name(),
                                    ChildProcess.current().pid(),
                                    joiner.threadId());
            String waits = self + " waits for process 'worker' (pid " + child.pid() + ")";
            Diagnosis before = await("a join", each -> !joins(each, child).isEmpty());
            assertThat(before.cycles()).isEmpty();
            assertThat(before.toString()).contains(waits + ", for ");
            assertThat(joins(before, child).getFirst().access()).isEqualTo(Access.JOIN);
            held.set();
            Diagnosis seen = await("a deadlock", Diagnosis::hasDeadlock);
            assertThat(seen.cycles()).hasSize(1);
            Cycle cycle = seen.cycles().getFirst();
            assertThat(pids(cycle))
                    .containsExactlyInAnyOrder(child.pid(), ChildProcess.current().pid());
            assertThat(cycle.links())
                    .filteredOn(link -> link.kind() == Kind.PROCESS)
                    .singleElement()
                    .satisfies(link -> {
                        assertThat(link.waiter().who().threadId()).isEqualTo(joiner.threadId());
                        assertThat(link.lock()).isEqualTo("worker");
                        assertThat(link.lockId()).isEqualTo(Long.toString(child.pid()));
                    });
            assertThat(cycle.toString())
                    .startsWith("DEADLOCK:")
                    .contains(waits + ",\n      which does not end before 'worker' (pid ")
                    .contains(" waits for lock 'accounts',\n      held by " + self);
            joiner.interrupt();
            joiner.join();
            assertThat(child.join(LONG)).isTrue();
            assertThat(brood().diagnose().cycles()).isEmpty();
        }
    }

    private static List<Waiter> joins(Diagnosis seen, ChildProcess child) {
        return process(seen, child.pid()).joins();
    }

    @Test
    void diagnose_childInTheMiddleJoins_namesTheDeadlockOfAll() throws Exception {
        try (SharedLock lock = brood().lock();
                SharedEvent held = brood().event();
                SharedQueue<Long> grandchild = brood().queue(1)) {
            ChildProcess child =
                    brood().start(() -> {
                        held.await();
                        ChildProcess inner = Brood.current().start(lock::lock);
                        grandchild.put(inner.pid());
                        inner.join();
                    });
            CountDownLatch taken = new CountDownLatch(1);
            Thread joiner = startJoiner(lock, child, taken);
            taken.await();
            held.set();
            Diagnosis seen = await("a deadlock", Diagnosis::hasDeadlock);
            assertThat(pids(seen.cycles().getFirst()))
                    .containsExactlyInAnyOrder(
                            ChildProcess.current().pid(), child.pid(), grandchild.take());
            joiner.interrupt();
            joiner.join();
            assertThat(child.join(LONG)).isTrue();
        }
    }

    @Test
    void diagnose_anotherThreadOfAJoinedChildWaits_saysPossible() throws Exception {
        Diagnosis seen = seeThreadOfJoinedChild(false);
        assertThat(seen.hasDeadlock()).isFalse();
        assertThat(seen.cycles())
                .singleElement()
                .asString()
                .startsWith("POSSIBLE DEADLOCK:")
                .contains("'side') does, if it does not exit");
    }

    @Test
    void diagnose_daemonOfAJoinedChildWaits_isNoDeadlock() throws Exception {
        assertThat(seeThreadOfJoinedChild(true).cycles()).isEmpty();
    }

    private Diagnosis seeThreadOfJoinedChild(boolean daemon) throws Exception {
        try (SharedLock lock = brood().lock();
                SharedEvent over = brood().event();
                SharedEvent held = brood().event()) {
            ChildProcess child =
                    brood().start(() -> {
                        held.await();
                        Thread.ofPlatform()
                                .name("side")
                                .daemon(daemon)
                                .start(() -> {
                                    lock.lock();
                                    lock.unlock();
                                });
                        over.await();
                    });
            CountDownLatch taken = new CountDownLatch(1);
            Thread joiner = startJoiner(lock, child, taken);
            taken.await();
            held.set();
            await(
                    "both waits",
                    each ->
                            joins(each, child).size() == 1
                                    && lock(each, Kind.LOCK, lock.name()).waits().size() == 1);
            // A thread writes first what it waits for, then what it holds.
            Diagnosis seen =
                    daemon
                            ? brood().diagnose()
                            : await("a cycle", each -> !each.cycles().isEmpty());
            over.set();
            joiner.interrupt();
            joiner.join();
            assertThat(child.join(LONG)).isTrue();
            return seen;
        }
    }

    @Test
    void diagnose_parentAndChildJoinEachOther_saysPossible() throws Exception {
        try (SharedLock lock = brood().lock()) {
            ChildProcess child = brood().start(() -> ChildProcess.parent().orElseThrow().join());
            Thread joiner = startJoiner(lock, child, new CountDownLatch(1));
            Diagnosis seen = await("a cycle", each -> !each.cycles().isEmpty());
            assertThat(seen.hasDeadlock()).as(seen.toString()).isFalse();
            assertThat(seen.cycles().getFirst().links())
                    .extracting(Link::kind)
                    .containsExactly(Kind.PROCESS, Kind.PROCESS);
            end(child);
            joiner.join();
            assertThat(brood().diagnose().cycles()).isEmpty();
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
                                Brood.current().lock().close();
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
