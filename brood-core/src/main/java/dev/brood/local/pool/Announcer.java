package dev.brood.local.pool;

import dev.brood.ExitStatus;
import dev.brood.PoolListener;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Tells listeners what happens in a pool, in a thread of its own that begins with the first event
/// and ends when the pool has and all is told. A task whose callback takes longer than the pool
/// lives is told of when that returns, by another thread if need be. Whatever listeners do, who
/// announces is not held up.
final class Announcer {
    /// How far listeners may fall behind.
    private static final int MOST = 8192;

    /// How many events may come before a word on the progress.
    private static final int PROGRESS_EVERY = 256;

    private final Insight insight;
    private final List<PoolListener> listeners;
    private final LinkedBlockingQueue<Consumer<PoolListener>> events =
            new LinkedBlockingQueue<>(MOST);
    private final AtomicLong missed = new AtomicLong();
    private boolean isTelling; // guarded by this; for ever, once a listener wants no more
    private volatile boolean closed;

    // Those of the thread that tells, handed on under this.
    private boolean hasThrown;
    private long submittedTold = -1;
    private long endedTold = -1;

    Announcer(Insight insight, List<PoolListener> listeners) {
        this.insight = insight;
        this.listeners = List.copyOf(listeners);
    }

    void taskEnded(PoolListener.TaskEnd end) {
        announce(listener -> listener.taskEnded(end));
    }

    void workerStarted(String name, long pid) {
        announce(listener -> listener.workerStarted(name, pid));
    }

    void workerEnded(String name, long pid, ExitStatus status, boolean expected) {
        announce(listener -> listener.workerEnded(name, pid, status, expected));
    }

    /// There is progress. While there is much else to tell this is dropped: then it is told anyway.
    void progress() {
        if (events.isEmpty()) {
            announce(_ -> {}); // wakes the thread
        }
    }

    private void announce(Consumer<PoolListener> event) {
        if (!events.offer(event)) {
            missed.incrementAndGet();
        }
        start();
    }

    private synchronized void start() {
        if (!isTelling) {
            isTelling = true;
            Thread.ofPlatform().daemon().name("brood-pool-listener").start(this::work);
        }
    }

    private void work() {
        int sinceProgress = 0;
        try {
            while (true) {
                Consumer<PoolListener> event = events.poll();
                if (event == null || sinceProgress >= PROGRESS_EVERY) {
                    tellProgress();
                    sinceProgress = 0;
                }
                if (event == null) {
                    if (closed && isDone()) {
                        return;
                    }
                    event = events.take();
                }
                tell(event);
                sinceProgress++;
            }
        } catch (InterruptedException _) {
            // By a listener: it wants no more.
        }
    }

    /// Ends the thread's telling if there is nothing to tell. What is announced later begins anew.
    private synchronized boolean isDone() {
        isTelling = !events.isEmpty();
        return !isTelling;
    }

    private void tellProgress() {
        long missedNow = missed.getAndSet(0);
        if (missedNow > 0) {
            tell(listener -> listener.missed(missedNow));
        }
        long ended = insight.ended(); // in this order: no more than were submitted
        long submitted = insight.submitted.sum();
        if (submitted != submittedTold || ended != endedTold) {
            submittedTold = submitted;
            endedTold = ended;
            tell(listener -> listener.progress(submitted, ended));
        }
    }

    private void tell(Consumer<PoolListener> event) {
        for (PoolListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                if (!hasThrown) {
                    hasThrown = true;
                    Thread self = Thread.currentThread();
                    self.getUncaughtExceptionHandler().uncaughtException(self, e);
                }
            }
        }
    }

    /// Nothing more will happen.
    void close() {
        closed = true;
        announce(_ -> {}); // wakes the thread
    }
}
