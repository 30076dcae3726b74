package dev.brood.bench.cases;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.SharedBarrier;
import dev.brood.SharedCondition;
import dev.brood.SharedEvent;
import dev.brood.SharedInt;
import dev.brood.SharedLock;
import dev.brood.SharedLongArray;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Locks and what one waits at: alone, with several processes at once, and handed to and fro.
///
/// A lock is always re-entrant, so CPython's `Lock` and `RLock` are the same work here.
final class SyncCases {
    private static final int UNCONTENDED = 5_000_000;
    private static final int CONTENDED = 1_000_000;
    private static final int TURNS = 5_000;
    private static final int CYCLES = 3_000;
    private static final int WAKES = 200;

    static final List<Case> ALL =
            List.of(
                    new Case("lock.uncontended", s -> uncontended(s, s.brood().lock())),
                    new Case("lock.contended", SyncCases::locks),
                    new Case("rlock.uncontended", s -> uncontended(s, s.brood().lock())),
                    new Case("rlock.contended", s -> contended(s, s.brood().lock(), "", 2)),
                    new Case("semaphore.uncontended", SyncCases::uncontendedSemaphore),
                    new Case("semaphore.contended", SyncCases::contendedSemaphore),
                    new Case("event.wake", 1, SyncCases::eventWake),
                    new Case("condition.pingpong", SyncCases::conditionPingPong),
                    new Case("barrier.2", SyncCases::barrier));

    private SyncCases() {}

    @SuppressWarnings("LockNotBeforeTry") // a call between would be measured too
    private static Session uncontended(Setup setup, SharedLock lock) {
        int times = setup.count(UNCONTENDED);
        return samples -> {
            long begin = System.nanoTime();
            for (int i = 0; i < times; i++) {
                lock.lock();
                lock.unlock();
            }
            double nanos = Samples.since(begin);
            samples.time("acquire_release", "ns", nanos / times);
        };
    }

    private static Session uncontendedSemaphore(Setup setup) {
        int times = setup.count(UNCONTENDED);
        SharedSemaphore semaphore = setup.brood().semaphore(1);
        return samples -> {
            long begin = System.nanoTime();
            for (int i = 0; i < times; i++) {
                semaphore.acquire();
                semaphore.release();
            }
            double nanos = Samples.since(begin);
            samples.time("acquire_release", "ns", nanos / times);
        };
    }

    private static Session locks(Setup setup) {
        return Sessions.of(
                contended(setup, setup.brood().lock(), "", 2),
                contended(setup, setup.brood().newLock().fair(true).open(), ".fair", 2));
    }

    /// Measures processes that count up under a lock.
    ///
    /// @param suffix of the metric's name
    /// @param processes how many
    static Session contended(Setup setup, SharedLock lock, String suffix, int processes) {
        int times = setup.count(CONTENDED) / processes;
        SharedLongArray cell = setup.brood().longs(1);
        Action work =
                () -> {
                    for (int i = 0; i < times; i++) {
                        lock.lock();
                        try {
                            cell.set(0, cell.get(0) + 1);
                        } finally {
                            lock.unlock();
                        }
                    }
                };
        return increments(setup, cell, times, suffix, Collections.nCopies(processes, work));
    }

    private static Session contendedSemaphore(Setup setup) {
        int times = setup.count(CONTENDED);
        SharedSemaphore semaphore = setup.brood().semaphore(1);
        SharedLongArray cell = setup.brood().longs(1);
        Action work =
                () -> {
                    for (int i = 0; i < times; i++) {
                        semaphore.acquire();
                        try {
                            cell.set(0, cell.get(0) + 1);
                        } finally {
                            semaphore.release();
                        }
                    }
                };
        return increments(setup, cell, times, "", List.of(work, work));
    }

    private static Session increments(
            Setup setup, SharedLongArray cell, int times, String suffix, List<Action> works) {
        long all = (long) times * works.size();
        return new StepSession(
                setup,
                works,
                (samples, nanos) -> {
                    long counted = cell.get(0);
                    cell.set(0, 0);
                    if (counted != all) {
                        throw new AssertionError("counted " + counted + ", not " + all);
                    }
                    samples.rate("increments" + suffix, "ops/s", (double) all, nanos);
                },
                cell);
    }

    private static Session eventWake(Setup setup) {
        SharedEvent event = setup.brood().event();
        SharedQueue<Long> answers = setup.brood().queue(2);
        int wakes = setup.count(WAKES);
        ChildProcess waiter =
                setup.brood()
                        .process()
                        .daemon(true)
                        .start(() -> {
                            while (true) {
                                answers.put(0L);
                                event.await();
                                long now = System.nanoTime();
                                event.clear();
                                answers.put(now);
                            }
                        });
        return new Session() {
            @Override
            public void sample(Samples samples) throws Exception {
                for (int i = 0; i < wakes; i++) {
                    answers.take();
                    TimeUnit.MILLISECONDS.sleep(1); // lets it come to wait, and fall asleep
                    long begin = System.nanoTime();
                    event.set();
                    long woken = answers.take();
                    samples.time("set_to_return", "us", Samples.between(begin, woken));
                }
            }

            @Override
            public void end() throws InterruptedException {
                waiter.kill();
                waiter.join();
            }
        };
    }

    private static Session conditionPingPong(Setup setup) {
        SharedLock lock = setup.brood().lock();
        SharedCondition changed = lock.newCondition();
        SharedInt turn = setup.brood().sharedInt(0);
        int turns = setup.count(TURNS);
        List<Action> works =
                List.of(
                        () -> takeTurns(lock, changed, turn, 0, turns),
                        () -> takeTurns(lock, changed, turn, 1, turns));
        return new StepSession(
                setup, works, (samples, nanos) -> samples.time("round_trip", "us", nanos / turns));
    }

    private static void takeTurns(
            SharedLock lock, SharedCondition changed, SharedInt turn, int me, int turns)
            throws InterruptedException {
        for (int i = 0; i < turns; i++) {
            lock.lock();
            try {
                while (turn.get() != me) {
                    changed.await();
                }
                turn.set(1 - me);
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private static Session barrier(Setup setup) {
        SharedBarrier barrier = setup.brood().barrier(2);
        int cycles = setup.count(CYCLES);
        Action work =
                () -> {
                    for (int i = 0; i < cycles; i++) {
                        barrier.await();
                    }
                };
        return new StepSession(
                setup,
                List.of(work, work),
                (samples, nanos) -> samples.time("cycle", "us", nanos / cycles));
    }
}
