package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Receives the replies that complete futures, and completes them.
///
/// A future's callbacks run in the thread that completes it. One that blocks, on another call to
/// the same manager perhaps, must not stop all replies from coming: so a thread that completes
/// futures for too long is replaced, and ends when it comes back. A thread that has had nothing to
/// do for a while ends too.
final class Completer {
    private static final int BATCH = 64;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_MILLIS = 50;
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);

    private final Link link;
    private final Calls calls;
    private final Queue<Pending> answered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger expected = new AtomicInteger();
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile boolean asleep;
    private volatile long completingSince;

    Completer(Link link, Calls calls) {
        this.link = link;
        this.calls = calls;
    }

    /// Says that a future is going to be completed.
    void expectOne() {
        expected.incrementAndGet();
    }

    void expectOneLess() {
        expected.decrementAndGet();
    }

    boolean isExpecting() {
        return expected.get() > 0;
    }

    /// Takes a call that was answered, or has failed.
    void add(Pending call) {
        answered.add(call);
        expected.decrementAndGet();
        if (!Thread.currentThread().equals(thread)) {
            wake();
        }
    }

    /// Has a thread look whether there is something to do.
    void wake() {
        Thread present = thread;
        if (present == null) {
            start();
        } else if (asleep) {
            LockSupport.unpark(present);
        }
    }

    private synchronized void start() {
        if (thread == null && hasWork()) {
            replace();
        }
    }

    private void replace() {
        Thread next =
                Thread.ofPlatform().daemon().name("brood-manager-replies").unstarted(this::work);
        thread = next; // before it looks
        next.start();
    }

    private boolean hasWork() {
        return expected.get() > 0 || !answered.isEmpty();
    }

    private void work() {
        Thread self = Thread.currentThread();
        while (self.equals(thread)) {
            completeAll();
            if (!self.equals(thread)) {
                return;
            }
            if (expected.get() > 0 && link.end() == null) {
                try {
                    calls.receiveSome(BATCH);
                } catch (InterruptedException _) {
                    // By a callback; it is of no one's concern.
                }
            } else if (answered.isEmpty() && !sleep()) {
                return;
            }
        }
    }

    /// @return false if this thread is to end
    private boolean sleep() {
        long until = System.nanoTime() + IDLE_NANOS;
        asleep = true;
        try {
            while (!hasWork()) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return !isRelieved();
                }
                LockSupport.parkNanos(this, left);
            }
        } finally {
            asleep = false;
        }
        return true;
    }

    private synchronized boolean isRelieved() {
        boolean isIdle = !hasWork();
        if (isIdle && Thread.currentThread().equals(thread)) {
            thread = null; // whoever has work after this starts another
        }
        return isIdle;
    }

    private void completeAll() {
        Pending next = answered.poll();
        while (next != null) {
            completingSince = System.nanoTime();
            watch();
            complete(next);
            completingSince = 0;
            next = answered.poll();
        }
    }

    private void complete(Pending call) {
        CompletableFuture<@Nullable Object> future = call.future;
        if (future == null) {
            return;
        }
        try {
            future.complete(link.value(call));
        } catch (Throwable e) { // what the object threw, or decoding
            future.completeExceptionally(e);
        }
    }

    /// Has someone look whether completing takes too long.
    private void watch() {
        if (watched.compareAndSet(false, true)) {
            LATER.execute(this::look);
        }
    }

    private synchronized void look() {
        watched.set(false);
        long since = completingSince;
        if (since == 0) {
            return;
        }
        if (System.nanoTime() - since >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
            completingSince = 0;
            replace();
        } else {
            watch();
        }
    }
}
