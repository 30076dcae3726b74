package dev.brood.ignite.client;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Whether a pool takes tasks, what is under way, and its end.
///
/// | state | takes tasks | becomes the next when |
/// |---|---|---|
/// | running | yes | it is shut down |
/// | shut down | of calls that have begun | nothing is under way |
/// | ending | no | the nodes have ended their parts |
/// | terminated | no | |
final class PoolLife {
    /// How many tasks may be under way before a submit waits.
    private static final int MOST = 16_384;

    private final String pool;
    private final Runnable end;
    private final Semaphore room = new Semaphore(MOST);
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, SubmittedTask<?>> tasks = new ConcurrentHashMap<>();

    /// How to end the batches of items that are under way.
    private final Map<Long, Runnable> batches = new ConcurrentHashMap<>();

    private final CountDownLatch terminated = new CountDownLatch(1);

    // Guarded by this.
    private boolean shutdown;
    private boolean stopped;
    private boolean ending;
    private long underWay;
    private long calls;

    final AtomicLong submitted = new AtomicLong();
    final AtomicLong done = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong cancelled = new AtomicLong();
    final AtomicLong timedOut = new AtomicLong();

    /// Makes the life of a pool.
    ///
    /// @param pool its name
    /// @param end ends the nodes' parts; run once, in a thread of its own
    PoolLife(String pool, Runnable end) {
        this.pool = pool;
        this.end = end;
    }

    long nextId() {
        return lastId.incrementAndGet();
    }

    synchronized void requireRunning() {
        if (shutdown) {
            throw new RejectedExecutionException(
                    "pool '%s' is shut down and takes no more tasks".formatted(pool));
        }
    }

    synchronized void beginCall() {
        requireRunning();
        calls++;
    }

    synchronized void endCall() {
        calls--;
        endIfOver();
    }

    /// Counts something as under way.
    ///
    /// @param isOfCall whether it belongs to a call that has begun
    synchronized void begin(boolean isOfCall) {
        if (stopped || !isOfCall) {
            requireRunning();
        }
        underWay++;
        submitted.incrementAndGet();
    }

    synchronized void end() {
        underWay--;
        endIfOver();
    }

    /// Counts a task as under way, waiting for room.
    void begin(SubmittedTask<?> task) {
        requireRunning();
        if (!room.tryAcquire()) {
            waitForRoom();
        }
        try {
            begin(false);
        } catch (RejectedExecutionException e) {
            room.release();
            throw e;
        }
        tasks.put(task.id, task);
    }

    private void waitForRoom() {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    "interrupted while waiting for room: pool '%s' has %d tasks under way"
                            .formatted(pool, MOST),
                    e);
        }
    }

    void end(SubmittedTask<?> task) {
        if (tasks.remove(task.id) != null) {
            room.release();
            end();
        }
    }

    /// Says how to end a batch that was counted.
    void track(long id, Runnable stop) {
        batches.put(id, stop);
        boolean late;
        synchronized (this) {
            late = stopped;
        }
        if (late) {
            stop.run();
        }
    }

    void endBatch(long id) {
        batches.remove(id);
        end();
    }

    /// Ends all batches, when no more can begin.
    void stopBatches() {
        List.copyOf(batches.values()).forEach(Runnable::run);
    }

    @Nullable SubmittedTask<?> task(long id) {
        return tasks.get(id);
    }

    private void endIfOver() {
        if (shutdown && !ending && underWay == 0 && calls == 0) {
            ending = true;
            Thread.ofVirtual()
                    .name("brood-cluster-end")
                    .start(() -> {
                        try {
                            end.run();
                        } finally {
                            terminated.countDown();
                        }
                    });
        }
    }

    synchronized void shutdown() {
        shutdown = true;
        endIfOver();
    }

    /// Takes no more tasks, of calls neither.
    ///
    /// @return those under way
    List<SubmittedTask<?>> stop() {
        synchronized (this) {
            shutdown = true;
            stopped = true;
            endIfOver();
        }
        return new ArrayList<>(tasks.values());
    }

    synchronized boolean isShutdown() {
        return shutdown;
    }

    boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }
}
