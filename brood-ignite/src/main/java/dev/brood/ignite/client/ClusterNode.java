package dev.brood.ignite.client;

import dev.brood.ignite.link.SeatConfig;
import dev.brood.ignite.link.SeatService.NodeInfo;

import java.util.List;

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

    private ClusterNode(Gateway gateway) {
        this.gateway = gateway;
    }

    /// Starts a node and waits until it is in the cluster.
    ///
    /// @param config which cluster, ports, how many workers
    /// @return the node
    /// @throws dev.brood.ignite.ClusterException if it can't join in time: the message says why
    /// @throws dev.brood.ProcessStartException if there can't be another process
    public static ClusterNode start(SeatConfig config) {
        return new ClusterNode(Gateway.open(config));
    }

    /// Returns the nodes of the cluster, this one among them.
    ///
    /// @return a new list
    public List<NodeInfo> members() {
        return gateway.seat().nodes();
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
        gateway.close();
    }
}
