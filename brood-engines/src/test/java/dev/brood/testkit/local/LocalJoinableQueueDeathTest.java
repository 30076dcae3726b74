package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ItemsLostException;
import dev.brood.JoinableQueue;
import dev.brood.SharedQueue;
import dev.brood.junit.Deadline;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Consumers and producers of joinable queues that die at named places and at random ones: all is
/// done or told to be lost, nobody who joins waits for ever, and no item is delivered twice but to
/// make up for a death.
class LocalJoinableQueueDeathTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int KILLS = Integer.getInteger("brood.kills", 10);
    private static final int ITEMS = 300;
    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    private static JoinableQueue<Integer> queue(boolean redeliver) {
        return brood.<Integer>newJoinableQueue().capacity(8).redeliver(redeliver).open();
    }

    /// Does items until there is one that says end.
    private static void consume(JoinableQueue<Integer> queue, SharedQueue<Integer> results)
            throws InterruptedException {
        for (int item = queue.take(); item >= 0; item = queue.take()) {
            results.put(item);
            queue.taskDone();
        }
        queue.taskDone();
    }

    /// Collects what was done, until told to end.
    private static FutureTask<BitSet> collect(SharedQueue<Integer> results, int[] repeated) {
        FutureTask<BitSet> task =
                new FutureTask<>(() -> {
                    BitSet done = new BitSet();
                    for (int item = results.take(); item >= 0; item = results.take()) {
                        repeated[0] += done.get(item) ? 1 : 0;
                        done.set(item);
                    }
                    return done;
                });
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    @ParameterizedTest
    @CsvSource({
        "ring.take.locked, false",
        "ring.take.locked, true",
        "ring.take.copied, false",
        "ring.take.copied, true",
        "ledger.take.held, false",
        "ledger.take.leased, true",
        "ring.take.committed, false",
        "ring.take.committed, true",
        "ring.take.unlocked, false",
        "ring.take.unlocked, true",
        "ledger.done.marked, true",
        "ledger.done.counted, false",
        "ledger.done.counted, true",
        "ledger.done.lowered, false",
        "ledger.done.unlocked, false",
        "ledger.done.unlocked, true",
        "ring.wait.announced, false",
        "ring.wait.announced, true",
        "ring.wait.woken, false",
        "ring.wait.woken, true",
    })
    void consumerDiesAtAPlace_allIsDoneOrLost(String place, boolean redeliver) throws Exception {
        JoinableQueue<Integer> queue = queue(redeliver);
        SharedQueue<Integer> results = brood.queue(2 * ITEMS);
        int[] repeated = {0};
        FutureTask<BitSet> done = collect(results, repeated);
        FutureTask<Integer> joined = null;
        int nth = place.contains("wait") ? 1 : 3; // nothing wakes it twice
        ChildProcess mortal =
                brood.process()
                        .systemProperty("brood.crash", place + ":" + nth)
                        .start(() -> consume(queue, results));
        for (int i = 0; i < ITEMS; i++) {
            if (i == 8) {
                // Now the queue is full; what is left when the mortal has died comes back, or not.
                joined = join(queue);
                while (place.endsWith("woken") && !mortal.join(SHORT)) {
                    i += queue.offer(i, SHORT) ? 1 : 0; // if it has all there is, it waits
                }
                assertThat(mortal.join(LONG)).as("it died").isTrue();
                assertThat(mortal.exitCode().getAsInt()).as("of its place").isIn(137, -9);
                var _ = brood.process().daemon(true).start(() -> consume(queue, results));
            }
            queue.put(i);
        }
        assertThat(joined.get(60, TimeUnit.SECONDS)).isNotNegative();
        finish(queue, results, done, redeliver, 1, place);
        assertThat(repeated[0]).as("done again").isLessThanOrEqualTo(redeliver ? 1 : 0);
    }

    /// Joins.
    ///
    /// @return how many are lost, in a thread of its own
    private static FutureTask<Integer> join(JoinableQueue<Integer> queue) {
        FutureTask<Integer> task =
                new FutureTask<>(() -> {
                    try {
                        queue.join();
                        return 0;
                    } catch (ItemsLostException e) {
                        return e.items();
                    }
                });
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    /// Ends the last consumer, and looks what became of the items.
    ///
    /// @param deaths how many died, each with at most one in hand
    private static void finish(
            JoinableQueue<Integer> queue,
            SharedQueue<Integer> results,
            FutureTask<BitSet> collector,
            boolean redeliver,
            int deaths,
            String what)
            throws Exception {
        queue.put(-1);
        int lost = join(queue).get(60, TimeUnit.SECONDS);
        results.put(-1);
        BitSet done = collector.get(60, TimeUnit.SECONDS);
        int missing = done.length() - done.cardinality();
        if (redeliver) {
            assertThat(lost).as(what).isZero();
            assertThat(missing).as("never done after %s: %s", what, done).isZero();
        } else {
            assertThat(lost).as("lost after %s", what).isBetween(missing, missing + deaths);
            assertThat(lost).as("lost after %s", what).isLessThanOrEqualTo(deaths);
            assertThat(queue.writeOff()).isEqualTo(lost);
            queue.join();
        }
        assertThat(queue.unfinished()).as(what).isZero();
        assertThat(queue.size()).as(what).isZero();
        queue.close();
        results.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ring.put.locked, false",
        "ring.put.half-written, true",
        "ring.put.written, false",
        "ring.put.committed, false",
        "ring.put.committed, true",
        "ring.put.unlocked, true",
    })
    void producerDiesAtAPlace_unfinishedIsWhatIsInTheQueue(String place, boolean redeliver)
            throws Exception {
        JoinableQueue<Integer> queue = queue(redeliver);
        ChildProcess mortal =
                brood.process()
                        .systemProperty("brood.crash", place + ":3")
                        .start(() -> {
                            for (int i = 0; i < 8; i++) {
                                queue.put(i);
                            }
                        });
        assertThat(mortal.join(LONG)).isTrue();
        assertThat(mortal.exitCode().getAsInt()).as("of its place").isIn(137, -9);
        assertThat(queue.unfinished()).isEqualTo(queue.size()).isBetween(2, 3);
        queue.put(9);
        while (queue.poll() != null) {
            assertThat(queue.join(Duration.ZERO)).isFalse();
            queue.taskDone();
        }
        queue.join();
        queue.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ledger.recover.recorded, false",
        "ledger.recover.done, false",
        "ledger.recover.done, true",
        "wait-point.forgotten, true",
    })
    void recovery_diesAtAPlace_isDoneByTheNext(String place, boolean redeliver) throws Exception {
        JoinableQueue<Integer> queue = queue(redeliver);
        queue.put(1);
        SharedQueue<String> never = brood.queue(1);
        ChildProcess mortal =
                brood.process()
                        .systemProperty("brood.crash", place)
                        .start(() -> {
                            ChildProcess holder =
                                    Brood.local()
                                            .start(() -> {
                                                queue.take();
                                                never.take();
                                            });
                            while (!queue.isEmpty()) {
                                Thread.onSpinWait();
                            }
                            holder.kill();
                            never.take();
                        });
        assertThat(mortal.join(LONG)).as("it died").isTrue();
        if (redeliver) {
            assertThat(queue.poll(LONG)).isEqualTo(1);
            queue.taskDone();
        }
        assertThat(join(queue).get(60, TimeUnit.SECONDS)).isEqualTo(redeliver ? 0 : 1);
        queue.close();
    }

    @ParameterizedTest
    @CsvSource({"ring.take.repairing", "ledger.repair.released", "ledger.repair.counted"})
    void repair_diesAtAPlace_isDoneByTheNext(String place) throws Exception {
        JoinableQueue<Integer> queue = queue(true);
        SharedQueue<String> taken = brood.queue(1);
        queue.put(1);
        queue.put(2);
        ChildProcess mortal =
                brood.process()
                        .systemProperty("brood.crash", place)
                        .start(() -> {
                            taken.put("ready");
                            var _ = queue.join(LONG); // is woken by the death, and repairs
                        });
        assertThat(taken.take()).isEqualTo("ready");
        ChildProcess holder =
                brood.start(() -> {
                    queue.take();
                    queue.take();
                    taken.put("taken");
                    Thread.currentThread().join();
                });
        assertThat(taken.take()).isEqualTo("taken");
        holder.kill();
        assertThat(mortal.join(LONG)).as("it died").isTrue();
        assertThat(mortal.exitCode().getAsInt()).as("of its place").isIn(137, -9);
        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.take()).isEqualTo(2);
        queue.taskDone();
        queue.taskDone();
        queue.join();
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Deadline(seconds = 1200)
    void consumersKilledAtRandom_allIsDoneOrLost(boolean redeliver) throws Exception {
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        JoinableQueue<Integer> queue = queue(redeliver);
        SharedQueue<Integer> results = brood.queue(1000);
        SharedQueue<String> end = brood.queue(1);
        int[] repeated = {0};
        FutureTask<BitSet> done = collect(results, repeated);
        var _ = brood.process().daemon(true).start(() -> consume(queue, results));
        ChildProcess producer =
                brood.start(() -> {
                    for (int i = 0; end.isEmpty(); i++) {
                        queue.put(i);
                    }
                });
        for (int kill = 0; kill < KILLS; kill++) {
            ChildProcess victim = brood.start(() -> consume(queue, results));
            LockSupport.parkNanos(random.nextLong(20_000_000));
            victim.kill();
            assertThat(victim.join(LONG)).isTrue();
            assertThat(producer.isAlive()).as("kill %d, seed %d", kill, seed).isTrue();
        }
        end.put("end");
        assertThat(producer.join(LONG)).as("it goes on after all kills").isTrue();
        assertThat(producer.failure()).isEmpty();
        finish(queue, results, done, redeliver, KILLS, "seed " + seed);
        assertThat(repeated[0]).isLessThanOrEqualTo(redeliver ? KILLS : 0);
    }
}
