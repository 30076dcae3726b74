package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.brood.ClosedException;
import dev.brood.junit.Await;
import dev.brood.local.os.Deadline;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/// How threads wait for a ring: both kinds of threads, both ways to wait.
@ParameterizedClass
@CsvSource({"kernel, false", "kernel, true", "portable, false", "portable, true"})
class BlockingRingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CAPACITY = 2;
    private static final int PID = 4711;

    private final String system;
    private final ThreadFactory threads;
    private final PayloadSamples samples = new PayloadSamples(new SplittableRandom(1));
    private final List<Thread> started = new ArrayList<>();
    private Tree tree;
    private Ring ring;
    private BlockingRing blocking;

    BlockingRingTest(String system, boolean virtual) {
        this.system = system;
        this.threads = virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
    }

    @BeforeEach
    void create() {
        tree = Tree.plant(OperatingSystem.named(system), "test");
        ring = Ring.create(tree, tree.nextNumber(), CAPACITY, 4096);
        blocking = new BlockingRing(tree, ring);
    }

    @AfterEach
    void close() throws Exception {
        for (Thread thread : started) {
            thread.interrupt();
            thread.join();
        }
        ring.close();
        tree.close();
    }

    private <T> FutureTask<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = threads.newThread(task);
        started.add(thread);
        thread.start();
        return task;
    }

    private FutureTask<BlockingRing.Put> startPut(Payload payload) {
        return start(() -> blocking.put(payload, Deadline.NEVER));
    }

    private FutureTask<Payload> startTake() {
        return start(() -> blocking.take(Deadline.NEVER));
    }

    private void fill() throws InterruptedException {
        while (ring.size() < CAPACITY) {
            assertThat(blocking.put(samples.ofLength(8), System.nanoTime()))
                    .isEqualTo(BlockingRing.Put.DONE);
        }
    }

    private void awaitPutters(int count) throws InterruptedException {
        Await.until(PATIENCE, "putters to wait", () -> ring.notFull().waiters() == count);
    }

    private void awaitTakers(int count) throws InterruptedException {
        Await.until(PATIENCE, "takers to wait", () -> ring.notEmpty().waiters() == count);
    }

    @Test
    void put_whenFull_waitsForATake() throws Exception {
        fill();
        Payload last = samples.ofLength(8);
        FutureTask<BlockingRing.Put> put = startPut(last);
        awaitPutters(1);
        assertThat(put.isDone()).isFalse();
        assertThat(ring.tryTake()).isNotNull();
        assertThat(put.get(30, SECONDS)).isEqualTo(BlockingRing.Put.DONE);
        assertThat(ring.tryTake()).isNotNull();
        assertThat(PayloadSamples.same(ring.tryTake(), last)).isTrue();
    }

    @Test
    void put_whenFull_waitsForARemoval() throws Exception {
        fill();
        FutureTask<BlockingRing.Put> put = startPut(samples.ofLength(8));
        awaitPutters(1);
        assertThat(ring.remove(ring.look(CAPACITY).getLast())).isTrue();
        assertThat(put.get(30, SECONDS)).isEqualTo(BlockingRing.Put.DONE);
    }

    @Test
    void takeAll_withSeveralPuttersWaiting_letsThemAllIn() throws Exception {
        fill();
        FutureTask<BlockingRing.Put> one = startPut(samples.ofLength(8));
        FutureTask<BlockingRing.Put> two = startPut(samples.ofLength(8));
        awaitPutters(2);
        assertThat(ring.takeAll(10)).hasSize(CAPACITY);
        assertThat(one.get(30, SECONDS)).isEqualTo(BlockingRing.Put.DONE);
        assertThat(two.get(30, SECONDS)).isEqualTo(BlockingRing.Put.DONE);
    }

    @Test
    void take_whenEmpty_waitsForAPut() throws Exception {
        FutureTask<Payload> take = startTake();
        awaitTakers(1);
        assertThat(take.isDone()).isFalse();
        Payload item = samples.ofLength(8);
        assertThat(blocking.put(item, System.nanoTime())).isEqualTo(BlockingRing.Put.DONE);
        assertThat(PayloadSamples.same(take.get(30, SECONDS), item)).isTrue();
    }

    @Test
    void waits_withATimeThatIsOver_doNotWait() throws Exception {
        assertThat(blocking.take(System.nanoTime())).isNull();
        assertThat(blocking.take(Deadline.after(Duration.ofSeconds(-5)))).isNull();
        assertThat(blocking.take(Deadline.after(Duration.ofMillis(5)))).isNull();
        fill();
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofMillis(5))) {
            assertThat(blocking.put(samples.ofLength(1), Deadline.after(timeout)))
                    .isEqualTo(BlockingRing.Put.TIMED_OUT);
        }
        assertThat(ring.size()).isEqualTo(CAPACITY);
        assertThat(ring.notFull().waiters()).isZero();
        assertThat(ring.notEmpty().waiters()).isZero();
    }

    /// The ring is filled while the draft of a large item is written, so that its putter waits with
    /// a draft. If it was quicker, it tries again.
    @Test
    void put_interruptedWithADraft_putsNothingAndLeavesNoDraft() throws Exception {
        Payload large = samples.ofLength(64 << 20);
        FutureTask<BlockingRing.Put> put;
        do {
            ring.takeAll(CAPACITY);
            ring.takeAll(CAPACITY);
            blocking.put(samples.ofLength(8), System.nanoTime());
            put = startPut(large);
            FutureTask<BlockingRing.Put> begun = put;
            Await.until(
                    PATIENCE,
                    "a draft",
                    () -> begun.isDone() || !RingFiles.ofPayloads(tree).isEmpty());
            ring.tryPut(samples.ofLength(8), null);
            Await.until(
                    PATIENCE,
                    "the putter to wait or to be done",
                    () -> begun.isDone() || ring.notFull().waiters() == 1);
        } while (put.isDone());
        assertThat(RingFiles.ofPayloads(tree)).hasSize(1);
        started.getLast().interrupt();
        FutureTask<BlockingRing.Put> interrupted = put;
        assertThatThrownBy(() -> interrupted.get(30, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(RingFiles.ofPayloads(tree)).isEmpty();
        assertThat(ring.size()).isEqualTo(CAPACITY);
        assertThat(ring.notFull().waiters()).isZero();
    }

    @Test
    void take_interrupted_takesNothing() throws Exception {
        FutureTask<Payload> take = startTake();
        awaitTakers(1);
        started.getFirst().interrupt();
        assertThatThrownBy(() -> take.get(30, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        fill();
        assertThat(ring.size()).isEqualTo(CAPACITY);
        assertThat(ring.notEmpty().waiters()).isZero();
    }

    @Test
    void closePut_wakesAllWhoWait() throws Exception {
        FutureTask<Payload> one = startTake();
        FutureTask<Payload> two = startTake();
        awaitTakers(2);
        ring.closePut(PID);
        assertThat(one.get(30, SECONDS)).isNull();
        assertThat(two.get(30, SECONDS)).isNull();
    }

    @Test
    void closePut_whileFull_wakesThosePuttingAndKeepsWhatIsIn() throws Exception {
        fill();
        FutureTask<BlockingRing.Put> one = startPut(samples.ofLength(1));
        FutureTask<BlockingRing.Put> two = startPut(samples.ofLength(1));
        awaitPutters(2);
        ring.closePut(PID);
        assertThat(one.get(30, SECONDS)).isEqualTo(BlockingRing.Put.CLOSED);
        assertThat(two.get(30, SECONDS)).isEqualTo(BlockingRing.Put.CLOSED);
        assertThat(blocking.take(Deadline.NEVER)).isNotNull();
        assertThat(blocking.take(Deadline.NEVER)).isNotNull();
        assertThat(blocking.take(Deadline.NEVER)).isNull();
    }

    @Test
    void take_whileTheTreeEnds_saysSo() throws Exception {
        BlockingRing named = new BlockingRing(tree, ring, "queue 'q'", null);
        FutureTask<Payload> take = start(() -> named.take(Deadline.NEVER));
        awaitTakers(1);
        tree.beginClosing();
        assertThatThrownBy(() -> take.get(30, SECONDS))
                .hasCauseInstanceOf(ClosedException.class)
                .hasMessageContaining("queue 'q' is closed, as " + tree + " has ended");
    }

    /// Interrupts and time-outs hit those who have just been woken; what woke them must reach
    /// another.
    @Test
    void manyWhoGiveUp_leaveNoOneWaitingForWhatIsThere() throws Exception {
        int items = 2000;
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        List<FutureTask<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long seed = i;
            takers.add(start(() -> takeImpatiently(items, taken, interrupted, seed)));
        }
        // While all that is put is there before anyone waits, no interrupt is noticed.
        started.forEach(Thread::interrupt);
        Await.until(PATIENCE, "interrupts", () -> interrupted.get() > 0);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < items; i++) {
            assertThat(blocking.put(samples.ofLength(4), Deadline.after(PATIENCE)))
                    .isEqualTo(BlockingRing.Put.DONE);
            if (random.nextInt(4) == 0) {
                started.get(random.nextInt(4)).interrupt();
            }
        }
        int sum = 0;
        Await.until(PATIENCE, "all to be taken", () -> taken.get() == items);
        ring.closePut(PID);
        for (FutureTask<Integer> taker : takers) {
            sum += taker.get(30, SECONDS);
        }
        assertThat(sum).isEqualTo(items);
        assertThat(interrupted.get()).isPositive();
        assertThat(ring.notEmpty().waiters()).isZero();
        assertThat(ring.notFull().waiters()).isZero();
    }

    private int takeImpatiently(
            int items, AtomicInteger taken, AtomicInteger interrupted, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int mine = 0;
        while (taken.get() < items) {
            try {
                long nanos = random.nextInt(3) == 0 ? 20_000_000_000L : random.nextInt(100_000);
                if (blocking.take(System.nanoTime() + nanos) != null) {
                    mine++;
                    taken.incrementAndGet();
                }
            } catch (InterruptedException e) {
                interrupted.incrementAndGet(); // that is what is tried
            }
        }
        return mine;
    }
}
