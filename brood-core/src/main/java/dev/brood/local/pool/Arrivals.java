package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/// What has come back to the reader of an [ItemFlow], who helps to take results while it waits for
/// more.
final class Arrivals implements Helped {
    /// A reader that has something less often than this, as its consumer or the tasks take longer,
    /// is not waited for.
    private static final long OFTEN_NANOS = 200_000;

    private final BatchSubmitter pool;
    private final BooleanSupplier more;
    private final BlockingQueue<DonePart> parts = new LinkedBlockingQueue<>();

    private long had = System.nanoTime(); // when the reader had the last; its own

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
        return System.nanoTime() - had < OFTEN_NANOS && more.getAsBoolean();
    }

    /// Takes one if it is there. Somebody else took it from the workers: while such come often the
    /// reader, who comes as often, had better do so.
    @Nullable DonePart poll() {
        DonePart part = parts.poll();
        if (part != null) {
            pool.claim(this);
            had = System.nanoTime();
        }
        return part;
    }

    /// Waits for one.
    ///
    /// @throws InterruptedException if interrupted while waiting
    DonePart take() throws InterruptedException {
        pool.help(this);
        had = System.nanoTime();
        return parts.take();
    }
}
