package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.PoolStats;
import dev.brood.ProcessPool;
import dev.brood.WorkerDiedException;
import dev.brood.junit.Deadline;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// A pool that works while its workers are killed all the time: each task has exactly one outcome,
/// the pool ends clean, and nothing grows with the number of deaths.
///
/// `-Dbrood.tasks=100000 -Dbrood.kills=2000` runs it for longer.
@Deadline(seconds = 3600)
class LocalPoolSoakTest {
    private static final int TASKS = Integer.getInteger("brood.tasks", 2000);
    private static final int KILLS = Integer.getInteger("brood.kills", 10);
    private static final int FEW = 100;
    private static final Duration KILL_EVERY = Duration.ofMillis(50);
    private static final int WORKERS = 2;

    /// Tasks under way at a time.
    private static final int AHEAD = 500;

    private final long seed = System.nanoTime();

    /// How often each task gave a result.
    private final AtomicIntegerArray results = new AtomicIntegerArray(TASKS);

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Semaphore room = new Semaphore(AHEAD);
    private volatile boolean over;

    @Test
    void workersKilledAllTheTime_loseNoTask_andLeaveNothing() throws Exception {
        try (Brood brood = Brood.local()) {
            try (ProcessPool pool = brood.pool(WORKERS)) {
                pool.map(List.of(1, 2, 3, 4, 5, 6, 7, 8), x -> x); // all is there that stays
            }
            Possessions before = Possessions.now(brood);
            ProcessPool pool = brood.pool(WORKERS);
            Thread killer = Thread.ofPlatform().start(() -> kill(pool));
            submitAll(pool);
            killer.join();
            assertThat(pool.stats().tasks().submitted()).isGreaterThanOrEqualTo(TASKS);
            pool.close();
            assertThat(pool.isTerminated()).isTrue();
            assertThat(pool.workers()).isEmpty();
            checkOutcomes(pool.stats());
            before.requireNoMore(brood);
        }
    }

    /// Kills workers until all tasks are done and enough were killed.
    private void kill(ProcessPool pool) {
        RandomGenerator random = new SplittableRandom(seed);
        int killed = 0;
        while (!over) {
            LockSupport.parkNanos(KILL_EVERY.toNanos()); // the rhythm of the killer
            List<ChildProcess> workers = working(pool);
            if (killed < KILLS && !workers.isEmpty()) {
                workers.get(random.nextInt(workers.size())).kill();
                killed++;
            }
        }
    }

    /// Returns the workers that have done something: where starting one takes longer than the
    /// killer waits, no task would ever be done else.
    private static List<ChildProcess> working(ProcessPool pool) {
        Set<Long> working =
                pool.stats().workers().stream()
                        .filter(worker -> worker.done() > 0)
                        .map(PoolStats.Worker::pid)
                        .collect(Collectors.toSet());
        return pool.workers().stream().filter(each -> working.contains(each.pid())).toList();
    }

    private void submitAll(ProcessPool pool) throws Exception {
        for (int i = 0; i < TASKS; i++) {
            room.acquire();
            submit(pool, i);
        }
        assertThat(room.tryAcquire(AHEAD, 10, TimeUnit.MINUTES)).as("seed %d", seed).isTrue();
        over = true;
    }

    private void submit(ProcessPool pool, int number) {
        var _ =
                pool.submit(() -> work(number))
                        .whenComplete((result, e) -> {
                            if (e instanceof WorkerDiedException) {
                                submit(pool, number);
                                return;
                            }
                            if (e == null && result == number) {
                                results.incrementAndGet(number);
                            } else {
                                failure.compareAndSet(
                                        null, e == null ? new AssertionError("gave " + result) : e);
                            }
                            room.release();
                        });
    }

    /// Some tasks take a while, so that there is always one to be killed in.
    private static int work(int number) {
        if (number % 4 == 0) {
            LockSupport.parkNanos(1_000_000);
        }
        return number;
    }

    private void checkOutcomes(PoolStats stats) {
        assertThat(failure.get()).as("seed %d", seed).isNull();
        for (int i = 0; i < TASKS; i++) {
            assertThat(results.get(i)).as("task %d, seed %d", i, seed).isEqualTo(1);
        }
        PoolStats.Tasks tasks = stats.tasks();
        assertThat(tasks.done()).as(stats.toString()).isEqualTo(TASKS);
        assertThat(tasks.failed()).isEqualTo(tasks.submitted() - TASKS);
        assertThat(tasks.failed()).isLessThanOrEqualTo(stats.workersLost());
        assertThat(stats.workersStarted()).isGreaterThanOrEqualTo(stats.workersLost());
        if (KILLS > FEW) {
            System.out.println(stats);
        }
    }
}
