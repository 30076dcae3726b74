package dev.brood.local.manager;

import dev.brood.PoolStats;
import dev.brood.Quick;
import dev.brood.Task;
import dev.brood.TaskOptions;
import dev.brood.local.pool.Batch;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What proxies of pools ask the server for.
interface PoolService {
    CompletableFuture<@Nullable Object> submit(TaskOptions options, Task<?> task);

    /// Applies a function to some items of a map or stream.
    CompletableFuture<BatchReply> apply(TaskOptions options, Batch batch, boolean isOfCall);

    /// What has become of a batch.
    ///
    /// @param outcomes of each item; null if all have failed
    /// @param failure why, if all have
    /// @param ranNanos how long they have run, 0 if they have not
    /// @param bytes how large they were
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record BatchReply(
            @Nullable Object @Nullable [] outcomes,
            @Nullable Throwable failure,
            long ranNanos,
            long bytes) {}

    /// Counts a call, until it is ended or its client is gone.
    @Quick
    void beginCall();

    @Quick
    void endCall();

    @Quick
    int mostWorkers();

    /// Returns the workers that live.
    @Quick
    List<WorkerName> workers();

    /// A worker's process.
    ///
    /// @param pid its process id
    /// @param name its name
    record WorkerName(long pid, @Nullable String name) {}

    /// Returns what is to control a worker.
    ///
    /// @return a proxy of a `ChildProcess.Control`; null if there is no such worker any more
    @Quick
    @Nullable Object worker(long pid);

    @Quick
    PoolStats stats();

    @Quick
    void prestart();

    @Quick
    void resize(int least, int most);

    @Quick
    void shutdown();

    /// Stops the pool.
    ///
    /// @return what had not begun
    List<Unbegun> shutdownNow();

    /// A task that had not begun.
    ///
    /// @param id names it for [#finish]
    /// @param task what was submitted
    record Unbegun(long id, Task<?> task) {}

    /// Says what has come of a task that had not begun, and that somebody has run. Without effect
    /// the second time.
    @Quick
    void finish(long id, @Nullable Object result, @Nullable Throwable failure);

    @Quick
    boolean isShutdown();

    @Quick
    boolean isTerminated();

    boolean awaitTermination(Duration timeout) throws InterruptedException;
}
