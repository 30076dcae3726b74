package dev.brood.local.memory;

import dev.brood.local.os.Backstop;
import dev.brood.local.os.Deadline;
import dev.brood.local.os.OperatingSystem;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// One thread's wait at several [WaitPoint]s at once, and for events of this process besides: the
/// bell, a wait point of this process alone, is always among them.
///
/// It is used as a single one: enter, look, await, leave. Whoever leaves passes on at each point
/// what it may have been woken for and does not take.
///
/// A futex wait pins the carrier of a virtual thread, so a platform thread waits for it.
public final class WaitSet {
    /// The longest sleep; see [WaitPoint].
    private static final long BACKSTOP_NANOS = Backstop.of(Duration.ofSeconds(2)).toNanos();

    private static final long LINGER_SECONDS = 1;

    private static final MemorySegment BELL = Arena.global().allocate(WaitPoint.BYTES, 16);

    private static final ThreadPoolExecutor LOOKOUTS =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    LINGER_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("brood-lookout").factory());

    private final OperatingSystem system;
    private final List<WaitPoint> points = new ArrayList<>();
    private final List<Long> tickets = new ArrayList<>();

    /// Makes a set of the bell and more.
    ///
    /// @param system how this process waits
    /// @param points where else to wait
    public WaitSet(OperatingSystem system, List<WaitPoint> points) {
        this.system = system;
        this.points.add(bell(system));
        this.points.addAll(points);
    }

    /// Wakes all sets of this process, because something of this process has changed. The caller
    /// has made a full fence after the change.
    ///
    /// @param system how this process waits
    public static void ring(OperatingSystem system) {
        bell(system).signalAll();
    }

    private static WaitPoint bell(OperatingSystem system) {
        return new WaitPoint(system, BELL, 0);
    }

    /// Announces a waiter at all points. Must be followed by [#leave].
    public void enter() {
        for (WaitPoint point : points) {
            tickets.add(point.enter());
        }
    }

    /// Sleeps until one of the points is signalled since [#enter], or the time is over, or the
    /// thread is interrupted, or for no reason. The interrupted status is not cleared.
    ///
    /// @param deadline on the clock of [Deadline]
    public void await(long deadline) {
        long nanos = Math.min(Deadline.remaining(deadline), BACKSTOP_NANOS);
        if (nanos <= 0) {
            return;
        }
        List<OperatingSystem.Watched> words = new ArrayList<>(points.size());
        for (int i = 0; i < points.size(); i++) {
            words.add(points.get(i).watched(tickets.get(i)));
        }
        if (Thread.currentThread().isVirtual() && system.blocksCarrier()) {
            awaitElsewhere(words, nanos);
        } else {
            system.awaitAny(words, nanos, true);
        }
    }

    private void awaitElsewhere(List<OperatingSystem.Watched> words, long nanos) {
        Future<?> wait = LOOKOUTS.submit(() -> system.awaitAny(words, nanos, false));
        boolean interrupted = false;
        while (true) {
            try {
                wait.get();
                break;
            } catch (InterruptedException _) {
                // What it looks at may be unmapped once this returns: so it must be back before.
                interrupted = true;
                ring(system);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a wait failed", e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes the announcements back.
    public void leave() {
        for (int i = 0; i < tickets.size(); i++) {
            points.get(i).leave(tickets.get(i));
        }
        tickets.clear();
    }
}
