package dev.brood.local.manager;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.Fn;
import dev.brood.ProcessPool;
import dev.brood.Task;
import dev.brood.local.pool.Invocations;
import dev.brood.local.pool.ResultStream;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// The proxy of a pool.
@SuppressWarnings("unchecked") // what comes from the server is what the tasks gave
final class PoolProxy implements ProcessPool, Proxied {
    private static final long serialVersionUID = 1;
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final transient Invoker invoker;
    private final transient PoolService service;

    PoolProxy(Invoker invoker, PoolService service) {
        this.invoker = invoker;
        this.service = service;
    }

    @Override
    public Invoker invoker() {
        return invoker;
    }

    @Override
    public Object writeReplace() { // in a class, where it is looked for
        return reference();
    }

    private void requireRunning() {
        if (service.isShutdown()) {
            throw new RejectedExecutionException(
                    "pool '%s' is shut down and takes no more tasks".formatted(invoker.name()));
        }
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        return submit((Callable<T>) task);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        requireRunning();
        return (CompletableFuture<T>) service.submit(task);
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(Action action) {
        requireRunning();
        CompletableFuture<?> future = service.submit((Runnable) action);
        return (CompletableFuture<@Nullable Void>) future;
    }

    @Override
    public CompletableFuture<?> submit(Runnable task) {
        requireRunning();
        return service.submit(task);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result) {
        return submit(task).thenApply(_ -> result);
    }

    @Override
    public void execute(Runnable command) {
        CompletableFuture<?> _ = submit(command);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Collection<? extends T> items, Fn<? super T, ? extends R> function)
            throws InterruptedException {
        requireRunning();
        return (List<R>) service.map(new ArrayList<>(items), (Fn<Object, Object>) function);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return (Stream<R>)
                new ResultStream(this, function, items, Runtime.getRuntime().availableProcessors())
                        .stream();
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return Invocations.all(this, tasks, FOR_EVER);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return Invocations.all(this, tasks, Duration.ofNanos(unit.toNanos(timeout)));
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return Invocations.any(this, tasks, FOR_EVER);
        } catch (TimeoutException e) {
            throw new AssertionError("the end of time", e);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Invocations.any(this, tasks, Duration.ofNanos(unit.toNanos(timeout)));
    }

    /// Returns none: they are children of the server.
    @Override
    public List<ChildProcess> workers() {
        return List.of();
    }

    @Override
    public void shutdown() {
        service.shutdown();
    }

    /// Returns none: what had not begun was the server's.
    @Override
    public List<Runnable> shutdownNow() {
        int _ = service.shutdownNow();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return service.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return service.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return service.awaitTermination(Duration.ofNanos(unit.toNanos(timeout)));
    }

    @Override
    public String toString() {
        return invoker.name();
    }
}
