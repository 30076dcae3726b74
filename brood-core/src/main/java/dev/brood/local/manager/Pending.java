package dev.brood.local.manager;

import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// A call that was sent and not answered.
final class Pending {
    final long id;
    final @Nullable Thread waiter;
    final @Nullable CompletableFuture<@Nullable Object> future;
    private volatile @Nullable Payload reply;
    private volatile @Nullable RuntimeException failure;

    private Pending(
            long id,
            @Nullable Thread waiter,
            @Nullable CompletableFuture<@Nullable Object> future) {
        this.id = id;
        this.waiter = waiter;
        this.future = future;
    }

    /// Makes one for which this thread will wait.
    static Pending waitedFor(long id) {
        return new Pending(id, Thread.currentThread(), null);
    }

    /// Makes one that completes a future.
    static Pending completing(long id, CompletableFuture<@Nullable Object> future) {
        return new Pending(id, null, future);
    }

    boolean isDone() {
        return reply != null || failure != null;
    }

    @Nullable Payload reply() {
        return reply;
    }

    @Nullable RuntimeException failure() {
        return failure;
    }

    void answer(Payload message) {
        reply = message;
        wake();
    }

    void fail(RuntimeException why) {
        failure = why;
        wake();
    }

    private void wake() {
        Thread thread = waiter;
        if (thread != null && !thread.equals(Thread.currentThread())) {
            LockSupport.unpark(thread);
        }
    }
}
