package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Comparator.naturalOrder;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.Outcome;
import dev.brood.ProcessPool;
import dev.brood.Retry;
import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.TaskOptions;
import dev.brood.Worker;
import dev.brood.ignite.client.ClusterNode;
import dev.brood.ignite.link.SeatService.NodeInfo;
import dev.brood.junit.Await;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What becomes of work when nodes are killed, stopped and added in the middle of it.
@Order(Integer.MAX_VALUE) // when the others are done with the cluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodeLossTest {
    private static final long LONG = 120;
    private static final int ITEMS = 10_000;

    private static final int COUNTERS = 12;
    private static final int THREADS = 8;
    private static final int STEPS = 400;

    /// The workers of three nodes.
    private static final int SLOTS = 6;

    private static void signal(long pid, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static String node(String worker) {
        return worker.substring(worker.indexOf('@') + 1, worker.indexOf("-worker"));
    }

    @Test
    @Order(1)
    void map_duringWhichANodeIsKilledAndOneIsAdded_hasOneOutcomeForEachItem() throws Exception {
        TestCluster cluster = TestCluster.shared(3);
        Brood brood = TestCluster.openShared(3);
        TaskOptions again =
                TaskOptions.DEFAULTS.withRetry(Retry.times(3).on(NodeLostException.class));
        BitSet seen = new BitSet();
        Map<String, Integer> did = new TreeMap<>();
        ClusterNode mortal = cluster.give();
        String killed = mortal.members().stream().map(NodeInfo::name).max(naturalOrder()).get();
        try (ProcessPool pool = brood.newPool().name("all").tasks(again).open();
                Stream<Outcome<Integer, String>> outcomes =
                        pool.outcomes(
                                IntStream.range(0, ITEMS).boxed().toList(),
                                _ -> Worker.current().name())) {
            CompletableFuture<ClusterNode> added = new CompletableFuture<>();
            outcomes.forEach(outcome -> {
                assertThat(seen.get((int) outcome.index())).isFalse();
                seen.set((int) outcome.index());
                did.merge(node(outcome.orElseThrow()), 1, Integer::sum);
                if (seen.cardinality() == ITEMS / 10) {
                    assertThat(ProcessHandle.of(mortal.pid()).orElseThrow().destroyForcibly())
                            .isTrue();
                    added.completeAsync(() -> added(cluster));
                }
            });
            ClusterNode fresh = added.get(LONG, TimeUnit.SECONDS);
            assertThat(fresh.members()).hasSize(3);
            Await.until(
                    Duration.ofSeconds(LONG),
                    "the new node works",
                    () -> node(pool.submit(() -> Worker.current().name()).join()).equals("new"));
            assertThat(pool.stats().workers())
                    .extracting(worker -> node(worker.name()))
                    .contains("new")
                    .doesNotContain(killed);
        }
        assertThat(seen.cardinality()).isEqualTo(ITEMS);
        assertThat(did.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(ITEMS);
        mortal.close();
    }

    private static ClusterNode added(TestCluster cluster) {
        try {
            return cluster.add("new", 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(2)
    void nodeThatIsStopped_failsItsTasksInBoundedTime_andWhatItHeldPassesOn() throws Exception {
        TestCluster cluster = TestCluster.shared(3);
        Brood brood = TestCluster.openShared(3);
        ClusterNode stopped = cluster.give();
        try (stopped;
                ProcessPool pool = brood.newPool().name("all").open()) {
            List<SharedLock> locks = Stream.generate(brood::lock).limit(SLOTS).toList();
            List<CompletableFuture<?>> tasks = new ArrayList<>();
            locks.forEach(lock -> tasks.add(endless(pool, lock)));
            Await.until(
                    Duration.ofSeconds(LONG),
                    "each has a worker and its lock",
                    () -> locks.stream().allMatch(SharedLock::isLocked));
            signal(stopped.pid(), "STOP");
            CompletableFuture<?> first =
                    CompletableFuture.anyOf(tasks.toArray(CompletableFuture<?>[]::new));
            assertThatThrownBy(() -> first.get(LONG, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(NodeLostException.class)
                    .hasMessageContaining("was lost with a task");
            Await.until(
                    Duration.ofSeconds(LONG),
                    "both tasks of the node have failed",
                    () -> tasks.stream().filter(CompletableFuture::isDone).count() == 2);
            for (int i = 0; i < SLOTS; i++) {
                if (tasks.get(i).isDone()) {
                    assertThat(locks.get(i).tryLock(Duration.ofSeconds(LONG))).isTrue();
                    assertThat(locks.get(i).abandonment()).isPresent();
                    locks.get(i).unlock();
                }
                boolean _ = tasks.get(i).cancel(true);
            }
            assertThat(pool.submit(() -> 1).get(LONG, TimeUnit.SECONDS)).isEqualTo(1);
            signal(stopped.pid(), "CONT");
            Await.until(
                    Duration.ofSeconds(LONG),
                    "the others having gone on without it, it ends",
                    () -> ProcessHandle.of(stopped.pid()).isEmpty());
            assertThat(pool.map(List.of(1, 2, 3), x -> x + 1)).containsExactly(2, 3, 4);
        }
    }

    /// The node that has an object may die between the step and its answer: then another is asked
    /// for a step that its copy shows to have been taken.
    @Test
    @Order(3)
    void steps_whileTheNodeOfTheirObjectDies_areTakenOnce() throws Exception {
        TestCluster cluster = TestCluster.shared(3);
        Brood brood = TestCluster.openShared(3);
        try (Manager manager = brood.newManager().open()) {
            List<SharedLong> counters =
                    Stream.generate(() -> brood.sharedLong(0)).limit(COUNTERS).toList();
            ManagedMap<Integer, Integer> merged = manager.map();
            AtomicBoolean over = new AtomicBoolean();
            AtomicLongArray done = new AtomicLongArray(COUNTERS);
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                threads.add(
                        CompletableFuture.runAsync(
                                () -> count(counters, merged, done, over),
                                task -> Thread.ofPlatform().start(task)));
            }
            awaitSteps(done, STEPS);
            ClusterNode mortal = cluster.give();
            assertThat(ProcessHandle.of(mortal.pid()).orElseThrow().destroyForcibly()).isTrue();
            awaitSteps(done, total(done) + STEPS);
            over.set(true);
            for (CompletableFuture<Void> thread : threads) {
                thread.get(LONG, TimeUnit.SECONDS);
            }
            for (int i = 0; i < COUNTERS; i++) {
                assertThat(counters.get(i).get()).as("counter " + i).isEqualTo(done.get(i));
                assertThat(merged.get(i)).as("entry " + i).isEqualTo((int) done.get(i));
            }
            mortal.close();
            counters.forEach(SharedLong::close);
        }
    }

    private static void count(
            List<SharedLong> counters,
            ManagedMap<Integer, Integer> merged,
            AtomicLongArray done,
            AtomicBoolean over) {
        for (int i = 0; !over.get(); i = (i + 1) % COUNTERS) {
            counters.get(i).incrementAndGet();
            merged.merge(i, 1, Integer::sum);
            done.incrementAndGet(i);
        }
    }

    private static long total(AtomicLongArray done) {
        return IntStream.range(0, COUNTERS).mapToLong(done::get).sum();
    }

    private static void awaitSteps(AtomicLongArray done, long number) throws Exception {
        Await.until(Duration.ofSeconds(LONG), number + " steps", () -> total(done) >= number);
    }

    private static CompletableFuture<?> endless(ProcessPool pool, SharedLock lock) {
        return pool.submit(() -> {
            boolean _ = lock.tryLock();
            while (true) {
                LockSupport.park(); // an interrupt does not end it: it is killed with its worker
            }
        });
    }

    @Test
    void open_whereNobodyAnswers_failsInBoundedTime_andSaysWhere() throws Exception {
        int port = TestCluster.freePort();
        URI nobody = URI.create("ignite://127.0.0.1:" + port + "?wait=2s");
        List<ChildProcess> before = Brood.local().activeChildren();
        assertThatThrownBy(() -> Brood.open(nobody))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith(
                        "cannot join cluster 'brood' at [127.0.0.1:%d] within 2 s: "
                                .formatted(port));
        assertThat(Brood.local().activeChildren()).isSubsetOf(before);
    }
}
