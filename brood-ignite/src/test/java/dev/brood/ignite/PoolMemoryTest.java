package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.ignite.link.SeatConfig;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// A cluster whose JVMs have small heaps, and tasks and results of more than that.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolMemoryTest {
    private static final long LONG = 120;
    private static final int MEGABYTE = 1 << 20;

    private final TestCluster cluster =
            new TestCluster("heaps", SeatConfig.DETECTION, new SeatConfig.Room("256m", "64m"));
    private Brood brood = Brood.local();

    @BeforeAll
    void open() throws IOException {
        cluster.add("heap1", 2);
        cluster.add("heap2", 2);
        brood = cluster.open();
    }

    @AfterAll
    void close() {
        brood.close();
        cluster.close();
    }

    @Test
    @EnabledIfSystemProperty(named = "brood.cluster", matches = "all") // the build has 15 minutes
    void largeTasks_oneAfterTheOther_leaveNothingInTheJvmsTheyPass() throws Exception {
        byte[] large = new byte[12 * MEGABYTE];
        try (ProcessPool pool = brood.pool(2)) {
            for (int i = 0; i < 8; i++) {
                byte[] came = pool.submit(() -> large.clone()).get(LONG, TimeUnit.SECONDS);
                assertThat(came).hasSameSizeAs(large);
            }
        }
    }

    @Test
    void tasks_ofMoreThanAHeap_waitInTheProgram_andAllRun() throws Exception {
        try (ProcessPool pool = brood.pool(2)) {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 34; i++) {
                byte[] large = new byte[8 * MEGABYTE];
                large[0] = (byte) i;
                all.add(pool.submit(() -> (int) large[0]));
            }
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).get(LONG, TimeUnit.SECONDS)).isEqualTo(i);
            }
        }
    }

    @Test
    void results_ofMoreThanAHeapTogether_waitOnTheirNodes_andAllCome() throws Exception {
        int size = 20 * MEGABYTE;
        try (ProcessPool pool = brood.pool(4)) {
            List<CompletableFuture<byte[]>> all = new ArrayList<>();
            for (int i = 0; i < 14; i++) {
                byte mark = (byte) i;
                all.add(
                        pool.submit(() -> {
                            byte[] large = new byte[size];
                            large[size - 1] = mark;
                            return large;
                        }));
            }
            for (int i = 0; i < all.size(); i++) {
                byte[] came = all.get(i).get(LONG, TimeUnit.SECONDS);
                assertThat(came).hasSize(size);
                assertThat(came[size - 1]).isEqualTo((byte) i);
            }
        }
    }

    @Test
    void shutdownNow_returnsWhatWaitsHere_andTheRestIsTold() throws Exception {
        try (ProcessPool pool = brood.pool(1)) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                byte[] large = new byte[8 * MEGABYTE];
                all.add(
                        pool.submit(() -> {
                            new CountDownLatch(1).await();
                            return large.length;
                        }));
            }
            all.get(19).cancel(true);
            List<Runnable> never = pool.shutdownNow();
            assertThat(pool.awaitTermination(LONG, TimeUnit.SECONDS)).isTrue();
            assertThat(never).hasSizeGreaterThanOrEqualTo(15); // at most three are handed over
            assertThat(all.stream().filter(Future::isDone)).hasSize(20 - never.size());
            assertThat(all.get(19)).isCancelled();
        }
    }

    @Test
    void argumentsAndResults_thatNoHeapHasRoomFor_areRefused_andOthersGoOn() throws Exception {
        byte[] large = new byte[40 * MEGABYTE];
        int size = large.length;
        try (ProcessPool pool = brood.pool(2)) {
            assertThatThrownBy(() -> pool.submit(() -> large.length).get(LONG, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ClusterException.class)
                    .hasMessageContaining("too large for this program's gateway");
            assertThatThrownBy(() -> pool.submit(() -> new byte[size]).get(LONG, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ClusterException.class)
                    .hasMessageContaining("the result of a task has 41,9")
                    .hasMessageContaining("heap=");
            assertThatThrownBy(() -> pool.map(List.of(1, 2, 3), _ -> new byte[size]))
                    .hasStackTraceContaining("too large for the way from node");
            assertThat(pool.submit(() -> 1).get(LONG, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }
}
