package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// What has come back to the reader of an [ItemFlow], who helps to take results while it waits for
/// more.
final class Arrivals implements Helped {
    private final BatchSubmitter pool;
    private final BlockingQueue<DonePart> parts = new LinkedBlockingQueue<>();

    Arrivals(BatchSubmitter pool) {
        this.pool = pool;
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

    @Nullable DonePart poll() {
        return parts.poll();
    }

    /// Waits for one.
    ///
    /// @throws InterruptedException if interrupted while waiting
    DonePart take() throws InterruptedException {
        pool.help(this);
        return parts.take();
    }
}
