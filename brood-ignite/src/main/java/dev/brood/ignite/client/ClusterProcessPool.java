package dev.brood.ignite.client;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.EncodingException;
import dev.brood.Fn;
import dev.brood.Outcome;
import dev.brood.PoolStats;
import dev.brood.ProcessPool;
import dev.brood.Task;
import dev.brood.TaskOptions;
import dev.brood.TaskSubmitter;
import dev.brood.ignite.link.PoolService;
import dev.brood.ignite.link.Window;
import dev.brood.local.pool.Invocations;
import dev.brood.local.pool.WorkerCount;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A [ProcessPool] whose workers are on the nodes of a cluster.
@SuppressWarnings("serial") // only to say why it can't travel
final class ClusterProcessPool implements ProcessPool, Serializable {
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final String name;
    private final PoolService service;
    private final Window window;
    private final PoolLife life;
    private final ClusterSubmitter submitter;
    private final PoolView view;
    private volatile boolean now;

    ClusterProcessPool(String name, PoolService service, Window window, TaskOptions tasks) {
        this.name = name;
        this.service = service;
        this.window = window;
        this.life = new PoolLife(name, this::end);
        this.submitter = new ClusterSubmitter(life, service, window, tasks);
        this.view = new PoolView(name, service, life);
    }

    private void end() {
        try {
            service.close(now);
        } catch (dev.brood.ManagerDiedException | dev.brood.ClosedException e) {
            return; // and so the nodes have ended their parts
        }
    }

    @Override
    public TaskSubmitter with(TaskOptions options) {
        return new ClusterSubmitter(life, service, window, options);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        return submitter.submit(task);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        return submitter.submit(task, null);
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(Action action) {
        return submitter.submit(action);
    }

    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return submitter.submit(task, null);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result) {
        return submitter.submit(task, result);
    }

    @Override
    public void execute(Runnable command) {
        CompletableFuture<?> future = submit(command);
        if (future.isCompletedExceptionally()
                && future.exceptionNow() instanceof EncodingException unfit) {
            throw new RejectedExecutionException(
                    "pool '%s' can't take a %s, as it can't travel to another process; a lambda can where a Task or Action is expected: use submit"
                            .formatted(name, command.getClass().getName()),
                    unfit);
        }
        CompletableFuture<?> _ =
                future.whenComplete((_, failure) -> {
                    if (failure != null) {
                        Thread thread = Thread.currentThread();
                        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
                    }
                });
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Collection<? extends T> items, Fn<? super T, ? extends R> function)
            throws InterruptedException {
        return submitter.map(items, function);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> mapAsync(
                    Collection<? extends T> items, Fn<? super T, ? extends R> function) {
        return submitter.mapAsync(items, function);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return submitter.stream(items, function);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return submitter.streamUnordered(items, function);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return submitter.outcomes(items, function);
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

    @Override
    public List<ChildProcess> workers() {
        return life.isTerminated() ? List.of() : view.workers();
    }

    @Override
    public PoolStats stats() {
        return view.stats();
    }

    @Override
    public void prestart() {
        life.requireRunning();
        service.prestart();
    }

    @Override
    public void resize(int least, int most) {
        WorkerCount.require(least, most);
        service.resize(least, most);
    }

    @Override
    public void shutdown() {
        life.shutdown();
    }

    /// Stops what runs, and returns what no node has yet.
    @Override
    public List<Runnable> shutdownNow() {
        now = true;
        List<SubmittedTask<?>> all = life.stop();
        Set<SubmittedTask<?>> here = new HashSet<>(all);
        here.removeIf(task -> !task.takeBack()); // first, as what the stop makes room for is sent
        List<Runnable> never = new ArrayList<>();
        Set<Long> withdrawn = Set.of();
        try {
            withdrawn = new HashSet<>(service.stop());
        } catch (dev.brood.ManagerDiedException | dev.brood.ClosedException e) {
            withdrawn = Set.of(); // what it had is told to each future
        }
        for (SubmittedTask<?> task : all) {
            if (here.contains(task) || withdrawn.contains(task.id)) {
                never.add(task);
                task.forget();
            }
        }
        life.stopBatches();
        return never;
    }

    @Override
    public boolean isShutdown() {
        return life.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return life.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return life.awaitTermination(timeout, unit);
    }

    private Object writeReplace() throws InvalidObjectException {
        throw new InvalidObjectException(
                "pool '%s' belongs to the process that opened it and can't travel: its tasks would wait for workers that are busy with them; a task may open a pool of its own, or return what is to be submitted"
                        .formatted(name));
    }

    @Override
    public String toString() {
        return name;
    }
}
