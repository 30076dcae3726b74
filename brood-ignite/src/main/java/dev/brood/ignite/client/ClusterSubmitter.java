package dev.brood.ignite.client;

import dev.brood.Action;
import dev.brood.CodecException;
import dev.brood.Task;
import dev.brood.TaskOptions;
import dev.brood.codec.Codec;
import dev.brood.ignite.link.Answer;
import dev.brood.ignite.link.PoolService;
import dev.brood.ignite.link.Window;
import dev.brood.ignite.link.Work;
import dev.brood.local.pool.Batch;
import dev.brood.local.pool.BatchSubmitter;
import dev.brood.local.pool.SentBatch;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Makes tasks and batches with certain options, and sends them to the gateway.
final class ClusterSubmitter extends BatchSubmitter {
    private static final long WORTH_NANOS = 20_000_000;

    private final PoolLife life;
    private final PoolService service;
    private final Window window;
    private final TaskOptions options;
    private final byte[] encodedOptions;

    ClusterSubmitter(PoolLife life, PoolService service, Window window, TaskOptions options) {
        this.life = life;
        this.service = service;
        this.window = window;
        this.options = Objects.requireNonNull(options, "options");
        this.encodedOptions = Codec.standard().toBytes("options", options);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Task<T> task) {
        return submit(task, null);
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(Action action) {
        return submit(action, null);
    }

    <T extends @Nullable Object> CompletableFuture<T> submit(
            Object travels, @Nullable T fixedResult) {
        Objects.requireNonNull(travels, "task");
        SubmittedTask<T> task = new SubmittedTask<>(life, travels, fixedResult);
        life.begin(task);
        try {
            task.send(
                    new Sending(
                            window, service, task.id, task.work(encodedOptions), options.retry()));
        } catch (CodecException e) {
            task.fail(e);
        }
        return task.future;
    }

    @Override
    public SentBatch submit(Batch batch, boolean isOfCall) {
        byte[] function = Codec.standard().toBytes("function", batch.function());
        @Nullable Object[] values = batch.items();
        @Nullable Object[] outcomes = new Object[values.length];
        List<byte[]> items = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            try {
                items.add(Codec.standard().toBytes("item", values[i]));
            } catch (CodecException e) {
                outcomes[i] = new Batch.Failed(e); // which costs no other item
            }
        }
        life.begin(isOfCall);
        long id = life.nextId();
        Work work = new Work(encodedOptions, function, items.toArray(byte[][]::new));
        Sent sent = new Sent(id, outcomes, new Sending(window, service, id, work, options.retry()));
        sent.begin(!items.isEmpty());
        return sent;
    }

    /// A batch on its way.
    private final class Sent implements SentBatch {
        private final CompletableFuture<@Nullable Object[]> future = new CompletableFuture<>();

        /// What comes of each item; where nothing is yet, that comes with the answer.
        private final @Nullable Object[] outcomes;

        private final Sending sending;
        private final long id;
        private volatile long ranNanos;
        private volatile long bytes;

        Sent(long id, @Nullable Object[] outcomes, Sending sending) {
            this.id = id;
            this.outcomes = outcomes;
            this.sending = sending;
        }

        /// Sends it.
        ///
        /// @param any whether there is something to be sent
        void begin(boolean any) {
            var _ =
                    future.whenComplete((_, _) -> {
                        if (future.isCancelled()) {
                            sending.cancel();
                            life.cancelled.incrementAndGet();
                        }
                        life.endBatch(id);
                    });
            if (any) {
                life.track(id, this::stop);
                var _ = sending.begin().thenAccept(this::answered);
            } else {
                ranNanos = 1;
                future.complete(outcomes);
            }
        }

        private void stop() {
            sending.cancel();
            life.failed.incrementAndGet();
            future.completeExceptionally(
                    new RejectedExecutionException("the pool was stopped before it was done"));
        }

        private void answered(Answer answer) {
            ranNanos =
                    answer.failure() == null ? answer.ranNanos() : Math.max(1, answer.ranNanos());
            bytes = answer.bytes();
            if (answer.outcomes() != null) {
                life.done.incrementAndGet();
                future.complete(filled(answer.outcomes()));
            } else if (answer.failure() != null) {
                life.failed.incrementAndGet();
                future.completeExceptionally(answer.failure());
            }
        }

        private @Nullable Object[] filled(@Nullable Object[] came) {
            @Nullable Object[] all = outcomes.clone();
            int next = 0;
            for (int i = 0; i < all.length; i++) {
                if (outcomes[i] == null) {
                    all[i] = decoded(came[next++]);
                }
            }
            return all;
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
    }

    private static @Nullable Object decoded(@Nullable Object outcome) {
        if (outcome instanceof Answer.Failed(Throwable cause)) {
            return new Batch.Failed(cause);
        }
        try {
            return Codec.standard().fromBytes("result", (byte[]) Objects.requireNonNull(outcome));
        } catch (CodecException e) {
            return new Batch.Failed(e);
        }
    }

    @Override
    public int mostWorkers() {
        return service.mostWorkers();
    }

    @Override
    public void requireRunning() {
        life.requireRunning();
    }

    @Override
    public void beginCall() {
        life.beginCall();
    }

    @Override
    public void endCall() {
        life.endCall();
    }

    /// A message takes a millisecond or two to a node and back.
    @Override
    protected long worthNanos() {
        return WORTH_NANOS;
    }

    @Override
    protected int chunk() {
        return options.chunk();
    }

    @Override
    protected void later(Duration delay, Runnable action) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(action);
    }
}
