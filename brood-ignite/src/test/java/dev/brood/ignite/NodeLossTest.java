package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Outcome;
import dev.brood.ProcessPool;
import dev.brood.Retry;
import dev.brood.SharedLock;
import dev.brood.TaskOptions;
import dev.brood.Worker;
import dev.brood.ignite.client.ClusterNode;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What becomes of work when nodes are killed, stopped and added in the middle of it.
class NodeLossTest {
    private static final long LONG = 120;
    private static final int ITEMS = 10_000;
    private static final Duration DETECTION = Duration.ofSeconds(5);

    private static void signal(long pid, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static String node(String worker) {
        return worker.substring(worker.indexOf('@') + 1, worker.indexOf("-worker"));
    }

    @Test
    void map_duringWhichANodeIsKilledAndOneIsAdded_hasOneOutcomeForEachItem() throws Exception {
        try (TestCluster cluster = new TestCluster("loss", DETECTION)) {
            cluster.add("one", 2);
            cluster.add("two", 2);
            ClusterNode mortal = cluster.add("mortal", 2);
            TaskOptions again =
                    TaskOptions.DEFAULTS.withRetry(Retry.times(3).on(NodeLostException.class));
            BitSet seen = new BitSet();
            Map<String, Integer> did = new TreeMap<>();
            try (Brood brood = cluster.open();
                    ProcessPool pool = brood.newPool().name("all").tasks(again).open();
                    Stream<Outcome<Integer, String>> outcomes =
                            pool.outcomes(
                                    IntStream.range(0, ITEMS).boxed().toList(),
                                    _ -> Worker.current().name())) {
                CompletableFuture<?> added = new CompletableFuture<>();
                outcomes.forEach(outcome -> {
                    assertThat(seen.get((int) outcome.index())).isFalse();
                    seen.set((int) outcome.index());
                    did.merge(node(outcome.orElseThrow()), 1, Integer::sum);
                    if (seen.cardinality() == ITEMS / 10) {
                        kill(mortal);
                        add(cluster, added);
                    }
                });
                assertThat(added).isCompleted();
                Await.until(
                        Duration.ofSeconds(LONG),
                        "the new node works",
                        () ->
                                node(pool.submit(() -> Worker.current().name()).join())
                                        .equals("new"));
                assertThat(pool.stats().workers())
                        .extracting(worker -> node(worker.name()))
                        .contains("new")
                        .doesNotContain("mortal");
            }
            assertThat(seen.cardinality()).isEqualTo(ITEMS);
            assertThat(did.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(ITEMS);
        }
    }

    private static void kill(ClusterNode node) {
        assertThat(ProcessHandle.of(node.pid()).orElseThrow().destroyForcibly()).isTrue();
    }

    private static void add(TestCluster cluster, CompletableFuture<?> added) {
        try {
            cluster.add("new", 2);
            added.complete(null);
        } catch (IOException e) {
            added.completeExceptionally(e);
        }
    }

    @Test
    void nodeThatIsStopped_failsItsTasksInBoundedTime_andWhatItHeldPassesOn() throws Exception {
        try (TestCluster cluster = new TestCluster("stop", DETECTION)) {
            cluster.add("one", 1);
            ClusterNode stopped = cluster.add("two", 1);
            try (Brood brood = cluster.open();
                    ProcessPool pool = brood.newPool().name("all").open()) {
                SharedLock lock = brood.lock();
                CompletableFuture<?> first = endless(pool, lock);
                CompletableFuture<?> second = endless(pool, lock);
                Await.until(
                        Duration.ofSeconds(LONG),
                        "both run",
                        () -> pool.stats().tasks().running() == 2 && lock.isLocked());
                signal(stopped.pid(), "STOP");
                CompletableFuture<?> lost = CompletableFuture.anyOf(first, second);
                try {
                    Object _ = lost.get(LONG, TimeUnit.SECONDS);
                    assertThat(false).as("a task of the stopped node ended well").isTrue();
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOf(NodeLostException.class)
                            .hasMessageContaining("was lost with a task");
                }
                boolean _ = first.cancel(true);
                boolean _ = second.cancel(true);
                assertThat(pool.submit(() -> 1).get(LONG, TimeUnit.SECONDS)).isEqualTo(1);
                assertThat(lock.tryLock(Duration.ofSeconds(LONG))).isTrue();
                lock.unlock();
                signal(stopped.pid(), "CONT");
                Await.until(
                        Duration.ofSeconds(LONG),
                        "the others having gone on without it, it ends",
                        () -> ProcessHandle.of(stopped.pid()).isEmpty());
            }
        }
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
        assertThatThrownBy(() -> Brood.open(nobody))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith(
                        "cannot join cluster 'brood' at [127.0.0.1:%d] within 2 s: "
                                .formatted(port));
        assertThat(Brood.local().activeChildren())
                .extracting(ChildProcess::name)
                .noneMatch(name -> name != null && name.startsWith("gateway-"));
    }
}
