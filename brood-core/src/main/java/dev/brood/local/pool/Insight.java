package dev.brood.local.pool;

import dev.brood.ExitStatus;
import dev.brood.PoolListener;
import dev.brood.PoolListener.Outcome;
import dev.brood.TaskTimeoutException;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/// What a pool tells about itself: it counts, for [PoolStatistics], and passes on, to listeners and
/// to the JVM's flight recorder.
///
/// An end is counted before the future is completed, so that who has waited for the future finds
/// its task among those that have ended.
final class Insight {
    final String pool;
    final long since = System.nanoTime();
    final LongAdder submitted = new LongAdder();
    final LongAdder retried = new LongAdder();
    private final Map<Outcome, LongAdder> ended = new EnumMap<>(Outcome.class);
    private final @Nullable Announcer announcer;

    /// Guarded by the pool's lock, as all that follow.
    final WaitHistogram waits = new WaitHistogram();

    final SlowestTasks slowest = new SlowestTasks();
    long workersStarted;
    long workersLost;

    Insight(String pool, List<PoolListener> listeners) {
        this.pool = pool;
        for (Outcome outcome : Outcome.values()) {
            ended.put(outcome, new LongAdder());
        }
        this.announcer = listeners.isEmpty() ? null : new Announcer(this, listeners);
    }

    /// A task was submitted.
    void submitted() {
        submitted.increment();
        Announcer to = announcer;
        if (to != null) {
            to.progress();
        }
    }

    /// A task is made ready again after a failure.
    void retried() {
        retried.increment();
    }

    /// Returns how many tasks have ended so.
    long ended(Outcome outcome) {
        return adder(outcome).sum();
    }

    /// Returns how many have ended.
    long ended() {
        return ended.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /// A worker has answered a task. Under the pool's lock.
    void answered(PoolTask<?> task, Worker worker, Payload result) {
        long nanos = Messages.nanos(result);
        task.waitedNanos = Math.max(0, Messages.begun(result) - task.readyAt);
        task.ranNanos = nanos;
        task.answeredBy = worker;
        waits.add(task.waitedNanos);
        slowest.add(task, worker, nanos);
    }

    /// A future is about to be completed.
    void ending(Outcome outcome) {
        adder(outcome).increment();
    }

    /// Another was faster to complete the future than who said it was [#ending].
    void notEnded(Outcome outcome) {
        adder(outcome).decrement();
    }

    /// A future is complete.
    void ended(PoolTask<?> task, Outcome outcome) {
        Announcer to = announcer;
        if (to != null) {
            Worker worker = task.answeredBy;
            to.taskEnded(
                    new PoolListener.TaskEnd(
                            task.id,
                            task.name(),
                            outcome,
                            worker == null ? null : worker.name,
                            Duration.ofNanos(task.waitedNanos),
                            Duration.ofNanos(task.ranNanos)));
        }
        if (FlightRecorderWatch.isOn()) {
            FlightEvents.taskEnded(this, task, outcome);
        }
    }

    private LongAdder adder(Outcome outcome) {
        return Objects.requireNonNull(ended.get(outcome));
    }

    /// Returns how a task has ended that fails.
    ///
    /// @param byPool whether the pool has found that out, rather than another
    static Outcome outcome(Throwable failure, boolean byPool) {
        if (failure instanceof TaskTimeoutException) {
            return Outcome.TIMED_OUT;
        }
        if (byPool) {
            return Outcome.FAILED;
        }
        return failure instanceof TimeoutException ? Outcome.TIMED_OUT : Outcome.CANCELLED;
    }

    /// A worker was started. Under the pool's lock.
    void workerStarted(Worker worker) {
        workersStarted++;
        FlightRecorderWatch.look();
        Announcer to = announcer;
        if (to != null) {
            to.workerStarted(worker.name, worker.process.pid());
        }
        if (FlightRecorderWatch.isOn()) {
            FlightEvents.workerStarted(this, worker);
        }
    }

    /// A worker has ended. Under the pool's lock.
    void workerEnded(Worker worker) {
        ExitStatus status = worker.process.exitStatus().orElseThrow();
        if (!worker.dismissed) {
            workersLost++;
        }
        Announcer to = announcer;
        if (to != null) {
            to.workerEnded(worker.name, worker.process.pid(), status, worker.dismissed);
        }
        if (FlightRecorderWatch.isOn()) {
            FlightEvents.workerEnded(this, worker, status);
        }
    }

    /// The pool has ended.
    void close() {
        Announcer to = announcer;
        if (to != null) {
            to.close();
        }
    }
}
