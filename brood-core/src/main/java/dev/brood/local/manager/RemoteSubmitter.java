package dev.brood.local.manager;

import dev.brood.Action;
import dev.brood.ClosedException;
import dev.brood.EncodingException;
import dev.brood.ManagerDiedException;
import dev.brood.Task;
import dev.brood.TaskOptions;
import dev.brood.local.manager.PoolService.BatchReply;
import dev.brood.local.pool.Batch;
import dev.brood.local.pool.BatchSubmitter;
import dev.brood.local.pool.SentBatch;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Submits tasks and batches to a pool of the server. Maps and streams are made here, of batches: a
/// bounded number of them is under way, whoever reads the results pulls the input, and what the
/// input throws is thrown in its turn, as for a pool of this process.
final class RemoteSubmitter extends BatchSubmitter {
    private final PoolProxy pool;
    private final PoolService service;
    private final TaskOptions options;

    RemoteSubmitter(PoolProxy pool, PoolService service, TaskOptions options) {
        this.pool = pool;
        this.service = service;
        this.options = Objects.requireNonNull(options, "options");
    }

    /// What is submitted as `Runnable`.
    ///
    /// @param work an [Action], or what is serializable all the same
    private record Performing(Runnable work) implements Task<@Nullable Void> {
        @Override
        public @Nullable Void call() throws Exception {
            if (work instanceof Action action) {
                action.perform();
            } else {
                work.run();
            }
            return null;
        }
    }

    /// What is submitted as `Callable` and no task, but serializable all the same.
    private record Calling<T extends @Nullable Object>(Callable<T> work) implements Task<T> {
        @Override
        public T call() throws Exception {
            return work.call();
        }
    }

    @Override
    @SuppressWarnings("unchecked") // what the task returns
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        Objects.requireNonNull(task, "task");
        requireRunning();
        try {
            return (CompletableFuture<T>) service.submit(options, task);
        } catch (EncodingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(Action action) {
        return submit(new Performing(Objects.requireNonNull(action, "action")));
    }

    CompletableFuture<@Nullable Void> submit(Runnable work) {
        return submit(new Performing(Objects.requireNonNull(work, "task")));
    }

    <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> work) {
        Objects.requireNonNull(work, "task");
        return submit(work instanceof Task<T> task ? task : new Calling<>(work));
    }

    @Override
    public SentBatch submit(Batch batch, boolean isOfCall) {
        CompletableFuture<BatchReply> reply;
        try {
            reply = service.apply(options, batch, isOfCall);
        } catch (EncodingException e) {
            reply = CompletableFuture.completedFuture(new BatchReply(null, e, 0, 0));
        } catch (ManagerDiedException | ClosedException e) {
            throw rejection(e);
        }
        return new Sent(reply);
    }

    private RejectedExecutionException rejection(RuntimeException cause) {
        return new RejectedExecutionException(
                "pool '%s' takes no more tasks: %s".formatted(pool, cause.getMessage()), cause);
    }

    /// A batch on its way through the server's pool.
    private final class Sent implements SentBatch {
        private final CompletableFuture<@Nullable Object[]> future = new CompletableFuture<>();
        private volatile long ranNanos;
        private volatile long bytes;
        private volatile @Nullable RuntimeException refusal;

        Sent(CompletableFuture<BatchReply> reply) {
            var _ =
                    future.whenComplete((_, _) -> {
                        if (future.isCancelled()) {
                            reply.cancel(true);
                        }
                    });
            var _ = reply.whenComplete(this::answered);
        }

        private void answered(@Nullable BatchReply reply, @Nullable Throwable failure) {
            Throwable why =
                    failure instanceof CompletionException wrapped && wrapped.getCause() != null
                            ? wrapped.getCause()
                            : failure;
            if (reply != null) {
                ranNanos = reply.ranNanos();
                bytes = reply.bytes();
                why = reply.failure();
            } else {
                ranNanos = 1; // nobody knows; so it does not run again
                refusal =
                        switch (why) {
                            case RejectedExecutionException shutDown -> shutDown;
                            case ManagerDiedException died -> rejection(died);
                            case ClosedException closed -> rejection(closed);
                            case null, default -> null;
                        };
            }
            if (why != null) {
                future.completeExceptionally(why);
            } else if (reply != null && reply.outcomes() != null) {
                future.complete(reply.outcomes());
            }
        }

        @Override
        public CompletableFuture<@Nullable Object[]> future() {
            return future;
        }

        @Override
        public long ranNanos() {
            return ranNanos;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public @Nullable RuntimeException refusal() {
            return refusal;
        }
    }

    @Override
    public int mostWorkers() {
        return service.mostWorkers();
    }

    @Override
    public void requireRunning() {
        if (service.isShutdown()) {
            throw new RejectedExecutionException(
                    "pool '%s' is shut down and takes no more tasks".formatted(pool.name()));
        }
    }

    @Override
    public void beginCall() {
        service.beginCall();
    }

    @Override
    public void endCall() {
        try {
            service.endCall();
        } catch (ManagerDiedException | ClosedException _) {
            // So nothing waits for it.
        }
    }

    @Override
    protected int chunk() {
        return options.chunk();
    }

    @Override
    protected void later(Duration delay, Runnable action) {
        Executor executor =
                CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS);
        executor.execute(action);
    }
}
