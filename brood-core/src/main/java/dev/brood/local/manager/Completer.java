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
    private volatile @Nullable Completing completing;

    /// That a thread completes a future; by identity.
    private static final class Completing {
        final long since;

        Completing(long since) {
            this.since = since;
        }
    }

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

    /// Has a thread look, if there is something to do. Called after every call that was waited for
    /// too: a thread that has nothing to do must not be woken, it would take the server's
    /// processor.
    void wake() {
        if (!hasWork()) {
            return;
        }
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

    /// Returns whether there is something to do now: others that lead bring what they receive.
    private boolean hasWorkNow() {
        return !answered.isEmpty() || canLead();
    }

    private boolean canLead() {
        return expected.get() > 0 && link.end() == null && !calls.isLed();
    }

    private void work() {
        Thread self = Thread.currentThread();
        while (self.equals(thread)) {
            completeAll();
            if (!self.equals(thread)) {
                return;
            }
            if (canLead()) {
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
            while (!hasWorkNow()) {
                long left = until - System.nanoTime();
                if (left <= 0 && isRelieved()) {
                    return false;
                }
                LockSupport.parkNanos(this, left > 0 ? left : IDLE_NANOS);
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
            Completing own = new Completing(System.nanoTime());
            completing = own;
            watch();
            complete(next);
            if (own.equals(completing)) { // else another thread has taken over
                completing = null;
            }
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
        Completing now = completing;
        if (now == null) {
            return;
        }
        if (System.nanoTime() - now.since >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
            completing = null;
            replace();
        } else {
            watch();
        }
    }
}
