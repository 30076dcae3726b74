package dev.brood.ignite.client;

import dev.brood.ClosedException;
import dev.brood.ManagerDiedException;
import dev.brood.Retry;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.NodeLostException;
import dev.brood.ignite.link.Answer;
import dev.brood.ignite.link.PoolService;
import dev.brood.ignite.link.Work;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// A piece of work on its way to the gateway and a node, and once more if its node was lost and its
/// options allow it.
final class Sending {
    /// Answers are decoded, and callbacks of users run, in threads that nobody else needs.
    static final Executor THREADS =
            task -> Thread.ofVirtual().name("brood-cluster-answer").start(task);

    private final PoolService service;
    private final long id;
    private final Work work;
    private final Retry retry;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private int before;
    private volatile @Nullable CompletableFuture<Answer> sent;
    private volatile boolean cancelled;

    Sending(PoolService service, long id, Work work, Retry retry) {
        this.service = service;
        this.id = id;
        this.work = work;
        this.retry = retry;
    }

    /// Sends it.
    ///
    /// @return what comes of it; never fails
    CompletableFuture<Answer> begin() {
        send();
        return answer;
    }

    private void send() {
        CompletableFuture<Answer> reply;
        try {
            reply = service.run(id, work);
        } catch (RuntimeException e) {
            answer.complete(Answer.failed(explained(e)));
            return;
        }
        sent = reply;
        if (cancelled) {
            reply.cancel(true);
        }
        var _ = reply.whenCompleteAsync(this::answered, THREADS);
    }

    private void answered(@Nullable Answer reply, @Nullable Throwable failure) {
        Answer came = reply != null ? reply : Answer.failed(explained(failure));
        if (came.failure() instanceof NodeLostException lost
                && !cancelled
                && retry.allows(lost, before)) {
            long pause = retry.delay().toMillis() << Math.min(before, 20);
            before++;
            CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, THREADS)
                    .execute(this::send);
        } else {
            answer.complete(came);
        }
    }

    /// Gives it up: it will not run, unless it runs already.
    void drop() {
        cancelled = true;
        try {
            service.drop(id);
        } catch (ManagerDiedException | ClosedException e) {
            answer.complete(Answer.failed(explained(e)));
        }
    }

    /// Gives it up: it will not run, or be ended.
    void cancel() {
        cancelled = true;
        CompletableFuture<Answer> reply = sent;
        if (reply != null) {
            reply.cancel(true);
        }
    }

    /// Returns whether it was given up.
    boolean isCancelled() {
        return cancelled;
    }

    static Throwable explained(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> new ClusterException("no answer came", null);
            case CompletionException wrapped when wrapped.getCause() != null ->
                    explained(wrapped.getCause());
            case ManagerDiedException died ->
                    new ClusterException(
                            "the gateway to the cluster died; open the cluster again", died);
            case ClosedException closed -> new ClusterException("the cluster was closed", closed);
            default -> failure;
        };
    }
}
