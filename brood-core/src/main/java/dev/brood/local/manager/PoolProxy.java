package dev.brood.local.manager;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.EncodingException;
import dev.brood.Fn;
import dev.brood.Outcome;
import dev.brood.PoolStats;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.Task;
import dev.brood.TaskOptions;
import dev.brood.TaskSubmitter;
import dev.brood.local.pool.Invocations;
import dev.brood.local.process.Binding;

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

/// The proxy of a pool, which does all by calls to the server's.
///
/// Items whose message the server can't decode fail together; in a pool of this process, one alone.
final class PoolProxy implements ProcessPool, Proxied {
    private static final long serialVersionUID = 1;
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final transient Invoker invoker;
    private final transient PoolService service;
    private final transient RemoteSubmitter submitter;

    PoolProxy(Invoker invoker, PoolService service) {
        this.invoker = invoker;
        this.service = service;
        this.submitter = new RemoteSubmitter(this, service, TaskOptions.DEFAULTS);
    }

    @Override
    public Invoker invoker() {
        return invoker;
    }

    @Override
    public Object writeReplace() { // in a class, where it is looked for
        return reference();
    }

    String name() {
        return invoker.name();
    }

    @Override
    public TaskSubmitter with(TaskOptions options) {
        return new RemoteSubmitter(this, service, options);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        return submitter.submit(task);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        return submitter.submit(task);
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(Action action) {
        return submitter.submit(action);
    }

    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return submitter.submit(task);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result) {
        CompletableFuture<@Nullable Void> done = submitter.submit(task);
        CompletableFuture<T> future = done.thenApply(_ -> result);
        var _ =
                future.whenComplete((_, _) -> {
                    if (future.isCancelled()) {
                        done.cancel(true);
                    }
                });
        return future;
    }

    @Override
    public void execute(Runnable command) {
        CompletableFuture<?> future = submit(command);
        if (future.isCompletedExceptionally()
                && future.exceptionNow() instanceof EncodingException unfit) {
            throw new RejectedExecutionException(
                    "pool '%s' can't take a %s, as it can't travel to another process; a lambda can where a Task or Action is expected: use submit"
                            .formatted(name(), command.getClass().getName()),
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

    /// Returns processes that are controlled by calls to the server, whose children they are.
    @Override
    public List<ChildProcess> workers() {
        List<ChildProcess> workers = new ArrayList<>();
        for (PoolService.WorkerName worker : service.workers()) {
            if (service.worker(worker.pid()) instanceof ChildProcess.Control control) {
                ProcessOptions options = ProcessOptions.DEFAULTS;
                String name = worker.name();
                ChildProcess process = new ChildProcess(options, null);
                Binding.tie(process, control, name == null ? options : options.withName(name));
                workers.add(process);
            }
        }
        return workers;
    }

    @Override
    public PoolStats stats() {
        return service.stats();
    }

    @Override
    public void prestart() {
        service.prestart();
    }

    @Override
    public void resize(int least, int most) {
        service.resize(least, most);
    }

    @Override
    public void shutdown() {
        service.shutdown();
    }

    /// Stops the pool, for all processes.
    ///
    /// @return what had not begun, whoever has submitted it; running it does the work here and
    ///   completes the submitter's future
    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> never = new ArrayList<>();
        for (PoolService.Unbegun each : service.shutdownNow()) {
            never.add(() -> run(each));
        }
        return never;
    }

    private void run(PoolService.Unbegun unbegun) {
        Object result = null;
        Throwable failure = null;
        try {
            result = unbegun.task().call();
        } catch (Throwable e) { // whatever it is, it is the task's
            failure = e;
        }
        try {
            service.finish(unbegun.id(), result, failure);
        } catch (EncodingException e) {
            service.finish(unbegun.id(), null, e);
        }
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
