package dev.brood.ignite.link;

import dev.brood.Quick;
import dev.brood.Shared;
import dev.brood.ignite.cell.Op;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;

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
    /// @param port where it listens for discovery
    /// @param slots how many workers it has at most, of each pool
    /// @param order the how manieth it was to join
    record NodeInfo(String name, String host, int port, int slots, long order) {
        /// Returns by which address others join it.
        ///
        /// @return `host:port`
        public String address() {
            return host + ":" + port;
        }
    }

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

    /// Returns what names this seat in the cluster.
    ///
    /// @return Ignite's id of the node
    @Quick
    String seat();

    /// Returns how large a task or result may be, and how much work there may be at a time.
    ///
    /// @return bytes
    @Quick
    long mostBytes();

    /// Takes a step on a shared object, waiting for others' if need be.
    ///
    /// @param cell the object's key
    /// @param caller whose call it is
    /// @param op what to do
    /// @return an encoded result
    CompletableFuture<byte[]> step(String cell, CellCaller caller, Op op);

    /// Takes back a step that waits; what came of it is in its result.
    ///
    /// @param caller as before
    /// @param interrupted whether the caller was interrupted; else its time is over
    @Quick
    void withdraw(CellCaller caller, boolean interrupted);

    /// Keeps bytes that are too many for an object.
    ///
    /// @param key where
    /// @param bytes what
    /// @return null if they are kept; why they are not, if a node that should has no room
    @Nullable Full store(String key, byte[] bytes);

    /// Returns what was kept.
    ///
    /// @param key where
    /// @param remove whether to keep it no longer
    /// @return null if there is nothing
    byte @Nullable [] fetch(String key, boolean remove);

    /// Asks something of a map.
    ///
    /// @param map its key
    /// @param call what
    /// @return what it gives
    MapCall.Result map(String map, MapCall call);

    /// Ends all objects and maps whose key begins with something.
    ///
    /// @param prefix how it begins
    void closeAll(String prefix);

    /// Leaves the cluster.
    void leave();
}
