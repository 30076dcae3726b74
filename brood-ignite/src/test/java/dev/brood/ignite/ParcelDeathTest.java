package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.Retry;
import dev.brood.TaskOptions;
import dev.brood.ignite.client.ClusterNode;
import dev.brood.ignite.link.SeatConfig;
import dev.brood.junit.Await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What becomes of large tasks and results whose node dies while they are on their way in pieces.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParcelDeathTest {
    private static final TaskOptions AGAIN =
            TaskOptions.DEFAULTS.withRetry(Retry.times(3).on(NodeLostException.class));
    private static final long LONG = 120;
    private static final int SIZE = 3 << 20;
    private static final String FLAGS = "brood.flags";

    private final TestCluster cluster = new TestCluster("parcels", SeatConfig.DETECTION);
    private Brood brood = Brood.local();

    @BeforeAll
    void open() throws IOException {
        cluster.add("immortal", 1);
        brood = cluster.open();
    }

    @AfterAll
    void close() {
        brood.close();
        cluster.close();
    }

    /// Adds a node that dies when it has come to a place twice.
    private ClusterNode mortal(String place) throws IOException {
        String before = System.getProperty(FLAGS, "");
        System.setProperty(FLAGS, before + " -Dbrood.crash=" + place + ":2");
        try {
            var _ = cluster.add("mortal-" + place, 1);
        } finally {
            System.setProperty(FLAGS, before);
        }
        return cluster.give();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parcel.put", "parcel.kept"})
    void node_thatDies_losesWhatItHad_andARetryRunsItElsewhere(String place) throws Exception {
        dieAndRetry(place);
    }

    @ParameterizedTest
    @EnabledIfSystemProperty(named = "brood.cluster", matches = "all") // the build has 15 minutes
    @ValueSource(strings = {"parcel.taken", "parcel.fetched"})
    void node_thatDiesLater_isTheSame(String place) throws Exception {
        dieAndRetry(place);
    }

    private void dieAndRetry(String place) throws Exception {
        ClusterNode mortal = mortal(place);
        ProcessHandle itsJvm = ProcessHandle.of(mortal.pid()).orElseThrow();
        try (ProcessPool pool = brood.newPool().workers(2).tasks(AGAIN).open()) {
            assertThat(pool.submit(() -> 0).get(LONG, TimeUnit.SECONDS)).isZero();
            List<CompletableFuture<byte[]>> all = new ArrayList<>();
            for (int round = 0; itsJvm.isAlive() || round < 4; round++) {
                byte[] large = new byte[SIZE];
                large[SIZE - 1] = (byte) round;
                all.add(pool.submit(() -> large.clone()));
                all.add(pool.submit(() -> large.clone()));
                for (CompletableFuture<byte[]> each : all) {
                    byte[] came = each.get(LONG, TimeUnit.SECONDS);
                    assertThat(came).hasSize(SIZE);
                    assertThat(came[SIZE - 1]).isEqualTo((byte) round);
                }
                all.clear();
            }
        }
        Await.until(Duration.ofSeconds(LONG), "the node's end", () -> !itsJvm.isAlive());
        mortal.close();
    }

    @ParameterizedTest
    @EnabledIfSystemProperty(named = "brood.cluster", matches = "all") // the build has 15 minutes
    @ValueSource(strings = {"parcel.put", "parcel.kept"})
    void withoutARetry_theTaskFails_andSaysOfWhichNode(String place) throws Exception {
        ClusterNode mortal = mortal(place);
        try (ProcessPool pool = brood.newPool().workers(2).open()) {
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    byte[] large = new byte[SIZE];
                                    List<CompletableFuture<byte[]>> both =
                                            List.of(
                                                    pool.submit(() -> large.clone()),
                                                    pool.submit(() -> large.clone()));
                                    for (CompletableFuture<byte[]> each : both) {
                                        assertThat(each.get(LONG, TimeUnit.SECONDS)).hasSize(SIZE);
                                    }
                                }
                            })
                    .hasCauseInstanceOf(NodeLostException.class)
                    .hasMessageContaining("mortal-" + place);
            // It may still be handed to that node, if who failed knew of its end before the
            // cluster.
            assertThat(pool.with(AGAIN).submit(() -> 1).get(LONG, TimeUnit.SECONDS)).isEqualTo(1);
        }
        mortal.close();
    }
}
