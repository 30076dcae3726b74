package dev.brood.ignite.seat;

import dev.brood.ignite.ClusterException;
import dev.brood.ignite.cell.Op;
import dev.brood.ignite.link.CellCaller;
import dev.brood.ignite.link.Full;
import dev.brood.ignite.link.MapCall;
import dev.brood.ignite.link.PoolService;
import dev.brood.ignite.link.PoolSpec;
import dev.brood.ignite.link.SeatConfig;
import dev.brood.ignite.link.SeatService;

import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteClientDisconnectedException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.events.DiscoveryEvent;
import org.apache.ignite.events.Event;
import org.apache.ignite.events.EventType;
import org.apache.ignite.internal.util.typedef.X;
import org.apache.ignite.lang.IgnitePredicate;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.cache.CacheException;

/// A place in a cluster: the JVM that Ignite runs in, as a node with workers or as the gateway of a
/// program. It is the server of a manager, so that it ends with the program that started it, and
/// that program's calls fail when it dies.
public final class Seat implements SeatService {
    /// The system property that names the file for what Ignite says.
    static final String LOG = "brood.cluster.log";

    /// The flags that Ignite needs on this JDK.
    private static final List<String> FLAGS =
            List.of(
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Djava.net.preferIPv4Stack=true",
                    "-XX:+ExitOnOutOfMemoryError", // Ignite's threads go on without what they lost
                    "-XX:AOTMode=off", // a cache is of one set of flags, and not of these
                    "-Xlog:disable",
                    "-DIGNITE_QUIET=true",
                    "-DIGNITE_NO_ASCII=true",
                    "-DIGNITE_NO_SHUTDOWN_HOOK=true",
                    "-DIGNITE_UPDATE_NOTIFIER=false",
                    "-DIGNITE_PERFORMANCE_SUGGESTIONS_DISABLED=true");

    private final SeatConfig config;
    private final Path folder;
    private final Ignite ignite;
    private volatile @Nullable NodePools nodePools;
    private final Self self;
    private final Orders orders;
    private final Cells cells;
    private final Maps maps;
    private final Set<ClusterPool> pools = ConcurrentHashMap.newKeySet();

    /// Takes what happens to the cluster from Ignite's thread, which must not be held up.
    private final ScheduledExecutorService events =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("brood-cluster-events").factory());

    private Seat(SeatConfig config, Path folder, Ignite ignite) {
        this.config = config;
        this.folder = folder;
        this.ignite = ignite;
        this.self = new Self(ignite);
        this.orders = new Orders(ignite, self);
        this.cells = new Cells(ignite, self, events);
        this.maps = new Maps(ignite);
        Regions.watch(ignite, events);
        IgnitePredicate<Event> listener =
                event -> {
                    events.execute(() -> happened((DiscoveryEvent) event));
                    return true;
                };
        ignite.events().localListen(listener, EventType.EVTS_DISCOVERY);
    }

    /// Returns the flags that a JVM needs for it.
    ///
    /// @return a list
    public static List<String> flags() {
        String log = System.getProperty(LOG);
        return log == null
                ? FLAGS
                : Stream.concat(FLAGS.stream(), Stream.of("-D" + LOG + "=" + log)).toList();
    }

    /// Joins a cluster, or begins one.
    ///
    /// @param config how
    /// @return the place
    /// @throws ClusterException if that can't be done in the time there is
    public static Seat take(SeatConfig config) {
        Path folder = WorkFolder.make();
        boolean done = false;
        try {
            Ignite ignite = join(config, folder);
            try {
                Seat seat = new Seat(config, folder, ignite);
                done = true;
                return seat;
            } finally {
                if (!done) {
                    ignite.close();
                }
            }
        } finally {
            if (!done) {
                delete(folder);
            }
        }
    }

    /// Joins the others. One that is busy may not answer at once: then this node has begun a
    /// cluster of its own, which would never become one with theirs, so it ends that and tries
    /// again.
    private static Ignite join(SeatConfig config, Path folder) {
        long end = System.nanoTime() + config.patience().toNanos();
        while (true) {
            Ignite ignite = start(config, IgniteSettings.of(config, folder));
            boolean joined = false;
            try {
                requireSameCluster(config, ignite);
                joined = !isAlone(config, ignite);
                if (joined) {
                    return ignite;
                }
            } finally {
                if (!joined) {
                    ignite.close();
                }
            }
            if (System.nanoTime() - end >= 0) {
                throw new ClusterException(
                        "no node of cluster '%s' answers at %s: the first node of a cluster has nobody to join"
                                .formatted(config.cluster(), config.join()),
                        null);
            }
        }
    }

    private static Ignite start(SeatConfig config, IgniteConfiguration settings) {
        try {
            return Ignition.start(settings);
        } catch (IgniteException e) {
            throw new ClusterException(
                    "cannot join cluster '%s'%s%s within %.0f s: %s"
                            .formatted(
                                    config.cluster(),
                                    config.join().isEmpty() ? "" : " at " + config.join(),
                                    config.worker()
                                            ? " with the own ports %d and %d"
                                                    .formatted(config.port(), config.port() + 1)
                                            : "",
                                    config.patience().toMillis() / 1e3,
                                    reason(e)),
                    null);
        }
    }

    /// Returns what the innermost cause says: the outer ones say that something failed.
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.toString() : message.lines().findFirst().orElse("");
    }

    /// Makes what the caller gets, which knows nothing of Ignite.
    ///
    /// @param what what could not be done
    static ClusterException failure(String what, Throwable failure) {
        if (Regions.isFull(failure)) {
            return Regions.failure();
        }
        return new ClusterException(
                X.hasCause(failure, IgniteClientDisconnectedException.class)
                        ? what
                                + ": the connection to all nodes is lost; another call may find one"
                                + " again"
                        : what + ": " + reason(failure),
                null);
    }

    private static <T extends @Nullable Object> T asked(String failed, Supplier<T> call) {
        try {
            return call.get();
        } catch (CacheException | IgniteException | IllegalStateException e) {
            // The last is what Ignite says when it ends.
            throw failure(failed, e);
        }
    }

    private static boolean isAlone(SeatConfig config, Ignite ignite) {
        return config.worker()
                && !config.join().isEmpty()
                && ignite.cluster().forRemotes().nodes().isEmpty()
                && config.join().stream().noneMatch(address -> isOwn(config, address));
    }

    private static boolean isOwn(SeatConfig config, String address) {
        int colon = address.lastIndexOf(':');
        if (Integer.parseInt(address.substring(colon + 1)) != config.port()) {
            return false;
        }
        try {
            List<InetAddress> named =
                    List.of(InetAddress.getAllByName(address.substring(0, colon)));
            return named.contains(InetAddress.getByName(config.host()));
        } catch (UnknownHostException _) {
            return false;
        }
    }

    private static void requireSameCluster(SeatConfig config, Ignite ignite) {
        for (ClusterNode node : ignite.cluster().forRemotes().nodes()) {
            String other = node.attribute(IgniteSettings.CLUSTER);
            if (!config.cluster().equals(other)) {
                throw new ClusterException(
                        "at %s is cluster '%s', not '%s': name it so, or join elsewhere"
                                .formatted(config.join(), other, config.cluster()),
                        null);
            }
        }
    }

    private void happened(DiscoveryEvent event) {
        switch (event.type()) {
            case EventType.EVT_NODE_LEFT, EventType.EVT_NODE_FAILED -> {
                NodePools own = nodePools;
                if (own != null) {
                    own.ownerGone(event.eventNode().id());
                    Parcels.HERE.ownerGone(event.eventNode().id());
                    Regions.forget(event.eventNode().id());
                    cells.seatGone(event.eventNode().id());
                    maps.sweep();
                }
                cells.askAgain();
            }
            case EventType.EVT_CLIENT_NODE_DISCONNECTED ->
                    pools.forEach(pool -> pool.members().disconnected());
            default -> {}
        }
        pools.forEach(pool -> pool.members().lookAround());
    }

    @Override
    public String cluster() {
        return asked("the cluster has no name", () -> ignite.cluster().id().toString());
    }

    @Override
    public List<NodeInfo> nodes() {
        return asked(
                "the nodes can't be told",
                () ->
                        ignite.cluster().forServers().nodes().stream()
                                .map(node ->
                                        new NodeInfo(
                                                IgniteSettings.name(node),
                                                node.addresses().iterator().next(),
                                                IgniteSettings.port(node),
                                                IgniteSettings.slots(node),
                                                node.order()))
                                .toList());
    }

    @Override
    public void introduce(byte[] self) {
        if (config.worker()) {
            NodePools made =
                    new NodePools(
                            config.name(),
                            cluster(),
                            self,
                            gateway -> ignite.cluster().node(gateway) != null);
            nodePools = made;
            made.install();
        }
    }

    @Override
    public PoolService openPool(PoolSpec spec) {
        return asked(
                "pool '%s' can't be opened".formatted(spec.name()),
                () -> {
                    ClusterPool pool = new ClusterPool(ignite, self, orders, spec, pools::remove);
                    pools.add(pool);
                    pool.members().lookAround();
                    return pool;
                });
    }

    @Override
    public String seat() {
        return self.id().toString();
    }

    @Override
    public long mostBytes() {
        return Heap.mostBytes();
    }

    @Override
    public CompletableFuture<byte[]> step(String cell, CellCaller caller, Op op) {
        return cells.call(cell, caller, op);
    }

    @Override
    public void withdraw(CellCaller caller, boolean interrupted) {
        cells.withdraw(caller, interrupted);
    }

    @Override
    public @Nullable Full store(String key, byte[] bytes) {
        return asked("the cluster could not keep it", () -> cells.store(key, bytes));
    }

    @Override
    public byte @Nullable [] fetch(String key, boolean remove) {
        return asked("the cluster could not fetch it", () -> cells.fetch(key, remove));
    }

    @Override
    public MapCall.Result map(String map, MapCall call) {
        return asked("the cluster could not carry it out", () -> maps.call(map, call));
    }

    @Override
    public void closeAll(String prefix) {
        boolean _ =
                asked(
                        "the cluster could not end all of it",
                        () -> {
                            cells.closeAll(prefix);
                            maps.closeAll(prefix);
                            return true;
                        });
    }

    @Override
    public void leave() {
        events.shutdownNow();
        pools.forEach(pool -> pool.members().disconnected());
        NodePools own = nodePools;
        if (own != null) {
            own.close();
        }
        ignite.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        try {
            WorkFolder.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }

    @Override
    public String toString() {
        return "place '%s' in cluster '%s'".formatted(config.name(), config.cluster());
    }
}
