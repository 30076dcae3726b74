package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Connection;
import dev.brood.Diagnosis;
import dev.brood.Diagnosis.Access;
import dev.brood.Diagnosis.Hold;
import dev.brood.Diagnosis.Kind;
import dev.brood.Diagnosis.LockState;
import dev.brood.Diagnosis.PipeState;
import dev.brood.Diagnosis.ProcessState;
import dev.brood.Diagnosis.QueueState;
import dev.brood.Diagnosis.Waiter;
import dev.brood.JoinableQueue;
import dev.brood.Pipe;
import dev.brood.SharedBarrier;
import dev.brood.SharedCondition;
import dev.brood.SharedEvent;
import dev.brood.SharedLatch;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What every engine's [Brood#diagnose()] tells: who is there, who holds what and who waits for
/// what. See [DeadlockContract] for who waits in a circle.
@SuppressWarnings({"WaitNotInLoop", "LockNotBeforeTry"}) // that is what this is about
public abstract class DiagnosisContract extends LookingContract {
    private static final int MANY = 1_000;

    /// For subclasses.
    protected DiagnosisContract() {}

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
                    await(
                            "a wait",
                            each ->
                                    !lock(each, Kind.LOCK, "the lock").waits().isEmpty()
                                            && lock(each, Kind.LOCK, "the lock").waiting() == 1);
            LockState state = lock(seen, Kind.LOCK, "the lock");
            assertThat(state.state()).isEqualTo("held");
            assertThat(state.waiting()).isOne();
            assertThat(state.maker()).isNotNull();
            assertThat(state.maker().pid()).isEqualTo(ChildProcess.current().pid());
            assertThat(state.holds())
                    .extracting(Hold::who)
                    .extracting(Diagnosis.Who::pid, Diagnosis.Who::threadId)
                    .containsExactly(
                            tuple(ChildProcess.current().pid(), Thread.currentThread().threadId()));
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
                                            && queue(each, "full").putting() == 1
                                            && queue(each, "empty").takes().size() == 1);
            QueueState state = queue(seen, "full");
            assertThat(state.size()).isEqualTo(2);
            assertThat(state.capacity()).isEqualTo(2);
            assertThat(state.putting()).isOne();
            assertThat(state.takes()).isEmpty();
            assertThat(state.isClosed()).isFalse();
            assertThat(state.maker()).isNotNull();
            assertThat(state.maker().pid()).isEqualTo(ChildProcess.current().pid());
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
    void diagnose_oneJoinsAQueue_isSaidToJoin() throws Exception {
        try (JoinableQueue<Integer> tasks =
                brood().<Integer>newJoinableQueue().name("tasks").open()) {
            tasks.put(1);
            ChildProcess joiner = brood().process().name("joiner").start(() -> tasks.join());
            Diagnosis seen =
                    await(
                            "one to join",
                            each ->
                                    queue(each, "tasks").joins().size() == 1
                                            && queue(each, "tasks").joining() == 1);
            QueueState state = queue(seen, "tasks");
            assertThat(state.joins().getFirst().access()).isEqualTo(Access.JOIN);
            assertThat(state.joins().getFirst().who().pid()).isEqualTo(joiner.pid());
            assertThat(state.joining()).isOne();
            assertThat(state.takes()).isEmpty();
            assertThat(state.taking()).isZero();
            assertThat(seen.toString())
                    .containsPattern("'joiner' .* has waited [0-9.]+ s to join queue 'tasks'\n");
            assertThat(tasks.take()).isOne();
            tasks.taskDone();
            assertThat(joiner.join(LONG)).isTrue();
            assertThat(queue(brood().diagnose(), "tasks").joins()).isEmpty();
        }
    }

    @Test
    void diagnose_pipes_tellsHoldersFillAndWaiters() throws Exception {
        Pipe pipe = brood().newPipe().name("talk").capacity(4096).open();
        Connection ours = pipe.first();
        Connection theirs = pipe.second();
        ours.send("not yet received");
        ChildProcess sender =
                brood().process()
                        .name("talker")
                        .start(() -> {
                            while (true) {
                                theirs.send(0);
                            }
                        });
        theirs.close();
        Diagnosis seen =
                await(
                        "a full pipe",
                        each ->
                                pipe(each).second().sendWaits().size() == 1
                                        && pipe(each).second().sending() == 1);
        PipeState state = pipe(seen);
        assertThat(state.maker()).isNotNull();
        assertThat(state.maker().pid()).isEqualTo(ChildProcess.current().pid());
        assertThat(state.first().holders())
                .extracting(Diagnosis.Who::pid)
                .containsExactly(ChildProcess.current().pid());
        assertThat(state.second().holders())
                .containsExactly(new Diagnosis.Who(sender.pid(), "talker", 0, ""));
        assertThat(state.first().messages()).isGreaterThan(100);
        assertThat(state.first().bytes()).isBetween(3000L, 4096L);
        assertThat(state.first().capacity()).isEqualTo(4096);
        assertThat(state.second().messages()).isOne();
        assertThat(state.second().bytes()).isBetween(16L, 100L);
        assertThat(state.second().sending()).isOne();
        assertThat(state.second().receiving()).isZero();
        assertThat(state.second().receiveWaits()).isEmpty();
        assertThat(state.first().sendWaits()).isEmpty();
        Waiter waiter = state.second().sendWaits().getFirst();
        assertThat(waiter.access()).isEqualTo(Access.SEND);
        assertThat(waiter.who().pid()).isEqualTo(sender.pid());
        assertThat(seen.toString())
                .containsPattern("talk +second +1 message, [0-9]+ of 4,096 B +1 +0 +'talker' ")
                .containsPattern("'talker' .* has waited [0-9.]+ s to send\n");
        end(sender);
        state = pipe(brood().diagnose());
        assertThat(state.second().isGone()).isTrue();
        assertThat(state.second().leaver())
                .isEqualTo("left by 'talker' (pid " + sender.pid() + "), which died");
        assertThat(state.second().holders()).isEmpty();
        assertThat(brood().diagnose().toString()).contains("nobody: left by 'talker' (pid ");
        ours.close();
        assertThat(brood().diagnose().pipes()).isEmpty();
    }

    @Test
    void diagnose_oneReceivesFromAOneWayPipe_isSaidToReceive() throws Exception {
        Pipe pipe = brood().newPipe().name("talk").duplex(false).open();
        Connection theirs = pipe.receiver();
        ChildProcess receiver = brood().start(() -> theirs.receive(Duration.ofMinutes(10)));
        theirs.close();
        Diagnosis seen =
                await(
                        "a wait",
                        each ->
                                pipe(each).first().receiveWaits().size() == 1
                                        && pipe(each).first().receiving() == 1);
        PipeState state = pipe(seen);
        assertThat(state.first().receives()).isTrue();
        assertThat(state.first().sends()).isFalse();
        assertThat(state.second().receives()).isFalse();
        assertThat(state.first().isGone()).isFalse();
        assertThat(state.first().receiving()).isOne();
        assertThat(state.first().messages()).isZero();
        assertThat(state.first().bytes()).isZero();
        Waiter waiter = state.first().receiveWaits().getFirst();
        assertThat(waiter.access()).isEqualTo(Access.RECEIVE);
        assertThat(waiter.until()).isNotNull();
        assertThat(waiter.who().pid()).isEqualTo(receiver.pid());
        assertThat(seen.toString())
                .containsPattern(" has waited [0-9.]+ s to receive, gives up in 9 min\n");
        pipe.sender().send("at last");
        assertThat(receiver.join(LONG)).isTrue();
        pipe.sender().close();
        assertThat(brood().diagnose().pipes()).isEmpty();
    }

    @Test
    void diagnose_oneWaitsForSeveralThings_isShownAtEach() throws Exception {
        Pipe pipe = brood().newPipe().name("talk").open();
        try (SharedQueue<Integer> queue = brood().<Integer>newQueue().name("news").open()) {
            Connection theirs = pipe.second();
            ChildProcess waiter = brood().start(() -> Connection.anyReady(theirs, queue));
            Diagnosis seen =
                    await(
                            "a wait",
                            each ->
                                    pipe(each).second().receiveWaits().size() == 1
                                            && pipe(each).second().receiving() == 1);
            assertThat(pipe(seen).second().receiveWaits().getFirst().who().pid())
                    .isEqualTo(waiter.pid());
            assertThat(pipe(seen).second().receiving()).isOne();
            assertThat(pipe(seen).first().receiveWaits()).isEmpty();
            queue.put(1);
            assertThat(waiter.join(LONG)).isTrue();
            assertThat(queue(brood().diagnose(), "news").takes()).isEmpty();
        }
        pipe.close();
    }

    private static PipeState pipe(Diagnosis seen) {
        assertThat(seen.pipes()).extracting(PipeState::name).containsExactly("talk");
        return seen.pipes().getFirst();
    }

    @Test
    void diagnose_madeByAnother_namesTheMakerWhileItLives() throws Exception {
        try (SharedEvent over = brood().event();
                SharedQueue<SharedLock> out = brood().queue(1)) {
            ChildProcess maker =
                    brood().process()
                            .name("maker")
                            .start(() -> {
                                out.put(Brood.current().newLock().name("foreign").open());
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
            assertThat(seen.rootPid()).isEqualTo(ChildProcess.current().pid());
            assertThat(seen.isRootAlive()).isTrue();
            ProcessState state = process(seen, child.pid());
            assertThat(state.name()).isEqualTo("busy bee");
            assertThat(state.parentPid()).isEqualTo(ChildProcess.current().pid());
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
                                    each.locks().stream().mapToInt(l -> l.waits().size()).sum() == 5
                                            && each.locks().stream()
                                                    .anyMatch(l ->
                                                            l.kind() == Kind.CONDITION
                                                                    && l.waiting() == 1));
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
            ChildProcess child = brood().start(() -> out.put(Brood.current().diagnose()));
            Diagnosis seen = out.take();
            assertThat(seen.tree()).isEqualTo(brood().diagnose().tree());
            assertThat(seen.processes()).extracting(ProcessState::pid).contains(child.pid());
            assertThat(queue(seen, out.name()).capacity()).isOne();
            child.join();
        }
    }
}
