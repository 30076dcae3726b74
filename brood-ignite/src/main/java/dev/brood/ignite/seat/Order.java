package dev.brood.ignite.seat;

import dev.brood.ignite.link.PoolSpec;
import dev.brood.ignite.link.Work;

import java.util.UUID;

/// What a gateway has a node do; goes as bytes in a job of Ignite's.
sealed interface Order {
    /// Makes a pool. Without effect if there is one.
    ///
    /// @param pool names it
    /// @param owner Ignite's id of the gateway: the pool ends when that leaves the cluster
    /// @param spec how
    /// @param share how many workers on this node
    /// @param mostBytes how large a result the gateway takes
    record Open(String pool, UUID owner, PoolSpec spec, Share share, long mostBytes)
            implements Order {}

    /// Runs something; answered by an encoded [dev.brood.ignite.link.Answer].
    record Run(String pool, long id, Work work) implements Order {}

    /// Gives up what was to run.
    ///
    /// @param interrupt whether to end it if it runs
    record Cancel(String pool, long id, boolean interrupt) implements Order {}

    /// Changes the number of workers, unless something newer did: orders may overtake each other.
    record Resize(String pool, long number, Share share) implements Order {}

    /// Begins to start the least number of workers.
    record Prestart(String pool) implements Order {}

    /// Asks for the pool's figures; answered by an encoded [dev.brood.PoolStats].
    record Stats(String pool) implements Order {}

    /// Sends a signal to a worker.
    record Signal(String pool, long pid, int signal) implements Order {}

    /// Ends a pool; answered when its workers have ended.
    record Close(String pool, boolean now) implements Order {}
}
