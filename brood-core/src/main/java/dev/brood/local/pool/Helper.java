package dev.brood.local.pool;

import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;

/// Lets a thread that waits for a result take the pool's results itself, in place of the
/// [Collector]'s thread: so the result wakes the one who wants it, not another who wakes that one.
///
/// One thread at a time helps; others wait for their futures as for any. While one helps workers
/// ring for it and not for the collector ([Bell]), which sleeps on. When it goes it rings for the
/// collector if there is a result.
///
/// Of what it takes it completes only what runs nobody else's callbacks, and nothing while another
/// thread completes; the rest it leaves to the collector, which it wakes.
final class Helper {
    private final Collector collector;
    private final Bell bell;
    private final Spin spin = Spin.patient();
    private volatile @Nullable Helped target;

    /// Makes one for the pool of a collector.
    Helper(Collector collector, Bell bell) {
        this.collector = collector;
        this.bell = bell;
    }

    /// Takes results until a wait is over, the time is, or the pool has ended; not at all if
    /// another thread helps already or this one should not.
    ///
    /// @param until the wait
    /// @param deadline on the clock of [Deadline]
    /// @throws InterruptedException if interrupted while waiting
    void help(Helped until, long deadline) throws InterruptedException {
        try {
            if (mayHelp() && begin(until)) {
                try {
                    work(until, deadline);
                } finally {
                    end();
                }
            }
        } catch (IllegalStateException e) {
            if (collector.isOpen()) {
                throw e; // else the memory was unmapped under it
            }
        }
    }

    /// A virtual thread would keep its carrier; a collecting one has its own way.
    private static boolean mayHelp() {
        return !Thread.currentThread().isVirtual() && !Collector.isCollecting();
    }

    private synchronized boolean begin(Helped until) {
        if (target != null || !collector.enter()) {
            return false;
        }
        target = until;
        bell.setHelping(true);
        return true;
    }

    private void work(Helped until, long deadline) throws InterruptedException {
        while (!until.isReady() && collector.isOpen() && Deadline.remaining(deadline) > 0) {
            if (!collector.collectHelping(until) && !until.isReady()) {
                collector.balance();
                await(until, deadline);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    private void await(Helped until, long deadline) {
        if (spin.sees(() -> !isOver(until))) {
            return;
        }
        WaitPoint point = bell.forHelper();
        long ticket = point.enter();
        try {
            if (!isOver(until)) {
                point.await(ticket, deadline, true);
            }
        } finally {
            point.leave(ticket);
        }
    }

    private boolean isOver(Helped until) {
        // Not what the collector has to complete: that may be held up, and is not for this thread.
        return until.isReady() || collector.workersHaveResults() || !collector.isOpen();
    }

    private void end() {
        bell.setHelping(false);
        target = null;
        VarHandle.fullFence(); // gone before the look: what comes later rings for the collector
        if (collector.hasResults()) {
            bell.forCollector().signal(1);
        }
        collector.exit();
    }

    /// Tells the helper, if it waits for this, that its wait is over. The caller has made it so by
    /// a volatile write.
    void nudge(Helped over) {
        if (over.equals(target)) {
            VarHandle.fullFence();
            bell.forHelper().signal(1);
        }
    }

    /// Wakes it, whatever it waits for.
    void wake() {
        bell.forHelper().signalAll();
    }
}
