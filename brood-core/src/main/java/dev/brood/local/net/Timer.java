package dev.brood.local.net;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Ends what takes too long: reads and writes of a wire have no time-outs that a peer which sends a
/// byte now and then would not outwit.
final class Timer {
    private static final long LINGER_SECONDS = 1;
    private static final ScheduledThreadPoolExecutor SOON = executor();

    private Timer() {}

    private static ScheduledThreadPoolExecutor executor() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("brood-link-timer").factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(LINGER_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /// Has something done after a time.
    ///
    /// @param action short, and throws nothing
    /// @return to be cancelled when it is needed no more
    static Future<?> after(Duration time, Runnable action) {
        return SOON.schedule(action, time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
