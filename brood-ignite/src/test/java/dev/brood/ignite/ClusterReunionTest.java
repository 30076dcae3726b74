package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.SharedLock;
import dev.brood.Worker;
import dev.brood.ignite.client.ClusterNode;
import dev.brood.ignite.command.NodeCommand;
import dev.brood.ignite.link.SeatConfig;
import dev.brood.junit.Await;
import dev.brood.junit.Jvm;
import dev.brood.testkit.Cable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A cluster whose nodes can't reach each other for a while, and each go on alone.
@EnabledIfSystemProperty(named = "brood.cluster", matches = "all", disabledReason = "takes long")
class ClusterReunionTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration DETECTION = Duration.ofSeconds(3);

    @Test
    void partsOfASplitCluster_becomeOne_whenTheyCanReachEachOther() throws Exception {
        try (Cable.Namespaces cable = new Cable.Namespaces()) {
            assumeTrue(cable.make(), "may not make networks");
            int port = TestCluster.freePort();
            SeatConfig first =
                    new SeatConfig(
                            "parts",
                            "first",
                            true,
                            cable.nearHost(),
                            port,
                            List.of(),
                            1,
                            DETECTION,
                            Duration.ofSeconds(60),
                            SeatConfig.Room.USUAL,
                            null);
            try (ClusterNode oldest = ClusterNode.start(first);
                    Jvm second = second(cable, port)) {
                second.awaitLine(line -> line.contains("is in cluster 'parts' of 2 nodes"), LONG);
                splitAndReunite(cable, oldest, second, port);
            }
        }
    }

    private static Jvm second(Cable.Namespaces cable, int port) {
        return Jvm.running(NodeCommand.class)
                .after(cable.prefix())
                .args("--cluster", "parts", "--host", cable.host(), "--port", "" + (port + 2))
                .args("--join", cable.nearHost() + ":" + port)
                .args("--name", "second", "--workers", "1", "--detection", "3")
                .start();
    }

    private static void splitAndReunite(
            Cable.Namespaces cable, ClusterNode oldest, Jvm second, int port) throws Exception {
        URI uri =
                URI.create(
                        "ignite://%s:%d?cluster=parts&detection=3s&wait=2m"
                                .formatted(cable.nearHost(), port));
        try (Brood brood = Brood.open(uri);
                ProcessPool pool = brood.newPool().open();
                SharedLock kept = brood.newLock().name("kept").open()) {
            assertThat(kept.tryLock()).isTrue();
            cable.cut(second.process());
            Await.until(LONG, "the first alone", () -> oldest.members().size() == 1);
            assertThat(kept.isHeldByCurrentThread()).isTrue();

            cable.mend(second.process());
            second.awaitErrorLine(line -> line.contains("the cluster had split"), LONG);
            Await.until(LONG, "both together", () -> oldest.members().size() == 2);
            assertThat(oldest.hasYielded()).isFalse();
            kept.unlock();
            Set<String> nodes = new HashSet<>();
            Await.until(LONG, "work on both", () -> isOnTwo(nodes, pool));
        }
    }

    private static boolean isOnTwo(Set<String> nodes, ProcessPool pool) {
        nodes.addAll(workers(pool));
        return nodes.size() > 1;
    }

    private static List<String> workers(ProcessPool pool) {
        return pool.mapAsync(
                        List.of(1, 2, 3, 4),
                        _ -> {
                            TimeUnit.MILLISECONDS.sleep(20);
                            return Worker.current().name();
                        })
                .join();
    }
}
