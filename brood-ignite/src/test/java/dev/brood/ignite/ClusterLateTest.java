package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.JoinableQueue;
import dev.brood.ProcessPool;
import dev.brood.SharedEvent;
import dev.brood.SharedLong;
import dev.brood.Worker;
import dev.brood.ignite.link.SeatConfig;
import dev.brood.junit.Await;
import dev.brood.junit.Pause;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Threads of seats that are late: what they are at is over, or whom they do it for is gone.
class ClusterLateTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String FLAGS = "brood.flags";

    @TempDir private Path directory;

    /// Makes a seat, a thread of which pauses at a place.
    private static <T> T pausing(Pause pause, String place, Callable<T> made) throws Exception {
        String before = System.getProperty(FLAGS, "");
        System.setProperty(FLAGS, before + " -Dbrood.pause=" + pause.at(place));
        try {
            return made.call();
        } finally {
            System.setProperty(FLAGS, before);
        }
    }

    private static TestCluster cluster(String name) throws IOException {
        TestCluster cluster = new TestCluster(name, SeatConfig.DETECTION);
        var _ = cluster.add("steady", 1);
        return cluster;
    }

    @Test
    void stepOfADeadProcess_takenAfterItsCellWasToldOfTheDeath_leavesItNothing() throws Exception {
        Pause pause = Pause.in(directory);
        try (TestCluster cluster = cluster("late-step");
                Brood brood = pausing(pause, "cells.woken", cluster::open);
                ProcessPool pool = brood.pool(1)) {
            JoinableQueue<String> queue = brood.joinableQueue(2);
            assertThat(queue.offer("first")).isTrue();
            int before;
            try (pause) {
                ChildProcess child =
                        brood.process()
                                .start(() -> {
                                    while (true) {
                                        String _ = queue.take();
                                    }
                                });
                FutureTask<@Nullable Void> reached = awaiting(pause);
                while (!reached.isDone()) { // until the child did wait for what came
                    if (queue.isEmpty()) {
                        assertThat(pool.submit(() -> queue.offer("next")).get()).isTrue();
                    }
                }
                reached.get();
                child.kill();
                Await.until(LONG, "the queue knows of the death", () -> queue.lost() > 0);
                before = queue.lost();
                assertThat(queue).hasSize(1);
            }
            Await.until(LONG, "what it took then is lost too", () -> queue.lost() == before + 1);
            queue.close();
        }
    }

    @Test
    void taskOfAPoolThatIsStopped_registeredAfterItsEndOnTheNode_isAnswered() throws Exception {
        Pause pause = Pause.in(directory);
        try (TestCluster cluster = new TestCluster("late-task", SeatConfig.DETECTION)) {
            var _ = pausing(pause, "node.submitted:2", () -> cluster.add("paused", 2));
            try (Brood brood = cluster.open()) {
                ProcessPool pool =
                        brood.newPool().workers(2).initializer(ClusterLateTest::hang).open();
                List<CompletableFuture<Integer>> both =
                        List.of(pool.submit(() -> 1), pool.submit(() -> 2));
                try (pause) {
                    pause.awaitReached(LONG);
                    assertThat(pool.shutdownNow()).isEmpty();
                    Await.until(
                            LONG,
                            "the node's part has ended",
                            () -> both.stream().anyMatch(CompletableFuture::isDone));
                }
                assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
                assertThat(both).allMatch(CompletableFuture::isDone);
            }
        }
    }

    @Test
    void taskThatIsDropped_whileItsNodeSaysThatItNeverBegan_runsNowhereElse() throws Exception {
        Pause pause = Pause.in(directory);
        try (TestCluster cluster = new TestCluster("late-drop", SeatConfig.DETECTION)) {
            var _ = cluster.add("unfit", 1);
            try (Brood brood = pausing(pause, "pool.answered", cluster::open);
                    ProcessPool pool =
                            brood.newPool().workers(2).initializer(ClusterLateTest::fail).open()) {
                SharedLong ran = brood.sharedLong(0);
                SharedEvent go = brood.event();
                CompletableFuture<Long> dropped = pool.submit(() -> ran.incrementAndGet());
                CompletableFuture<?> other;
                try (pause) {
                    pause.awaitReached(LONG);
                    var _ = cluster.add("fit", 1);
                    other = pool.submit(() -> go.await());
                    Await.until(LONG, "a task runs", () -> current(pool) == 1);
                    assertThat(dropped.cancel(false)).isTrue();
                    assertThat(pool.stats().tasks().handed()).isEqualTo(1);
                }
                Await.until(LONG, "handed back", () -> pool.stats().tasks().handed() == 0);
                go.set();
                other.get(60, TimeUnit.SECONDS);
                assertThat(pool.submit(() -> 1).get(60, TimeUnit.SECONDS)).isEqualTo(1);
                assertThat(ran.get()).isZero();
            }
        }
    }

    private static long current(ProcessPool pool) {
        return pool.stats().workers().stream().filter(each -> each.current() != null).count();
    }

    private static void fail() {
        if (Worker.current().name().contains("@unfit")) {
            throw new IllegalStateException("it is not fit");
        }
    }

    private static void hang() {
        while (true) {
            LockSupport.park();
        }
    }

    private static FutureTask<@Nullable Void> awaiting(Pause pause) {
        FutureTask<@Nullable Void> reached =
                new FutureTask<>(() -> {
                    pause.awaitReached(LONG);
                    return null;
                });
        Thread.ofPlatform().daemon().start(reached);
        return reached;
    }
}
