package dev.brood.local.pool;

import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/// A task and what came of it: a result, or what the pool found. Or a notice, that is something to
/// print or log in its turn.
final class Answer {
    final @Nullable PoolTask<?> task;
    private final @Nullable Runnable notice;
    private final @Nullable Payload result;
    private final @Nullable Throwable failure;

    /// Whether the pool's finding ends it.
    private final boolean forGood;

    /// When its completion began.
    volatile long since;

    /// The pool's end does not wait for it any more.
    final AtomicBoolean counted = new AtomicBoolean();

    Answer(Runnable notice) {
        this.task = null;
        this.notice = notice;
        this.result = null;
        this.failure = null;
        this.forGood = false;
    }

    Answer(
            PoolTask<?> task,
            @Nullable Payload result,
            @Nullable Throwable failure,
            boolean forGood) {
        this.task = task;
        this.notice = null;
        this.result = result;
        this.failure = failure;
        this.forGood = forGood;
    }

    /// Returns whether completing it runs nothing that may hold up a thread that helps: no callback
    /// of another's.
    boolean isHarmlessTo(Helped helped) {
        return task != null
                && (task.kind != PoolTask.Kind.OWN
                        || task.future.equals(helped)
                        || (failure == null
                                && result != null
                                && Messages.kind(result) == Messages.VALUE
                                && task.future.getNumberOfDependents() == 0));
    }

    /// Completes the task's future, or has it run again; or does what is to be done in its turn.
    void complete(Retries retries) {
        if (notice != null) {
            notice.run();
            return;
        }
        PoolTask<?> known = Objects.requireNonNull(task);
        if (failure != null && forGood) {
            retries.end(known, failure);
        } else if (failure != null && known.batch == null) {
            retries.failed(known, failure);
        } else if (result == null || Messages.kind(result) == Messages.LAST) {
            retries.batchEnded(known, Objects.requireNonNull(known.batch));
        } else {
            complete(retries, known, result);
        }
    }

    private static void complete(Retries retries, PoolTask<?> task, Payload result) {
        Object value;
        try {
            value = Messages.value(result);
        } catch (RuntimeException e) {
            retries.failed(task, e);
            return;
        }
        if (Messages.kind(result) == Messages.VALUE) {
            task.succeed(value);
        } else {
            retries.failed(
                    task,
                    value instanceof Throwable failure
                            ? failure
                            : new IllegalStateException("a failure that is none: " + value));
        }
    }
}
