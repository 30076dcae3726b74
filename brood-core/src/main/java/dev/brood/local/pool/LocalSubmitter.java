package dev.brood.local.pool;

import dev.brood.Action;
import dev.brood.Fn;
import dev.brood.Outcome;
import dev.brood.Task;
import dev.brood.TaskOptions;
import dev.brood.TaskSubmitter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// Makes tasks with certain options, and gives them to the dispatcher.
final class LocalSubmitter implements TaskSubmitter {
    /// How long a pool that ends waits for the callbacks of a call.
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final Staff staff;
    private final Dispatcher dispatcher;
    private final TaskOptions options;

    LocalSubmitter(Staff staff, TaskOptions options) {
        this.staff = staff;
        this.dispatcher = staff.dispatcher();
        this.options = Objects.requireNonNull(options, "options");
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        return submit(task, task, null);
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(Action action) {
        Objects.requireNonNull(action, "action");
        return submit(action, Executors.callable(action, null), null);
    }

    /// Submits one task.
    ///
    /// @param travels what is encoded
    /// @param work the same, to run it here
    /// @param fixedResult what the future gets, or null for what the work returns
    <T extends @Nullable Object> CompletableFuture<T> submit(
            Object travels, Callable<T> work, @Nullable Object fixedResult) {
        Objects.requireNonNull(travels, "task");
        PoolTask<T> task = task(PoolTask.Kind.OWN, work, fixedResult);
        dispatcher.checkTakes(task.kind);
        if (encode(task, travels)) {
            dispatcher.submit(task, !Collector.isCollecting());
        }
        return task.future;
    }

    /// Submits some items of a map or stream. Does not wait: how many are under way is bounded.
    ///
    /// @throws java.util.concurrent.RejectedExecutionException if the pool does not take them
    PoolTask<@Nullable Object[]> submit(Batch batch, PoolTask.Kind kind) {
        PoolTask<@Nullable Object[]> task = task(kind, batch, null);
        dispatcher.checkTakes(task.kind);
        if (encode(task, batch)) {
            dispatcher.submit(task, false);
        }
        return task;
    }

    private <T extends @Nullable Object> PoolTask<T> task(
            PoolTask.Kind kind, Callable<T> work, @Nullable Object fixedResult) {
        return new PoolTask<>(dispatcher, dispatcher.nextId(), kind, options, work, fixedResult);
    }

    /// Returns false if it can't be encoded; its future tells why.
    private boolean encode(PoolTask<?> task, Object travels) {
        try {
            task.payload = Messages.task(task.id, travels);
            task.bytes = task.payload.bytes();
            return true;
        } catch (RuntimeException e) {
            staff.state().insight.submitted();
            task.future.fail(e);
            return false;
        }
    }

    int mostWorkers() {
        return staff.state().mostWorkers;
    }

    /// Returns how many items the caller wants in a message, 0 if it is all the same.
    int chunk() {
        return options.chunk();
    }

    void later(Duration delay, Runnable action) {
        staff.later(delay, action);
    }

    void beginCall() {
        dispatcher.beginCall();
    }

    void endCall() {
        dispatcher.endCall();
    }

    @Override
    @SuppressWarnings("unchecked") // the function gives Rs
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Collection<? extends T> items, Fn<? super T, ? extends R> function)
            throws InterruptedException {
        Objects.requireNonNull(function, "function");
        MapCall call = new MapCall(this, function, items);
        try {
            return (List<R>) call.run();
        } finally {
            call.end();
        }
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> mapAsync(
                    Collection<? extends T> items, Fn<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        MapCall call = new MapCall(this, function, items);
        CallFuture<List<R>> future = new CallFuture<>(call::cancel);
        Thread.ofVirtual().name("brood-pool-map").start(() -> run(call, future));
        return future;
    }

    /// Callbacks of the future run in this thread. A pool that ends should find them done, but not
    /// wait for ever for one that blocks, perhaps on that end.
    @SuppressWarnings("unchecked") // the function gives Rs
    private <R extends @Nullable Object> void run(MapCall call, CallFuture<List<R>> future) {
        try {
            List<R> results = (List<R>) call.run();
            staff.later(PATIENCE, call::end);
            future.succeed(results);
        } catch (InterruptedException | RuntimeException | Error e) {
            staff.later(PATIENCE, call::end);
            future.fail(e);
        } finally {
            call.end();
        }
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return stream(ResultStream.Form.ORDERED, items, function);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return stream(ResultStream.Form.UNORDERED, items, function);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return stream(ResultStream.Form.OUTCOMES, items, function);
    }

    @SuppressWarnings("unchecked") // the form gives Es
    private <E extends @Nullable Object> Stream<E> stream(
            ResultStream.Form form, Iterable<?> items, Fn<?, ?> function) {
        Objects.requireNonNull(function, "function");
        dispatcher.checkTakes(PoolTask.Kind.STREAM);
        return (Stream<E>) new ResultStream(this, form, function, items).stream();
    }
}
