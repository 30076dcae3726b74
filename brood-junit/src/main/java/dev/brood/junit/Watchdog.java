package dev.brood.junit;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The thread that notices deadlines: it dumps, then interrupts.
final class Watchdog implements AutoCloseable {
    static final String THREAD = "brood-junit-deadline";

    private final Duration pause;
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name(THREAD).daemon(true).factory());

    /// Makes a watchdog that interrupts again every five seconds.
    Watchdog() {
        this(Duration.ofSeconds(5));
    }

    /// Makes a watchdog.
    ///
    /// @param pause how long it waits before it interrupts again
    Watchdog(Duration pause) {
        this.pause = pause;
        clock.setRemoveOnCancelPolicy(true);
    }

    /// Begins to watch what the calling thread does from now on.
    Guard guard(String what, Duration deadline) {
        return new Guard(what, deadline);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /// The watch over one invocation.
    final class Guard {
        private final String what;
        private final Duration deadline;
        private final Thread thread = Thread.currentThread();
        private final long start = System.nanoTime();
        private final Future<?> alarm;
        private boolean expired;
        private boolean interrupted;
        private boolean ended;

        private Guard(String what, Duration deadline) {
            this.what = what;
            this.deadline = deadline;
            alarm = clock.schedule(this::expire, deadline.toMillis(), TimeUnit.MILLISECONDS);
        }

        /// Ends the watch.
        ///
        /// @param outcome what the invocation threw, null if it returned
        /// @throws AssertionError if the deadline was exceeded; its cause is the outcome
        void end(@Nullable Throwable outcome) {
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            alarm.cancel(false);
            synchronized (this) {
                ended = true;
                if (interrupted) {
                    // Ours, if it is still set: it must not hit what comes after.
                    var _ = Thread.interrupted();
                }
                if (!expired) {
                    return;
                }
            }
            throw new AssertionError(
                    "%s exceeded its deadline of %s: it took %d ms; thread dumps on standard error"
                                    .formatted(what, Await.inWords(deadline), taken.toMillis())
                            + " show where it and the JVMs below it stood",
                    outcome);
        }

        private void expire() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                expired = true;
            }
            try {
                System.err.println(
                        "%s has exceeded its deadline of %s in thread '%s'\n%s"
                                .formatted(
                                        what,
                                        Await.inWords(deadline),
                                        thread.getName(),
                                        ThreadDumps.ofTree()));
            } finally {
                interrupt();
            }
        }

        private synchronized void interrupt() {
            if (!ended) {
                interrupted = true;
                thread.interrupt();
                var _ = clock.schedule(this::interrupt, pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
