package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.ignite.link.SeatConfig;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// A cluster whose JVMs have little memory, and more to carry than that.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterMemoryTest {
    private static final long LONG = 120;
    private static final int MEGABYTE = 1 << 20;

    private final TestCluster cluster =
            new TestCluster("small", SeatConfig.DETECTION, new SeatConfig.Room("192m", "64m"));
    private Brood brood = Brood.local();

    @BeforeAll
    void open() throws IOException {
        cluster.add("small1", 1);
        cluster.add("small2", 1);
        brood = cluster.open();
    }

    @AfterAll
    void close() {
        brood.close();
        cluster.close();
    }

    @Test
    void largeTasks_oneAfterTheOther_leaveNothingInTheJvmsTheyPass() throws Exception {
        byte[] large = new byte[12 * MEGABYTE];
        try (ProcessPool pool = brood.pool(2)) {
            for (int i = 0; i < 40; i++) {
                byte[] came = pool.submit(() -> large.clone()).get(LONG, TimeUnit.SECONDS);
                assertThat(came).hasSameSizeAs(large);
            }
        }
    }
}
