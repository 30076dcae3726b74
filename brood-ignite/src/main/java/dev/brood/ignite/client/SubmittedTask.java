package dev.brood.ignite.client;

import dev.brood.Action;
import dev.brood.DecodingException;
import dev.brood.TaskTimeoutException;
import dev.brood.codec.Codec;
import dev.brood.ignite.link.Answer;
import dev.brood.ignite.link.Work;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One task of a pool, from its submission to its end. As what had not begun when the pool was
/// stopped it can be run here.
///
/// @param <T> its result
final class SubmittedTask<T extends @Nullable Object> implements Runnable {
    /// How long a pool that ends waits for the callbacks of a future.
    private static final long PATIENCE_MILLIS = 50;

    final long id;
    final TaskFuture<T> future = new TaskFuture<>(this::giveUp);
    private final PoolLife life;
    private final Object task;
    private final @Nullable T fixedResult;
    private volatile @Nullable Sending sending;

    SubmittedTask(PoolLife life, Object task, @Nullable T fixedResult) {
        this.life = life;
        this.id = life.nextId();
        this.task = task;
        this.fixedResult = fixedResult;
    }

    void send(Sending made) {
        sending = made;
        if (future.isDone()) {
            made.cancel();
        }
        var _ = made.begin().thenAccept(this::answered);
    }

    /// Takes it back if it is still here.
    ///
    /// @return whether it was so
    boolean takeBack() {
        Sending under = sending;
        return under != null && under.takeBack();
    }

    private void giveUp(boolean interrupt) {
        Sending under = sending;
        if (under != null && interrupt) {
            under.cancel();
        } else if (under != null) {
            under.drop();
        }
        life.cancelled.incrementAndGet();
        life.end(this);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what the task returns
    private void answered(Answer answer) {
        Throwable failure = answer.failure();
        Object result = null;
        if (failure == null) {
            try {
                byte[] bytes = (byte[]) Objects.requireNonNull(answer.outcomes())[0];
                result = Codec.standard().fromBytes("result", bytes);
            } catch (DecodingException e) {
                failure = e;
            }
        }
        if (failure != null) {
            fail(failure);
            return;
        }
        releaseLater();
        if (future.succeed(fixedResult != null ? fixedResult : (T) result)) {
            life.done.incrementAndGet();
            life.end(this);
        }
    }

    /// Has the pool's end not wait for ever for a callback, which may be waiting for that end.
    private void releaseLater() {
        if (future.getNumberOfDependents() > 0) {
            CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> life.end(this));
        }
    }

    void fail(Throwable failure) {
        boolean late = failure instanceof TaskTimeoutException;
        releaseLater();
        if (future.fail(failure)) {
            (late ? life.timedOut : life.failed).incrementAndGet();
        }
        life.end(this);
    }

    /// Forgets it: whoever has it from `shutdownNow` may run it.
    void forget() {
        life.end(this);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what the task returns
    public void run() {
        try {
            Object result = null;
            switch (task) {
                case Action action -> action.perform();
                case Callable<?> callable -> result = callable.call();
                case Runnable runnable -> runnable.run();
                default -> throw new IllegalStateException("no task: " + task);
            }
            boolean _ = future.succeed(fixedResult != null ? fixedResult : (T) result);
        } catch (Throwable e) { // whatever it is, it is the task's
            boolean _ = future.fail(e);
        }
    }

    /// Makes the bytes that travel.
    Work work(byte[] options) {
        return new Work(options, Codec.standard().toBytes("task", task), null);
    }
}
