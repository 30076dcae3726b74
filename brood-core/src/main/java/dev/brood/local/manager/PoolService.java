package dev.brood.local.manager;

import dev.brood.Fn;
import dev.brood.Quick;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// What proxies of pools ask the server for.
interface PoolService {
    CompletableFuture<@Nullable Object> submit(Callable<?> task);

    CompletableFuture<@Nullable Object> submit(Runnable task);

    List<Object> map(Collection<?> items, Fn<Object, Object> function) throws InterruptedException;

    @Quick
    void shutdown();

    @Quick
    int shutdownNow();

    @Quick
    boolean isShutdown();

    @Quick
    boolean isTerminated();

    boolean awaitTermination(Duration timeout) throws InterruptedException;
}
