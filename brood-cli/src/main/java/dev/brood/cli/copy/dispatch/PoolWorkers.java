package dev.brood.cli.copy.dispatch;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.Task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A process pool of this machine.
public final class PoolWorkers implements Workers {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /// A worker lives for seconds and waits for the kernel: the best code is the soonest compiled.
    private static final ProcessOptions QUICK_JVM =
            ProcessOptions.DEFAULTS.withJvmFlags("-XX:TieredStopAtLevel=1");

    private final int limit;
    private final ProcessPool pool;
    private final List<ChildProcess> killed = new ArrayList<>();

    private PoolWorkers(int limit, ProcessPool pool) {
        this.limit = limit;
        this.pool = pool;
    }

    /// Opens a pool.
    ///
    /// @param limit the largest number of processes
    /// @return open workers; the processes start when there is work
    public static Workers open(int limit) {
        return new PoolWorkers(
                limit,
                Brood.local().newPool().workers(limit).name("copy").process(QUICK_JVM).open());
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        return pool.submit(task);
    }

    // Killed even when all is done: a worker holds nothing that would need an orderly end, that
    // would
    // take longer, and this JVM takes 0.3 s longer to exit while it waits for a process.
    @Override
    public synchronized void kill() {
        List<ChildProcess> workers = pool.workers();
        pool.shutdownNow();
        for (ChildProcess worker : workers) {
            worker.kill();
        }
        killed.addAll(workers);
    }

    @Override
    public synchronized void close() {
        kill();
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (ChildProcess worker : killed) {
                boolean _ = worker.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
