package dev.brood.local.pool;

import dev.brood.Action;
import dev.brood.Fn;
import dev.brood.Task;
import dev.brood.TaskOptions;
import dev.brood.TaskSubmitter;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// Makes tasks with certain options, and gives them to the dispatcher.
final class LocalSubmitter implements TaskSubmitter {
    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Departures departures;
    private final TaskOptions options;

    LocalSubmitter(Staff staff, TaskOptions options) {
        this.state = staff.state();
        this.dispatcher = staff.dispatcher();
        this.departures = staff.departures();
        this.options = options;
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        return submit(task, task, null);
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(Action action) {
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
        PoolTask<T> task =
                new PoolTask<>(dispatcher, dispatcher.nextId(), options, work, fixedResult);
        if (departures.isShutdown()) {
            dispatcher.submit(task, false); // throws
        }
        try {
            task.payload = Messages.task(task.id, travels);
        } catch (RuntimeException e) {
            state.insight.submitted();
            task.future.fail(e);
            return task.future;
        }
        dispatcher.submit(task, !Collector.isCollecting());
        return task.future;
    }

    @Override
    @SuppressWarnings("unchecked") // the function gives Rs
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Collection<? extends T> items, Fn<? super T, ? extends R> function)
            throws InterruptedException {
        return (List<R>) new MapCall(this, function, items, state.mostWorkers).run();
    }

    @Override
    @SuppressWarnings("unchecked") // the function gives Rs
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return (Stream<R>) new ResultStream(this, function, items, state.mostWorkers).stream();
    }
}
