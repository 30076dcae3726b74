package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.ignite.client.ClusterNode;
import dev.brood.ignite.link.SeatConfig;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Nodes on the loopback address, at ports that were free, as children of the test.
final class TestCluster implements AutoCloseable {
    private static final int FIRST_PORT = 48_000;
    private static final int LAST_PORT = 60_000;
    private static @Nullable TestCluster shared;

    private final String name;
    private final Duration detection;
    private final List<ClusterNode> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    TestCluster(String name, Duration detection) {
        this.name = name;
        this.detection = detection;
    }

    /// Returns one of two nodes, with two workers each, for all test classes of this JVM.
    static synchronized TestCluster shared() throws IOException {
        TestCluster cluster = shared;
        if (cluster == null) {
            cluster = new TestCluster("contract", SeatConfig.DETECTION);
            cluster.add("one", 2);
            cluster.add("two", 2);
            shared = cluster;
        }
        return cluster;
    }

    /// Joins the one for all test classes.
    static Brood openShared() {
        try {
            return shared().open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a node and waits until it is in.
    ClusterNode add(String node, int workers) throws IOException {
        int port = freePort();
        ClusterNode started =
                ClusterNode.start(
                        new SeatConfig(
                                name,
                                node,
                                true,
                                "127.0.0.1",
                                port,
                                addresses(),
                                workers,
                                detection,
                                Duration.ofSeconds(60),
                                null));
        nodes.add(started);
        ports.add(port);
        return started;
    }

    private List<String> addresses() {
        return ports.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    URI uri() {
        return URI.create(
                "ignite://%s?cluster=%s&detection=%dms&wait=60s"
                        .formatted(String.join(",", addresses()), name, detection.toMillis()));
    }

    Brood open() {
        return Brood.open(uri());
    }

    /// Finds two ports in a row that nobody listens at, below those that the system gives away.
    static int freePort() throws IOException {
        int start = FIRST_PORT + (int) (ProcessHandle.current().pid() * 37 % 4000);
        for (int port = start; port < LAST_PORT; port += 2) {
            if (isFree(port) && isFree(port + 1)) {
                return port;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        nodes.reversed().forEach(ClusterNode::close);
    }
}
