package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.EncodingException;
import dev.brood.SharedBarrier;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// What every engine's [SharedBarrier] does: row L-12 of CPython's `multiprocessing`, and its tests
/// `_TestBarrier`.
@SuppressWarnings("WaitNotInLoop") // it does not return before it is so
public abstract class SharedBarrierContract extends EngineContract {
    private static final int PARTIES = 4;

    /// For subclasses.
    protected SharedBarrierContract() {}

    /// Waits at a barrier and tells how that ended.
    private static String outcome(SharedBarrier barrier) throws InterruptedException {
        try {
            return "passed " + barrier.await();
        } catch (BrokenBarrierException e) {
            return "broken: " + e.getMessage();
        } catch (ClosedException _) {
            return "closed";
        }
    }

    private List<ChildProcess> parties(
            int number, SharedBarrier barrier, SharedQueue<String> outcomes) {
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            children.add(
                    brood().process()
                            .name("party " + i)
                            .start(() -> outcomes.put(outcome(barrier))));
        }
        return children;
    }

    private static void awaitWaiters(SharedBarrier barrier, int number)
            throws InterruptedException {
        Await.until(LONG, number + " to wait", () -> barrier.waiting() == number);
    }

    private static List<String> take(SharedQueue<String> queue, int number)
            throws InterruptedException {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            String each = queue.poll(LONG);
            assertThat(each).isNotNull();
            taken.add(each);
        }
        return taken;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000})
    @Covers({
        "L-12",
        "_TestBarrier.test_barrier",
        "_TestBarrier.test_barrier_10",
        "_TestBarrier.test_thousand"
    })
    void await_again_keepsAllInStep(int times) throws Exception {
        int passes = scaled(times);
        SharedBarrier barrier = brood().barrier(PARTIES);
        SharedQueue<Integer> steps = brood().queue(PARTIES * passes);
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            children.add(
                    brood().start(() -> {
                        for (int pass = 0; pass < passes; pass++) {
                            steps.put(pass);
                            barrier.await();
                        }
                    }));
        }
        for (ChildProcess child : children) {
            assertThat(child.join(LONG)).isTrue();
            assertThat(child.failure()).isEmpty();
        }
        for (int pass = 0; pass < passes; pass++) {
            for (int i = 0; i < PARTIES; i++) {
                assertThat(steps.take()).isEqualTo(pass);
            }
        }
        assertThat(barrier.waiting()).isZero();
        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier.parties()).isEqualTo(PARTIES);
    }

    @Test
    @Covers({"L-12", "_TestBarrier.test_wait_return"})
    void await_returnsADifferentNumberToEach() throws Exception {
        SharedBarrier barrier = brood().barrier(PARTIES);
        SharedQueue<String> outcomes = brood().queue(PARTIES);
        parties(PARTIES, barrier, outcomes);
        assertThat(take(outcomes, PARTIES))
                .containsExactlyInAnyOrder("passed 0", "passed 1", "passed 2", "passed 3");
    }

    @Test
    @Covers({"L-12", "_TestBarrier.test_single_thread"})
    void await_ofOneParty_neverWaits() throws Exception {
        SharedBarrier barrier = brood().barrier(1);
        assertThat(barrier.await()).isZero();
        assertThat(barrier.await(LONG)).isZero();
        assertThat(barrier.await(0, TimeUnit.SECONDS)).isZero();
    }

    @Test
    @Covers({"L-12", "_TestBarrier.test_action"})
    void action_runsOnceForEachPass() throws Exception {
        SharedQueue<String> ran = brood().queue(10);
        SharedBarrier barrier = brood().newBarrier(3).action(() -> ran.put("ran")).open();
        SharedQueue<String> outcomes = brood().queue(10);
        parties(3, barrier, outcomes);
        take(outcomes, 3);
        assertThat(ran).containsExactly("ran");
        parties(3, barrier, outcomes);
        take(outcomes, 3);
        assertThat(ran).containsExactly("ran", "ran");
    }

    @Test
    void action_thatFails_breaksIt() throws Exception {
        SharedBarrier barrier =
                brood().newBarrier(2)
                        .action(() -> {
                            throw new IllegalArgumentException("no");
                        })
                        .open();
        SharedQueue<String> outcomes = brood().queue(1);
        parties(1, barrier, outcomes);
        awaitWaiters(barrier, 1);
        assertThatThrownBy(barrier::await).hasMessageContaining("no");
        assertThat(take(outcomes, 1).getFirst()).contains("its action failed");
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void open_withWhatCannotBe_isRefused() {
        byte[] large = new byte[2000];
        assertThatThrownBy(() -> brood().barrier(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a barrier's parties must be 1 to 64, was 0");
        assertThatThrownBy(() -> brood().newBarrier(1).action(() -> consume(large)).open())
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("may have 700 bytes");
    }

    private static void consume(byte[] bytes) {
        assertThat(bytes).isNotEmpty();
    }

    @Test
    @Covers({"L-12", "_TestBarrier.test_abort", "_TestBarrier.test_abort_and_reset"})
    void abort_breaksItForAll_untilReset() throws Exception {
        SharedBarrier barrier = brood().barrier(PARTIES);
        SharedQueue<String> outcomes = brood().queue(PARTIES);
        parties(PARTIES - 1, barrier, outcomes);
        awaitWaiters(barrier, PARTIES - 1);
        barrier.abort();
        barrier.abort();
        assertThat(take(outcomes, PARTIES - 1))
                .allSatisfy(each -> assertThat(each).contains("is broken: it was aborted"));
        assertThat(barrier.isBroken()).isTrue();
        assertThat(barrier.waiting()).isZero();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        parties(PARTIES, barrier, outcomes);
        assertThat(take(outcomes, PARTIES))
                .allSatisfy(each -> assertThat(each).startsWith("passed"));
    }

    @Test
    @Covers({"L-12", "_TestBarrier.test_reset"})
    void reset_whileSomeWait_breaksItForThem() throws Exception {
        SharedBarrier barrier = brood().barrier(PARTIES);
        SharedQueue<String> outcomes = brood().queue(PARTIES);
        parties(PARTIES - 1, barrier, outcomes);
        awaitWaiters(barrier, PARTIES - 1);
        barrier.reset();
        assertThat(take(outcomes, PARTIES - 1))
                .allSatisfy(each -> assertThat(each).contains("it was reset"));
        assertThat(barrier.isBroken()).isFalse();
        parties(PARTIES, barrier, outcomes);
        assertThat(take(outcomes, PARTIES))
                .allSatisfy(each -> assertThat(each).startsWith("passed"));
    }

    @Test
    @Covers({"L-12", "_TestBarrier.test_timeout"})
    void await_timeOver_breaksItForAll() throws Exception {
        SharedBarrier barrier = brood().barrier(PARTIES);
        SharedQueue<String> outcomes = brood().queue(PARTIES);
        parties(1, barrier, outcomes);
        awaitWaiters(barrier, 1);
        assertThatThrownBy(() -> barrier.await(SHORT))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("2 of 4 arrived in time");
        assertThat(take(outcomes, 1).getFirst()).contains("the time of one that waited was over");
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    @Covers({"L-12", "_TestBarrier.test_default_timeout"})
    void await_madeWithATimeout_breaksItForAll() throws Exception {
        SharedBarrier barrier = brood().newBarrier(PARTIES).timeout(SHORT).open();
        SharedQueue<String> outcomes = brood().queue(PARTIES);
        parties(PARTIES - 1, barrier, outcomes);
        assertThat(take(outcomes, PARTIES - 1))
                .allSatisfy(
                        each -> assertThat(each).contains("the time of one that waited was over"));
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void await_interrupted_breaksIt() throws Exception {
        SharedBarrier barrier = brood().barrier(3);
        SharedQueue<String> outcomes = brood().queue(1);
        parties(1, barrier, outcomes);
        FutureTask<Boolean> interrupted =
                new FutureTask<>(() -> {
                    try {
                        barrier.await();
                        return false;
                    } catch (InterruptedException _) {
                        return true;
                    }
                });
        Thread thread = Thread.ofVirtual().start(interrupted);
        awaitWaiters(barrier, 2);
        thread.interrupt();
        assertThat(interrupted.get()).isTrue();
        assertThat(take(outcomes, 1).getFirst()).contains("one that waited was interrupted");
    }

    @Test
    @Covers("L-14")
    void partyKilledWhileItWaits_breaksIt_namingIt() throws Exception {
        SharedBarrier barrier = brood().barrier(3);
        SharedQueue<String> outcomes = brood().queue(3);
        ChildProcess victim = parties(1, barrier, outcomes).getFirst();
        awaitWaiters(barrier, 1);
        FutureTask<String> other = new FutureTask<>(() -> outcome(barrier));
        Thread.ofPlatform().start(other);
        awaitWaiters(barrier, 2);
        victim.kill();
        assertThat(other.get(LONG.toSeconds(), TimeUnit.SECONDS))
                .contains("'party 0' (pid " + victim.pid() + ") died");
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    @Covers("L-14")
    void partyKilledBetweenPasses_breaksTheNext() throws Exception {
        SharedBarrier barrier = brood().barrier(2);
        SharedQueue<String> never = brood().queue(1);
        ChildProcess victim =
                brood().start(() -> {
                    barrier.await();
                    never.take();
                });
        assertThat(outcome(barrier)).startsWith("passed");
        FutureTask<String> other = new FutureTask<>(() -> outcome(barrier));
        Thread.ofPlatform().start(other);
        awaitWaiters(barrier, 1);
        victim.kill();
        assertThat(other.get(LONG.toSeconds(), TimeUnit.SECONDS))
                .contains("(pid " + victim.pid() + ") died");
    }

    @Test
    void partyEndsInOrderBetweenPasses_isNotMissed() throws Exception {
        SharedBarrier barrier = brood().barrier(2);
        SharedQueue<String> outcomes = brood().queue(1);
        for (int pass = 0; pass < 3; pass++) {
            ChildProcess party = parties(1, barrier, outcomes).getFirst();
            assertThat(outcome(barrier)).startsWith("passed");
            assertThat(take(outcomes, 1).getFirst()).startsWith("passed");
            assertThat(party.join(LONG)).isTrue();
        }
        assertThat(barrier.isBroken()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"barrier.arrived", "barrier.tripped"})
    @Covers("L-14")
    void lastPartyDiesAtAPlace_nobodyHangs(String place) throws Exception {
        SharedBarrier barrier = brood().barrier(2);
        SharedQueue<String> outcomes = brood().queue(1);
        parties(1, barrier, outcomes);
        awaitWaiters(barrier, 1);
        brood().process()
                .name("last")
                .systemProperty("brood.crash", place)
                .start(() -> outcome(barrier));
        assertThat(take(outcomes, 1).getFirst())
                .contains(place.equals("barrier.tripped") ? "passed" : "'last'");
        Await.until(LONG, "it to be broken", barrier::isBroken);
    }

    @Test
    void await_byMoreThreadsThanParties_passesTwoAtATime() throws Exception {
        int arrivals = 2 * scaled(1_500);
        AtomicInteger left = new AtomicInteger(arrivals);
        AtomicInteger last = new AtomicInteger();
        SharedBarrier barrier = brood().barrier(2);
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            FutureTask<Boolean> task =
                    new FutureTask<>(() -> {
                        while (left.getAndDecrement() > 0) {
                            last.addAndGet(barrier.await() == 0 ? 1 : 0);
                        }
                        return true;
                    });
            tasks.add(task);
            Thread.ofPlatform().daemon().start(task);
        }
        for (FutureTask<Boolean> task : tasks) {
            assertThat(task.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        assertThat(last).as("passes").hasValue(arrivals / 2);
    }

    @Test
    void recoveryOfAParty_dies_breaksItAllTheSame() throws Exception {
        SharedBarrier barrier = brood().barrier(2);
        SharedQueue<String> never = brood().queue(1);
        ChildProcess mortal =
                brood().process()
                        .systemProperty("brood.crash", "barrier.recover.recorded")
                        .start(() -> {
                            ChildProcess party =
                                    Brood.current()
                                            .process()
                                            .name("party")
                                            .start(() -> outcome(barrier));
                            awaitWaiters(barrier, 1);
                            party.kill();
                            never.take();
                        });
        assertThat(mortal.join(LONG)).as("it died").isTrue();
        assertThat(outcome(barrier)).contains("'party' (pid ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"barrier.broken", "barrier.reset"})
    void breakerDiesBeforeItWakes_nobodyHangs(String place) throws Exception {
        SharedBarrier barrier = brood().barrier(2);
        SharedQueue<String> outcomes = brood().queue(1);
        parties(1, barrier, outcomes);
        awaitWaiters(barrier, 1);
        boolean reset = place.equals("barrier.reset");
        brood().process()
                .systemProperty("brood.crash", place)
                .start(() -> {
                    if (reset) {
                        barrier.reset();
                    } else {
                        barrier.abort();
                    }
                });
        assertThat(take(outcomes, 1).getFirst()).contains("is broken");
    }

    @Test
    void close_wakesThoseWhoWait() throws Exception {
        SharedBarrier barrier = brood().barrier(3);
        SharedQueue<String> outcomes = brood().queue(2);
        parties(2, barrier, outcomes);
        awaitWaiters(barrier, 2);
        barrier.close();
        assertThat(take(outcomes, 2)).containsExactly("closed", "closed");
        assertThatThrownBy(barrier::await).isInstanceOf(ClosedException.class);
        assertThatThrownBy(barrier::isBroken).isInstanceOf(ClosedException.class);
    }
}
