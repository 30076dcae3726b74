package dev.brood.cli.progress;

import java.util.function.Supplier;

/// Shows progress at the view's interval, from a thread of its own, until it is closed.
public final class Ticker implements AutoCloseable {
    private final ProgressView view;
    private final Supplier<Progress> source;
    private final MovingRate bytes;
    private final MovingRate work;
    private final Thread thread;
    private boolean closed;

    /// Starts showing; the first time after one interval, so that a short job shows nothing.
    ///
    /// @param view where to show it
    /// @param source tells how far the job is
    public Ticker(ProgressView view, Supplier<Progress> source) {
        this.view = view;
        this.source = source;
        long now = System.nanoTime();
        bytes = new MovingRate(now);
        work = new MovingRate(now);
        thread = new Thread(this::run, "progress");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (awaitTick()) {
                // Asked without the lock: the source may be busy with output that waits for it.
                show(source.get());
            }
        } catch (InterruptedException _) {
            // Nobody has a reason to interrupt this thread but to end it.
            close();
        }
    }

    /// Returns false if there is to be no other.
    private synchronized boolean awaitTick() throws InterruptedException {
        long end = System.nanoTime() + view.intervalMillis() * 1_000_000L;
        for (long rest = view.intervalMillis(); rest > 0 && !closed; ) {
            wait(rest);
            rest = (end - System.nanoTime()) / 1_000_000;
        }
        return !closed;
    }

    private synchronized void show(Progress progress) {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        bytes.update(now, (double) progress.bytesDone());
        work.update(now, progress.workDone());
        double left = progress.workTotal() - progress.workDone();
        double speed = work.perSecond();
        long seconds =
                progress.growing() || speed <= 0 ? -1 : (long) Math.ceil(Math.max(0, left) / speed);
        view.show(progress, new Pace(bytes.perSecond(), seconds));
    }

    /// Lets other output in between two showings: clears the view and keeps it from being drawn
    /// until the output is written.
    ///
    /// @param output writes it
    public synchronized void around(Runnable output) {
        view.clear();
        output.run();
    }

    /// Ends the showing and clears the view. A second call does nothing.
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        view.clear();
    }
}
