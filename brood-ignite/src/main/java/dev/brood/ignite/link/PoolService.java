package dev.brood.ignite.link;

import dev.brood.PoolStats;
import dev.brood.Quick;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A pool of the cluster, in the gateway of the program that opened it: has what waits for a
/// worker, and knows which node has what.
public interface PoolService {
    /// Runs a task, or a batch of items.
    ///
    /// @param id names it for [#stop]
    /// @param work what to run
    /// @return what came of it; cancelling it ends the work
    CompletableFuture<Answer> run(long id, Work work);

    /// Gives up what was to run, but lets it end if it runs.
    ///
    /// @param id what was given to [#run]
    @Quick
    void drop(long id);

    /// Has the nodes stop what runs, and takes back what no node has yet. Does not wait.
    ///
    /// @return the ids of what was taken back; their futures are never completed
    List<Long> stop();

    /// Returns how many workers there may be now.
    ///
    /// @return at least 1
    @Quick
    int mostWorkers();

    /// Asks the nodes what they do.
    ///
    /// @return the part of the pool that each node has; those that do not answer are missing
    List<NodeStats> stats();

    /// The part of a pool that a node has.
    ///
    /// @param node its name
    /// @param ready how many tasks it was given that no worker has
    /// @param stats what its pool says
    record NodeStats(String node, int ready, PoolStats stats) {}

    /// Changes how many workers there may be.
    ///
    /// @param least how many are kept, at least 0
    /// @param most at least 1
    void resize(int least, int most);

    /// Begins to start the least number of workers.
    void prestart();

    /// Sends a signal to a worker.
    ///
    /// @param node its node's name
    /// @param pid its process id there
    /// @param signal the signal's number
    void signal(String node, long pid, int signal);

    /// Ends the pool on all nodes, and waits for the ends of its workers.
    ///
    /// @param now whether to stop what runs
    void close(boolean now);
}
