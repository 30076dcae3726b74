package dev.brood.ignite.link;

import dev.brood.Quick;
import dev.brood.Shared;

import java.util.List;

/// What a JVM that Ignite runs in does for the program that started it, and a node's for its
/// workers.
public interface SeatService {
    /// Returns which cluster it is in.
    ///
    /// @return what names it, the same in all its JVMs
    @Quick
    String cluster();

    /// Returns the nodes there are.
    ///
    /// @return a new list
    List<NodeInfo> nodes();

    /// A node.
    ///
    /// @param name its name
    /// @param host where it runs
    /// @param slots how many workers it has at most, of each pool
    record NodeInfo(String name, String host, int slots) {}

    /// Says how workers find this seat.
    ///
    /// @param self a proxy of this, encoded
    void introduce(byte[] self);

    /// Opens a pool on all nodes.
    ///
    /// @param spec how
    /// @return the pool
    @Shared
    PoolService openPool(PoolSpec spec);

    /// Leaves the cluster.
    void leave();
}
