package dev.brood;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What a pool was doing when it was asked: its tasks, its workers and where the time goes. A
/// snapshot made of counts that go on while they are read, so that sums may be off by what happened
/// meanwhile. Workers tell of the results of a `map` a few at a time: these count as done some
/// milliseconds later than they are, and where a long item follows short ones perhaps when it ends.
///
/// Its text is for people and may change:
///
/// ```
/// pool 'thumbnails', 12.3 s old: 2 workers, 3 started, 1 lost
///   tasks: 100 submitted, 3 ready, 2 handed, 2 running, 90 done, 2 failed, 1 cancelled, …
///   wait for a worker: median 12 µs, 99 % below 3.1 ms
///   thumbnails-worker-2 (pid 4711), 9.2 s old: 45 done, busy 81 %, waiting 2 %, idle 17 %, …
///   slowest: task 'cover' (17) 3.2 s on thumbnails-worker-1
/// ```
///
/// @param pool the pool's name
/// @param age how long ago it was made
/// @param tasks how many are in which state
/// @param queueWait how long tasks wait for a worker
/// @param workers those that live
/// @param workersStarted how many there have been
/// @param workersLost how many of them ended without being told to: they died, or ended themselves
/// @param slowest the tasks that have run the longest and ended, the longest first; ten at most
public record PoolStats(
        String pool,
        Duration age,
        Tasks tasks,
        QueueWait queueWait,
        List<Worker> workers,
        long workersStarted,
        long workersLost,
        List<SlowTask> slowest) {

    /// Copies the lists.
    public PoolStats {
        workers = List.copyOf(workers);
        slowest = List.copyOf(slowest);
    }

    /// How many tasks are in which state. A task is first ready, handed and running, in this order,
    /// though it may come back to ready when its worker died; then it is one of the last four. A
    /// batch of items of a `map` or stream counts as one task.
    ///
    /// @param submitted how many the pool was given
    /// @param ready those that no worker has
    /// @param handed those that are on their way to a worker, or wait in it for the one it runs, or
    ///   whose result is on its way back
    /// @param running those that a worker runs
    /// @param done those that have returned a result
    /// @param failed those that have thrown something, or whose worker died, or whose result could
    ///   not travel
    /// @param cancelled those that were cancelled, or whose future was completed by another than
    ///   the pool
    /// @param timedOut those whose time was over
    /// @param retried how often a task was made ready again after a failure
    public record Tasks(
            long submitted,
            long ready,
            long handed,
            long running,
            long done,
            long failed,
            long cancelled,
            long timedOut,
            long retried) {

        /// Returns how many have ended, in whichever way.
        ///
        /// @return a number of tasks
        public long ended() {
            return done + failed + cancelled + timedOut;
        }

        @Override
        public String toString() {
            return ("%d submitted, %d ready, %d handed, %d running, %d done, %d failed, "
                            + "%d cancelled, %d timed out, %d retried")
                    .formatted(
                            submitted, ready, handed, running, done, failed, cancelled, timedOut,
                            retried);
        }
    }

    /// How long tasks have waited from their submission until a worker began them, from the counts
    /// of a histogram: exact to 13 %.
    ///
    /// @param tasks how many were counted
    /// @param median what half of them have waited at most; zero if there are none
    /// @param p99 what 99 of 100 have waited at most; zero if there are none
    public record QueueWait(long tasks, Duration median, Duration p99) {
        @Override
        public String toString() {
            return "median %s, 99 %% below %s".formatted(text(median), text(p99));
        }
    }

    /// A worker that lives.
    ///
    /// @param pid its process id
    /// @param name its name
    /// @param age how long ago its process was there
    /// @param current what it runs; null if nothing
    /// @param handed how many tasks are on their way to it, wait in it, or run
    /// @param done how many it has ended, whatever came of them
    /// @param busy the share of its life in which it ran tasks, 0 to 1
    /// @param waiting the share in which it had tasks and ran none: they, or their results, were
    ///   being copied, encoded or decoded, or waited for the process to be scheduled
    /// @param idle the share in which it had none
    /// @param bytesIn how much was copied to it, encoded
    /// @param bytesOut how much was copied from it, encoded
    public record Worker(
            long pid,
            String name,
            Duration age,
            @Nullable Running current,
            int handed,
            long done,
            double busy,
            double waiting,
            double idle,
            long bytesIn,
            long bytesOut) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s (pid %d), %s old: %d done, busy %.0f %%, waiting %.0f %%, idle %.0f %%,"
                            + " %s in, %s out, %s",
                    name,
                    pid,
                    text(age),
                    done,
                    100 * busy,
                    100 * waiting,
                    100 * idle,
                    bytes(bytesIn),
                    bytes(bytesOut),
                    current == null ? "idle" : current);
        }
    }

    /// A task that a worker runs.
    ///
    /// @param id its number in the pool
    /// @param name what it is called, `task 17` if it was given no name
    /// @param since how long it has been running
    public record Running(long id, String name, Duration since) {
        @Override
        public String toString() {
            return "runs %s for %s".formatted(name, text(since));
        }
    }

    /// A task that took long.
    ///
    /// @param id its number in the pool
    /// @param name what it is called, `task 17` if it was given no name
    /// @param ran how long it ran
    /// @param worker the name of its worker
    public record SlowTask(long id, String name, Duration ran, String worker) {
        @Override
        public String toString() {
            return "%s %s on %s".formatted(name, text(ran), worker);
        }
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(
                        "pool '%s', %s old: %d workers, %d started, %d lost%n  tasks: %s%n"
                                .formatted(
                                        pool,
                                        PoolStats.text(age),
                                        workers.size(),
                                        workersStarted,
                                        workersLost,
                                        tasks));
        text.append("  wait for a worker: ").append(queueWait);
        workers.forEach(worker -> text.append("%n  %s".formatted(worker)));
        slowest.forEach(task -> text.append("%n  slowest: %s".formatted(task)));
        return text.toString();
    }

    /// Writes a time as a person would: three digits and a unit.
    private static String text(Duration time) {
        double nanos = time.toSeconds() * 1e9 + time.toNanosPart();
        if (nanos < 1e3) {
            return digits(nanos) + " ns";
        }
        if (nanos < 1e6) {
            return digits(nanos / 1e3) + " µs";
        }
        if (nanos < 1e9) {
            return digits(nanos / 1e6) + " ms";
        }
        return nanos < 120e9 ? digits(nanos / 1e9) + " s" : time.toMinutes() + " min";
    }

    private static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return digits(bytes / 1e3) + " kB";
        }
        return bytes < 1_000_000_000 ? digits(bytes / 1e6) + " MB" : digits(bytes / 1e9) + " GB";
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
    }
}
