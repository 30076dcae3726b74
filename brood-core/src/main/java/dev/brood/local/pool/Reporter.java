package dev.brood.local.pool;

import dev.brood.ClosedException;
import dev.brood.local.channel.BlockingRing;
import dev.brood.local.channel.Payload;

/// Sends the notices of this worker to its pool, for any thread of it.
final class Reporter {
    private static final byte[] NOTHING = {};

    private final BlockingRing to;
    private final Bell bell;

    /// The task that runs, 0 between two; written by the worker's own thread.
    private volatile long task;

    Reporter(BlockingRing to, Bell bell) {
        this.to = to;
        this.bell = bell;
    }

    void begin(long id) {
        task = id;
    }

    void end() {
        task = 0;
    }

    /// Sends a notice without a body.
    boolean send(byte kind, long deadline) {
        return send(kind, NOTHING, NOTHING.length, deadline);
    }

    /// Sends a notice, waiting for room if need be. An interrupt does not keep it from that, and is
    /// not lost.
    ///
    /// @return false if the time is over, or nobody hears any more
    boolean send(byte kind, byte[] body, int length, long deadline) {
        Payload notice = Notice.of(kind, task, body, length);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    boolean sent = to.put(notice, deadline) == BlockingRing.Put.DONE;
                    if (sent) {
                        bell.ring();
                    }
                    return sent;
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ClosedException _) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
