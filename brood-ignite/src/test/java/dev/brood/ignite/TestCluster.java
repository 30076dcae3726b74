package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.ignite.client.ClusterNode;
import dev.brood.ignite.link.SeatConfig;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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
    private static @Nullable Brood sharedBrood;

    private final String name;
    private final Duration detection;
    private final SeatConfig.Room room;
    private final List<ClusterNode> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private int count;

    TestCluster(String name, Duration detection) {
        this(name, detection, SeatConfig.Room.USUAL);
    }

    /// Makes one whose members have so much memory each.
    TestCluster(String name, Duration detection, SeatConfig.Room room) {
        this.name = name;
        this.detection = detection;
        this.room = room;
    }

    /// Returns the one for all test classes of this JVM, with as many nodes at least, of two
    /// workers each.
    static synchronized TestCluster shared(int nodes) throws IOException {
        TestCluster cluster = shared;
        if (cluster == null) {
            cluster = new TestCluster("contract", SeatConfig.DETECTION);
            shared = cluster;
        }
        while (cluster.nodes.size() < nodes) {
            cluster.add("node" + ++cluster.count, 2);
        }
        return cluster;
    }

    /// Returns the program's one way to the cluster of two nodes that all test classes share:
    /// closing it does nothing, as another would be a JVM for each class.
    static Brood openShared() {
        return openShared(2);
    }

    /// Returns the same, when there are as many nodes at least.
    static synchronized Brood openShared(int nodes) {
        try {
            TestCluster cluster = shared(nodes);
            Brood brood = sharedBrood;
            if (brood == null) {
                brood = cluster.open();
                sharedBrood = brood;
            }
            return lasting(brood);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Brood lasting(Brood brood) {
        return (Brood)
                Proxy.newProxyInstance(
                        Brood.class.getClassLoader(),
                        new Class<?>[] {Brood.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("close")) {
                                return null;
                            }
                            try {
                                return method.invoke(brood, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    /// Returns the node that came last, which is not one of this cluster's from now on.
    ClusterNode give() {
        var _ = ports.removeLast();
        return nodes.removeLast();
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
                                room,
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
                "ignite://%s?cluster=%s&detection=%dms&wait=60s%s"
                        .formatted(
                                String.join(",", addresses()),
                                name,
                                detection.toMillis(),
                                room.heap() == null ? "" : "&heap=" + room.heap()));
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
