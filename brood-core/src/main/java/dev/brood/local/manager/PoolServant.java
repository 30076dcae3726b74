package dev.brood.local.manager;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.Fn;
import dev.brood.ProcessPool;
import dev.brood.Task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A pool of the server.
final class PoolServant implements PoolService, Servant {
    private final ProcessPool pool;

    PoolServant(int workers) {
        this.pool = Brood.local().pool(workers);
    }

    @Override
    public Class<?> face() {
        return PoolService.class;
    }

    @Override
    public void ended() {
        List<Runnable> _ = pool.shutdownNow();
    }

    @Override
    @SuppressWarnings("unchecked")
    public CompletableFuture<@Nullable Object> submit(Callable<?> task) {
        return task instanceof Task<?> own
                ? (CompletableFuture<@Nullable Object>) pool.submit(own)
                : (CompletableFuture<@Nullable Object>) pool.submit(task);
    }

    @Override
    @SuppressWarnings("unchecked")
    public CompletableFuture<@Nullable Object> submit(Runnable task) {
        CompletableFuture<?> future =
                task instanceof Action action ? pool.submit(action) : pool.submit(task);
        return (CompletableFuture<@Nullable Object>) future;
    }

    @Override
    public List<Object> map(Collection<?> items, Fn<Object, Object> function)
            throws InterruptedException {
        return pool.map(items, function);
    }

    @Override
    public void shutdown() {
        pool.shutdown();
    }

    @Override
    public int shutdownNow() {
        return pool.shutdownNow().size();
    }

    @Override
    public boolean isShutdown() {
        return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        return pool.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public String toString() {
        return pool.toString();
    }
}
