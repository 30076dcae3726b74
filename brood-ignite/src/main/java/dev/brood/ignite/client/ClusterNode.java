package dev.brood.ignite.client;

import dev.brood.ignite.link.SeatConfig;
import dev.brood.ignite.link.SeatService.NodeInfo;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// A node of a cluster that this program runs: a JVM with Ignite, whose workers run the tasks of
/// other programs. The command `./brood node` is one of these and nothing else.
///
/// ```java
/// try (ClusterNode node = ClusterNode.start(config)) {
///     System.out.println(node.members());
/// }
/// ```
///
/// The node is a child of this process, and its workers are of the same tree: they end with it.
/// What tasks need must be on this program's class path, or come with them.
public final class ClusterNode implements AutoCloseable {
    private final Gateway gateway;
    private final Reunion reunion;
    private final AtomicReference<@Nullable Part> joins = new AtomicReference<>();

    private ClusterNode(SeatConfig config, Gateway gateway) {
        this.gateway = gateway;
        this.reunion = new Reunion(config, gateway, this::yieldTo);
    }

    private void yieldTo(Part other) {
        joins.set(other);
        gateway.close();
    }

    /// Starts a node and waits until it is in the cluster.
    ///
    /// @param config which cluster, ports, how many workers
    /// @return the node
    /// @throws dev.brood.ignite.ClusterException if it can't join in time: the message says why
    /// @throws dev.brood.ProcessStartException if there can't be another process
    public static ClusterNode start(SeatConfig config) {
        return new ClusterNode(config, Gateway.open(config));
    }

    /// Returns the nodes of the cluster, this one among them.
    ///
    /// @return a new list
    public List<NodeInfo> members() {
        return gateway.seat().nodes();
    }

    /// Returns where other nodes were when this one last looked, or, if it has ended because the
    /// cluster had split, where those of the other part are. Who starts the node again has it join
    /// them.
    ///
    /// @return each `host:port`; none if it has always been alone
    public List<String> others() {
        Part other = joins.get();
        return other == null ? reunion.known() : List.copyOf(other.addresses());
    }

    /// Returns whether the node has ended by itself, because the cluster had split and can be one
    /// again: the part with more nodes stays, or the one with the oldest, and those of the other
    /// end and are to join it. What was changed in theirs since the split is lost.
    ///
    /// @return true once it is so
    public boolean hasYielded() {
        return joins.get() != null;
    }

    /// Returns the process id of the JVM that Ignite runs in.
    ///
    /// @return a process id
    public long pid() {
        return gateway.pid();
    }

    /// Leaves the cluster: what the workers run is stopped.
    @Override
    public void close() {
        reunion.close();
        gateway.close();
    }
}
