package dev.brood.local.pool;

import dev.brood.Action;
import dev.brood.Task;
import dev.brood.TaskOptions;
import dev.brood.local.channel.Payload;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/// Makes tasks with certain options, and gives them to the dispatcher.
final class LocalSubmitter extends BatchSubmitter {
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
        if (encode(task, travels, false)) {
            dispatcher.submit(task, !Collector.isCollecting());
        }
        return task.future;
    }

    @Override
    public SentBatch submit(Batch batch, boolean isOfCall) {
        return submit(batch, isOfCall ? PoolTask.Kind.CALL : PoolTask.Kind.STREAM, false);
    }

    @Override
    SentBatch submitLent(Batch batch) {
        return submit(batch, PoolTask.Kind.CALL, true);
    }

    private SentBatch submit(Batch batch, PoolTask.Kind kind, boolean lent) {
        PoolTask<@Nullable Object[]> task = task(kind, batch, null);
        dispatcher.checkTakes(task.kind);
        if (encode(task, batch, lent)) {
            dispatcher.submit(task, false);
        }
        return new Sent(task);
    }

    /// A batch of this process's pool.
    private record Sent(PoolTask<@Nullable Object[]> task) implements SentBatch {
        @Override
        public CompletableFuture<@Nullable Object[]> future() {
            return task.future;
        }

        @Override
        public long ranNanos() {
            return task.ranNanos;
        }

        @Override
        public long bytes() {
            return task.bytes;
        }
    }

    private <T extends @Nullable Object> PoolTask<T> task(
            PoolTask.Kind kind, Callable<T> work, @Nullable Object fixedResult) {
        return new PoolTask<>(dispatcher, dispatcher.nextId(), kind, options, work, fixedResult);
    }

    /// Returns false if it can't be encoded; its future tells why.
    private boolean encode(PoolTask<?> task, Object travels, boolean lent) {
        try {
            Payload payload = Messages.task(task.id, travels);
            task.payload = lent ? payload : payload.withOwnArrays();
            task.bytes = task.payload.bytes();
            staff.tellOf(travels instanceof Batch batch ? batch.function() : travels);
            return true;
        } catch (RuntimeException e) {
            staff.state().insight.submitted();
            task.future.fail(e);
            return false;
        }
    }

    @Override
    public int mostWorkers() {
        return staff.state().mostWorkers;
    }

    @Override
    public void requireRunning() {
        dispatcher.checkTakes(PoolTask.Kind.STREAM);
    }

    @Override
    protected int chunk() {
        return options.chunk();
    }

    @Override
    protected void later(Duration delay, Runnable action) {
        staff.later(delay, action);
    }

    @Override
    void help(Helped until) throws InterruptedException {
        dispatcher.helper().help(until, Deadline.NEVER);
    }

    @Override
    void claim(Helped next) {
        dispatcher.helper().claim(next);
    }

    @Override
    void nudge(Helped over) {
        dispatcher.helper().nudge(over);
    }

    @Override
    public void beginCall() {
        dispatcher.beginCall();
    }

    @Override
    public void endCall() {
        dispatcher.endCall();
    }
}
