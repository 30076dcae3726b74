package dev.brood.ignite.client;

import dev.brood.ClosedException;
import dev.brood.ExitStatus;
import dev.brood.ManagerDiedException;
import dev.brood.Retry;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.NodeLostException;
import dev.brood.ignite.link.Answer;
import dev.brood.ignite.link.PoolService;
import dev.brood.ignite.link.Window;
import dev.brood.ignite.link.Work;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// A piece of work on its way to the gateway and a node, and once more if its node was lost and its
/// options allow it.
///
/// | state | it is | given up, it |
/// |---|---|---|
/// | new | waiting for room in the window | is over; the window drops it when its turn comes |
/// | handed | in the gateway, or on a node | is cancelled there, and the gateway's answer ends it |
/// | again | its node was lost: it pauses, or waits for room | as new |
/// | over | answered, or was taken back | |
final class Sending implements Window.Entrant {
    /// Answers are decoded, and callbacks of users run, in threads that nobody else needs.
    static final Executor THREADS =
            task -> Thread.ofVirtual().name("brood-cluster-answer").start(task);

    /// How a JVM ends that was told to exit when its heap is full.
    private static final ExitStatus OUT_OF_MEMORY = new ExitStatus.Exited(3);

    private enum State {
        NEW,
        HANDED,
        AGAIN,
        OVER
    }

    private final Window window;
    private final PoolService service;
    private final long id;
    private final Work work;
    private final long bytes;
    private final Retry retry;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();

    // Guarded by this.
    private State state = State.NEW;
    private boolean cancelled;
    private int before;
    private @Nullable CompletableFuture<Answer> sent;

    Sending(Window window, PoolService service, long id, Work work, Retry retry) {
        this.window = window;
        this.service = service;
        this.id = id;
        this.work = work;
        this.bytes = work.bytes();
        this.retry = retry;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    /// Sends it.
    ///
    /// @return what comes of it; never fails
    CompletableFuture<Answer> begin() {
        if (bytes > window.most()) {
            answer.complete(Answer.failed(tooLarge()));
        } else {
            window.enter(this);
        }
        return answer;
    }

    private ClusterException tooLarge() {
        return new ClusterException(
                "%s of %,d bytes is too large for this program's gateway, which takes %,d, an eighth of its heap: give it more by heap=... in the cluster's URI, or leave the data where the nodes can read it"
                        .formatted(work.described(), bytes, window.most()),
                null);
    }

    /// Hands it to the gateway: the window has room for it.
    @Override
    public void hand() {
        synchronized (this) {
            if (state == State.OVER) {
                window.leave(bytes);
                return;
            }
            state = State.HANDED;
        }
        CompletableFuture<Answer> reply;
        try {
            reply = service.run(id, work);
        } catch (RuntimeException | Error e) { // no memory, for one; the next in turn shall go on
            reply = CompletableFuture.failedFuture(e);
        }
        boolean late;
        synchronized (this) {
            sent = reply;
            late = cancelled;
        }
        if (late) {
            reply.cancel(true);
        }
        var _ = reply.whenCompleteAsync(this::answered, THREADS);
    }

    private void answered(@Nullable Answer reply, @Nullable Throwable failure) {
        window.leave(bytes);
        Answer came = reply != null ? reply : Answer.failed(explained(failure));
        long pause;
        synchronized (this) {
            boolean again =
                    came.failure() instanceof NodeLostException lost
                            && !cancelled
                            && retry.allows(lost, before);
            state = again ? State.AGAIN : State.OVER;
            pause = again ? retry.delay().toMillis() << Math.min(before, 20) : -1;
            before++;
        }
        if (pause < 0) {
            answer.complete(came);
        } else {
            CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, THREADS)
                    .execute(() -> window.enter(this));
        }
    }

    /// Takes it back if the gateway never had it.
    ///
    /// @return whether it was so; its answer never comes
    synchronized boolean takeBack() {
        boolean isNew = state == State.NEW;
        if (isNew) {
            state = State.OVER;
        }
        return isNew;
    }

    /// Gives it up: it will not run, unless it runs already.
    void drop() {
        if (!endHere()) {
            try {
                service.drop(id);
            } catch (ManagerDiedException | ClosedException e) {
                answer.complete(Answer.failed(explained(e)));
            }
        }
    }

    /// Gives it up: it will not run, or be ended.
    void cancel() {
        if (!endHere()) {
            CompletableFuture<Answer> reply;
            synchronized (this) {
                reply = sent;
            }
            if (reply != null) {
                reply.cancel(true);
            }
        }
    }

    /// Ends it if no gateway has it.
    private boolean endHere() {
        synchronized (this) {
            cancelled = true;
            if (state != State.NEW && state != State.AGAIN) {
                return false;
            }
            state = State.OVER;
        }
        answer.complete(Answer.failed(new CancellationException("cancelled")));
        return true;
    }

    private static String death(ManagerDiedException died) {
        return died.exitStatus().filter(OUT_OF_MEMORY::equals).isPresent()
                ? "the gateway to the cluster had not memory enough, and ended; open the cluster"
                        + " again, with more (heap=... in its URI)"
                : "the gateway to the cluster died; open the cluster again";
    }

    static Throwable explained(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> new ClusterException("no answer came", null);
            case CompletionException wrapped when wrapped.getCause() != null ->
                    explained(wrapped.getCause());
            case ManagerDiedException died -> new ClusterException(death(died), died);
            case ClosedException closed -> new ClusterException("the cluster was closed", closed);
            default -> failure;
        };
    }
}
