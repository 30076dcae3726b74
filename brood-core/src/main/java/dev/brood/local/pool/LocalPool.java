package dev.brood.local.pool;

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
import dev.brood.local.process.Children;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A [ProcessPool] of child JVMs on this machine.
@SuppressWarnings("serial") // only to say why it can't travel
public final class LocalPool implements ProcessPool, Serializable {
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final PoolState state;
    private final Staff staff;
    private final LocalSubmitter submitter;
    private final Departures departures;

    /// Makes a pool; its workers start when there is work.
    LocalPool(Tree tree, Children children, WorkerOptions options) {
        this.staff = new Staff(tree, children, options);
        this.state = staff.state();
        this.submitter = new LocalSubmitter(staff, options.tasks());
        this.departures = staff.departures();
    }

    /// Begins a pool.
    ///
    /// @param tree the tree
    /// @param children starts its workers
    /// @param opened told of the pool when it is made
    /// @return a builder
    public static ProcessPool.Builder builder(
            Tree tree, Children children, java.util.function.Consumer<LocalPool> opened) {
        return new PoolBuilder(tree, children, opened);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        return submitter.submit(task);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        return submitter.submit(task, task, null);
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(Action action) {
        return submitter.submit(action);
    }

    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return submitter.submit(task, Executors.callable(task), null);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result) {
        return submitter.submit(task, Executors.callable(task, result), result);
    }

    @Override
    public void execute(Runnable command) {
        CompletableFuture<?> future = submit(command);
        if (future.isCompletedExceptionally()
                && future.exceptionNow() instanceof EncodingException unfit) {
            throw new RejectedExecutionException(
                    "pool '%s' can't take a %s, as it can't travel to another process; a lambda can where a Task or Action is expected: use submit"
                            .formatted(state.pool, command.getClass().getName()),
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
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return submitter.outcomes(items, function);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return submitter.streamUnordered(items, function);
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
    public TaskSubmitter with(TaskOptions tasks) {
        return batches(tasks);
    }

    /// Returns a way to submit tasks and batches with other options than the pool's own.
    ///
    /// @param tasks replace those of the pool, all of them
    /// @return a submitter to the same workers
    public BatchSubmitter batches(TaskOptions tasks) {
        return new LocalSubmitter(staff, tasks);
    }

    @Override
    public List<ChildProcess> workers() {
        List<ChildProcess> processes = new ArrayList<>();
        for (Worker worker : state.roll()) {
            processes.add(worker.process);
        }
        return processes;
    }

    @Override
    public PoolStats stats() {
        return new PoolStatistics(state).read();
    }

    @Override
    public void prestart() {
        staff.sizing().prestart();
    }

    @Override
    public void resize(int least, int most) {
        WorkerCount.require(least, most);
        staff.sizing().resize(least, most);
    }

    /// Changes the limits of what is a part of a larger pool, and may have no worker for a time:
    /// tasks wait then.
    ///
    /// @param least how many are kept when there is nothing to do
    /// @param most how many there are at most, 0 or more
    public void share(int least, int most) {
        staff.sizing().resize(least, most);
    }

    @Override
    public void shutdown() {
        departures.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return departures.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return departures.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return departures.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return departures.awaitTermination(timeout, unit);
    }

    private Object writeReplace() throws InvalidObjectException {
        throw new InvalidObjectException(
                "pool '%s' belongs to the process that opened it and can't travel: its tasks would wait for workers that are busy with them; a task may open a pool of its own, or return what is to be submitted"
                        .formatted(state.pool));
    }

    @Override
    public String toString() {
        return state.toString();
    }
}
