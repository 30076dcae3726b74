package dev.brood.cli.copy.dispatch;

import dev.brood.ClosedException;
import dev.brood.ProcessStartException;
import dev.brood.WorkerDiedException;
import dev.brood.cli.copy.file.CopyMode;
import dev.brood.cli.copy.file.Reasons;
import dev.brood.cli.copy.tally.CopyLog;
import dev.brood.cli.copy.tally.Tally;
import dev.brood.cli.progress.Progress;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;

/// Hands batches to the workers, the large ones first, knows who has which, and hands out again
/// what a worker had that died.
///
/// Workers are started when there is enough to do for them, in a thread of their own, for their
/// start takes as long as copying a thousand files. The thread that calls [#finish] copies too: it
/// has a processor while they start, and does it all where they can't be had.
public final class Dispatcher {
    /// A job of this many bytes, files counted as [Backlog] does, is worth starting workers.
    private static final long WORTH_WORKERS = 32L << 20;

    private static final int MOST_ATTEMPTS = 10;
    private static final long HELPER_PATIENCE_NANOS = 900_000_000L;

    private final CopyMode mode;
    private final Tally tally;
    private final CopyLog log;
    private final int limit;
    private final IntFunction<Workers> opener;
    private final Backlog backlog = new Backlog();
    private final Set<Batch> handedOut = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable Workers workers;
    private @Nullable Batch atHelper;
    private @Nullable Thread helper;
    private boolean workersWanted;
    private boolean workersLost;
    private boolean scanned;
    private boolean feeding;
    private boolean released;
    private long mostBytes;
    private volatile boolean stopped;
    private volatile boolean hungry;

    /// Makes a dispatcher.
    ///
    /// @param mode what the workers must know
    /// @param tally hears what is done
    /// @param log hears what is odd
    /// @param limit the largest number of workers
    /// @param opener starts them
    public Dispatcher(
            CopyMode mode, Tally tally, CopyLog log, int limit, IntFunction<Workers> opener) {
        this.mode = mode;
        this.tally = tally;
        this.log = log;
        this.limit = limit;
        this.opener = opener;
    }

    /// Takes a batch to hand out. Waits, or copies itself, while very many are waiting.
    ///
    /// @throws InterruptedException if interrupted or stopped meanwhile
    void add(Batch batch) throws InterruptedException {
        take(batch);
        Batch mine;
        while ((mine = whileFull()) != null) {
            help(mine);
        }
    }

    /// Returns a batch for the calling thread to copy, if there are too many and nobody else does.
    private synchronized @Nullable Batch whileFull() throws InterruptedException {
        while (backlog.isFull() && !stopped) {
            if (!workersExpected()) {
                return forHelper(backlog.poll());
            }
            wait();
        }
        return null;
    }

    private synchronized void take(Batch batch) {
        backlog.add(batch);
        if (!workersWanted && backlog.size() > 1 && backlog.work() >= WORTH_WORKERS) {
            workersWanted = true;
            Thread starter = new Thread(this::openWorkers, "workers");
            starter.setDaemon(true);
            starter.start();
        }
        feed();
    }

    private boolean workersExpected() {
        return workersWanted && !workersLost;
    }

    /// Returns whether the run was stopped.
    ///
    /// @return true after [#stop]
    public boolean isStopped() {
        return stopped;
    }

    /// Returns whether there are workers with nothing to do.
    boolean isHungry() {
        return hungry;
    }

    private void openWorkers() {
        try {
            opened(opener.apply(limit));
        } catch (RuntimeException | LinkageError e) {
            lose(e);
        }
    }

    private void opened(Workers opened) {
        synchronized (this) {
            workers = opened;
            if (!stopped && !released) {
                feed();
                notifyAll();
                return;
            }
        }
        opened.kill();
    }

    private synchronized void lose(Throwable failure) {
        if (!workersLost && !stopped && !released) {
            workersLost = true;
            // What is closed already was closed because this program is ending.
            boolean ending =
                    failure instanceof RejectedExecutionException
                            || failure instanceof ClosedException;
            if (!ending) {
                log.note("no worker processes, copying in this one: " + Reasons.of(failure));
            }
        }
        notifyAll();
    }

    /// Hands out as much as the workers can take: two batches each, so that no worker waits for the
    /// next, but one of the large ones at most. Called with the lock held.
    private void feed() {
        Workers pool = workers;
        if (pool == null || workersLost || stopped || feeding) {
            return;
        }
        feeding = true; // a future that is complete already calls back in here
        try {
            Batch next;
            while (!workersLost && (next = nextFor(pool)) != null) {
                handOut(next, pool);
            }
        } finally {
            feeding = false;
        }
        hungry = handedOut.size() < pool.limit();
    }

    @SuppressWarnings("ReferenceEquality") // this very batch is meant
    private @Nullable Batch nextFor(Workers pool) {
        int out = 0;
        int large = 0;
        for (Batch batch : handedOut) {
            if (batch != atHelper) {
                out++;
                large += batch.isLarge() ? 1 : 0;
            }
        }
        if (out >= 2 * pool.limit()) {
            return null;
        }
        // A large one may wait behind a small one, never behind another while a worker is free.
        return out < pool.limit() || large < pool.limit() ? backlog.poll() : backlog.pollSmall();
    }

    private void handOut(Batch batch, Workers pool) {
        handedOut.add(batch);
        try {
            CompletableFuture<@Nullable String[]> future = pool.submit(batch.task(mode));
            var _ = future.whenComplete((reasons, failure) -> ended(batch, reasons, failure));
        } catch (RuntimeException e) {
            handedOut.remove(batch);
            backlog.addFirst(List.of(batch));
            lose(e);
        }
    }

    private void ended(
            Batch batch, @Nullable String @Nullable [] reasons, @Nullable Throwable failure) {
        if (stopped) {
            return; // stop() sees to what was handed out
        }
        if (reasons != null) {
            done(batch, reasons);
        } else {
            failed(batch, cause(failure));
        }
        synchronized (this) {
            handedOut.remove(batch);
            feed();
            notifyAll();
        }
    }

    private void failed(Batch batch, Throwable cause) {
        batch.sweep(mode.token());
        if (cause instanceof ProcessStartException) {
            lose(cause); // the files are not to blame
            putBack(List.of(batch));
            return;
        }
        if (cause instanceof WorkerDiedException death) {
            tally.workerDied(death.pid());
        }
        if (batch.attempts() + 1 >= MOST_ATTEMPTS) {
            @Nullable String[] all = new @Nullable String[batch.files()];
            Arrays.fill(all, "given up after " + MOST_ATTEMPTS + " attempts: " + Reasons.of(cause));
            done(batch, all);
        } else {
            putBack(batch.apart());
        }
    }

    private void done(Batch batch, @Nullable String[] reasons) {
        tally.tell(batch.sources(), batch.targets(), reasons);
        synchronized (this) {
            tally.done(batch.sizes(), reasons);
            handedOut.remove(batch);
        }
    }

    private static Throwable cause(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
        return cause == null ? new IllegalStateException("the worker gave no result") : cause;
    }

    private synchronized void putBack(List<Batch> batches) {
        backlog.addFirst(batches);
    }

    /// Returns how far the run is, with what is written of files half done. From one call to the
    /// next no figure gets smaller, and what is done is never more than the total.
    ///
    /// @return a snapshot
    public Progress progress() {
        Batch[] out;
        Progress done;
        synchronized (this) {
            // In one step, lest a file that is just done be counted twice.
            out = handedOut.toArray(new Batch[0]);
            done = tally.progress();
        }
        long bytes = done.bytesDone();
        for (Batch batch : out) {
            bytes += batch.bytesWritten(mode.token());
        }
        return neverLess(done, bytes);
    }

    /// A file has its final name for a moment before its worker says so, and what a worker that
    /// died had written is gone: neither is to be seen.
    private synchronized Progress neverLess(Progress done, long bytes) {
        mostBytes = Math.max(mostBytes, bytes);
        return done.withBytesDone(Math.min(mostBytes, done.bytesTotal()));
    }

    /// Waits until everything added is copied, and lends a hand. Nothing may be added any more.
    ///
    /// @throws InterruptedException if interrupted
    public void finish() throws InterruptedException {
        synchronized (this) {
            scanned = true;
        }
        Batch mine;
        while ((mine = nextForHelper()) != null) {
            help(mine);
        }
    }

    private synchronized @Nullable Batch nextForHelper() throws InterruptedException {
        while (!stopped) {
            Batch batch = backlog.poll();
            if (batch != null) {
                return forHelper(batch);
            }
            if (scanned && handedOut.isEmpty() && backlog.isEmpty()) {
                return null;
            }
            wait();
        }
        return null;
    }

    private @Nullable Batch forHelper(@Nullable Batch batch) {
        if (batch != null) {
            handedOut.add(batch);
            atHelper = batch;
            helper = Thread.currentThread();
        }
        return batch;
    }

    private void help(Batch batch) throws InterruptedException {
        try {
            done(batch, batch.copyHere(mode));
        } finally {
            synchronized (this) {
                atHelper = null;
                notifyAll();
            }
        }
    }

    /// Stops at once: kills the workers, and removes what they and the helper had half written.
    public void stop() {
        Workers pool;
        synchronized (this) {
            stopped = true;
            pool = workers;
            if (atHelper != null && helper != null) {
                helper.interrupt();
            }
            notifyAll();
        }
        if (pool != null) {
            pool.close();
        }
        Batch[] left;
        synchronized (this) {
            awaitHelper();
            left = handedOut.toArray(new Batch[0]);
        }
        for (Batch batch : left) {
            batch.sweep(mode.token());
        }
    }

    private void awaitHelper() {
        long end = System.nanoTime() + HELPER_PATIENCE_NANOS;
        try {
            for (long rest = HELPER_PATIENCE_NANOS; atHelper != null && rest > 1_000_000; ) {
                wait(rest / 1_000_000);
                rest = end - System.nanoTime();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Returns how many workers were started.
    ///
    /// @return 0 if there was too little to do for them
    public synchronized int workersUsed() {
        return workers == null || workersLost ? 0 : limit;
    }

    /// Begins to end the workers, those that are only being started among them; nothing is to be
    /// copied any more.
    public void release() {
        Workers pool = lastPool();
        if (pool != null) {
            pool.kill();
        }
    }

    /// Ends the workers.
    public void close() {
        Workers pool = lastPool();
        if (pool != null) {
            pool.close();
        }
    }

    private synchronized @Nullable Workers lastPool() {
        released = true;
        return workers;
    }
}
