package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.SharedEvent;
import dev.brood.SharedLong;
import dev.brood.ignite.command.NodeCommand;
import dev.brood.junit.Await;
import dev.brood.junit.Jvm;
import dev.brood.testkit.Cable;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// A program and a node in two networks, with a cable between them that is cut and mended.
class ClusterSplitTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void split_givesErrorsInBoundedTime_andMended_theClusterWorks() throws Exception {
        try (Cable.Namespaces cable = new Cable.Namespaces()) {
            assumeTrue(cable.make(), "may not make networks; NodeLossTest stops a node instead");
            int port = TestCluster.freePort();
            try (Jvm node = node(cable, port)) {
                node.awaitLine(line -> line.contains("is in cluster 'split' of 1 node"), LONG);
                cutAndMend(cable, node, port);
            }
        }
    }

    private static Jvm node(Cable cable, int port) {
        return Jvm.running(NodeCommand.class)
                .after(cable.prefix())
                .args("--cluster", "split", "--host", cable.host(), "--port", "" + port)
                .args("--workers", "1", "--detection", "3")
                .start();
    }

    private static void cutAndMend(Cable cable, Jvm node, int port) throws Exception {
        URI uri =
                URI.create(
                        "ignite://%s:%d?cluster=split&detection=3s&wait=2m"
                                .formatted(cable.host(), port));
        try (Brood brood = Brood.open(uri);
                ProcessPool pool = brood.pool(1);
                SharedEvent begun = brood.event()) {
            CompletableFuture<?> task =
                    pool.submit(() -> {
                        begun.set();
                        TimeUnit.HOURS.sleep(1);
                    });
            assertThat(begun.await(LONG)).isTrue();
            cable.cut(node.process());
            assertThatThrownBy(() -> task.get(LONG.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NodeLostException.class);
            CompletableFuture<Boolean> call = CompletableFuture.supplyAsync(begun::isSet);
            assertThatThrownBy(() -> call.get(LONG.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ClusterException.class);

            cable.mend(node.process());
            Await.until(LONG, "the pool works again", () -> works(pool));
            try (SharedLong number = brood.sharedLong(1)) {
                assertThat(number.incrementAndGet()).isEqualTo(2);
            }
        }
    }

    private static boolean works(ProcessPool pool) {
        CompletableFuture<Integer> task =
                pool.submit(() -> 1).orTimeout(LONG.toSeconds(), TimeUnit.SECONDS);
        try {
            return task.join() == 1;
        } catch (CompletionException e) {
            assertThat(e.getCause())
                    .isInstanceOfAny(ClusterException.class, NodeLostException.class);
            return false;
        }
    }
}
