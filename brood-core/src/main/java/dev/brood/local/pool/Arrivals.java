package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/// What has come back to the reader of an [ItemFlow], who helps to take results while it waits for
/// more.
final class Arrivals implements Helped {
    /// A reader that takes longer for what it was given than this is not waited for.
    private static final long QUICK_NANOS = 100_000;

    private final BatchSubmitter pool;
    private final BooleanSupplier more;
    private final BlockingQueue<DonePart> parts = new LinkedBlockingQueue<>();

    private long left = System.nanoTime(); // the reader's own
    private boolean quick; // the reader's own

    /// Makes one.
    ///
    /// @param more whether there is more under way
    Arrivals(BatchSubmitter pool, BooleanSupplier more) {
        this.pool = pool;
        this.more = more;
    }

    void add(DonePart part) {
        parts.add(part);
        pool.nudge(this);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    @Override
    public boolean isReady() {
        return !parts.isEmpty();
    }

    @Override
    public boolean isBackSoon() {
        return quick && more.getAsBoolean();
    }

    @Nullable DonePart poll() {
        return parts.poll();
    }

    /// Waits for one.
    ///
    /// @throws InterruptedException if interrupted while waiting
    DonePart take() throws InterruptedException {
        quick = System.nanoTime() - left < QUICK_NANOS;
        pool.help(this);
        left = System.nanoTime();
        return parts.take();
    }
}
