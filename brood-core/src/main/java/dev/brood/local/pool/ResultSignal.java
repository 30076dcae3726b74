package dev.brood.local.pool;

import dev.brood.local.channel.Payload;
import dev.brood.local.channel.Ring;
import dev.brood.local.os.CrashPoint;

/// When a worker tells its pool that it has sent a result.
///
/// At once, as a rule: somebody may wait for that one. A batch of a `map` is *quiet*: who called
/// that needs all results and no one first, and each wake-up costs him some 20 µs of a processor on
/// which a worker could be at work. What comes of a quiet one is told of later, together with what
/// follows, as long as all this holds:
///
/// - the worker goes on at once: it has more in its ring, and more than half of the most it had
///   there since it last told of something; so the pool can hand it more before it has run out
/// - the message is small: what the pool has not been told of never fills the ring
/// - it has told of something lately
///
/// What is owed is told of before the worker waits for anything: for a task (its ring may have been
/// emptied by the pool, which takes back what others can do), or for room, which only large
/// messages need. If it dies first its pool, which looks into the ring of the dead, finds the
/// results there. If the next task takes long, the results before it are known when that ends, or
/// when another worker tells of its own: a pool that looks at all takes all.
///
/// Used by the worker's own thread.
final class ResultSignal {
    /// Of the messages the pool has not been told of: as many as it hands out at most would be a
    /// quarter of the ring.
    private static final int MOST_BYTES = 16 << 10;

    private static final long LATELY_NANOS = 10_000_000;

    private final Bell bell;
    private final Ring tasks;

    /// The most tasks that were seen waiting since it last rang.
    private int most;

    private boolean owed;
    private long rangAt = System.nanoTime();

    /// Makes that of a worker.
    ///
    /// @param tasks the ring it takes them from
    ResultSignal(Bell bell, Ring tasks) {
        this.bell = bell;
        this.tasks = tasks;
    }

    /// Told when the last result of a task has been put.
    ///
    /// @param quiet whether nobody waits for that alone
    /// @param ended when the task did, on the clock of [System#nanoTime]
    void sent(Payload result, boolean quiet, long ended) {
        if (quiet && result.bytes() <= MOST_BYTES && ended - rangAt < LATELY_NANOS) {
            int waiting = tasks.size();
            most = Math.max(most, waiting);
            if (waiting > 1 && waiting > most / 2) {
                owed = true;
                CrashPoint.reach("worker.quiet");
                return;
            }
        }
        ring(ended);
    }

    /// Returns whether the pool is still to be told of something.
    boolean isOwed() {
        return owed;
    }

    /// Tells the pool what it has not been told of, before this worker waits or ends.
    void settle() {
        if (owed) {
            ring(System.nanoTime());
        }
    }

    private void ring(long now) {
        owed = false;
        most = 0;
        rangAt = now;
        bell.ring();
    }
}
