package dev.brood.bench;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedBarrier;
import dev.brood.SharedCondition;
import dev.brood.SharedEvent;
import dev.brood.SharedInt;
import dev.brood.SharedLock;
import dev.brood.SharedLongArray;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// Locks and what one waits at: alone, with two processes at once, and handed to and fro.
public final class SyncBench {
    private static final int UNMEASURED = 4;
    private static final int UNCONTENDED = 5_000_000;
    private static final int CONTENDED = 1_000_000;
    private static final int TURNS = 5_000;
    private static final int CYCLES = 3_000;
    private static final int WAKES = 600;

    private SyncBench() {}

    /// Measures.
    ///
    /// @param args what the names of the cases to measure begin with, all if none is given
    /// @throws Exception if a child fails
    public static void main(String... args) throws Exception {
        Case.run(CASES, args);
    }

    private static final List<Case> CASES =
            List.of(
                    new Case("lock.uncontended", (b, n, name) -> uncontended(b.lock(), n, name)),
                    new Case("lock.contended", (b, n, name) -> contended(b, b.lock(), n, name)),
                    new Case(
                            "lock.contended fair",
                            (b, n, name) -> contended(b, b.newLock().fair(true).open(), n, name)),
                    new Case("rlock.uncontended", (b, n, name) -> nested(b.lock(), n, name)),
                    new Case(
                            "semaphore.uncontended",
                            (b, n, name) -> uncontended(b.semaphore(1), n, name)),
                    new Case(
                            "semaphore.contended",
                            (b, n, name) -> contended(b, b.semaphore(1), n, name)),
                    new Case("event.wake", SyncBench::eventWake),
                    new Case("condition.pingpong", SyncBench::conditionPingPong),
                    new Case("barrier.2", SyncBench::barrier));

    private static Figure perOperation(String name, int rounds, Action work) throws Exception {
        double[] nanos = new double[rounds];
        for (int i = -UNMEASURED; i < rounds; i++) {
            long begin = System.nanoTime();
            work.perform();
            if (i >= 0) {
                nanos[i] = (System.nanoTime() - begin) / (double) UNCONTENDED;
            }
        }
        return new Figure(name + " acquire_release", "ns", nanos);
    }

    @SuppressWarnings("LockNotBeforeTry") // a call between would be measured too
    private static Figure uncontended(SharedLock lock, int rounds, String name) throws Exception {
        return perOperation(
                name,
                rounds,
                () -> {
                    for (int i = 0; i < UNCONTENDED; i++) {
                        lock.lock();
                        lock.unlock();
                    }
                });
    }

    @SuppressWarnings("LockNotBeforeTry") // the JVM ends if it fails
    private static Figure nested(SharedLock lock, int rounds, String name) throws Exception {
        lock.lock();
        Figure figure = uncontended(lock, rounds, name);
        lock.unlock();
        return figure;
    }

    private static Figure uncontended(SharedSemaphore semaphore, int rounds, String name)
            throws Exception {
        return perOperation(
                name,
                rounds,
                () -> {
                    for (int i = 0; i < UNCONTENDED; i++) {
                        semaphore.acquire();
                        semaphore.release();
                    }
                });
    }

    private static Figure contended(Brood brood, SharedLock lock, int rounds, String name)
            throws InterruptedException {
        SharedLongArray cell = brood.longs(1);
        return increments(
                brood,
                cell,
                rounds,
                name,
                () -> {
                    for (int i = 0; i < CONTENDED; i++) {
                        lock.lock();
                        try {
                            cell.set(0, cell.get(0) + 1);
                        } finally {
                            lock.unlock();
                        }
                    }
                });
    }

    private static Figure contended(Brood brood, SharedSemaphore semaphore, int rounds, String name)
            throws InterruptedException {
        SharedLongArray cell = brood.longs(1);
        return increments(
                brood,
                cell,
                rounds,
                name,
                () -> {
                    for (int i = 0; i < CONTENDED; i++) {
                        semaphore.acquire();
                        try {
                            cell.set(0, cell.get(0) + 1);
                        } finally {
                            semaphore.release();
                        }
                    }
                });
    }

    private static Figure increments(
            Brood brood, SharedLongArray cell, int rounds, String name, Action work)
            throws InterruptedException {
        double[] spans = InStep.run(brood, UNMEASURED, rounds, List.of(work, work));
        long expected = 2L * CONTENDED * (UNMEASURED + rounds);
        if (cell.get(0) != expected) {
            throw new AssertionError("counted " + cell.get(0) + ", not " + expected);
        }
        return Figure.of(name + " increments", "M/s", spans, span -> 2e3 * CONTENDED / span);
    }

    private static Figure eventWake(Brood brood, int rounds, String name) throws Exception {
        SharedEvent event = brood.event();
        SharedQueue<Long> answers = brood.queue(2);
        int total = WAKES + WAKES / 2;
        ChildProcess waiter =
                brood.start(() -> {
                    for (int i = 0; i < total; i++) {
                        answers.put(0L);
                        event.await();
                        long now = System.nanoTime();
                        event.clear();
                        answers.put(now);
                    }
                });
        double[] micros = new double[WAKES];
        for (int i = WAKES - total; i < WAKES; i++) {
            answers.take();
            TimeUnit.MILLISECONDS.sleep(1); // lets it come to wait, and fall asleep
            long begin = System.nanoTime();
            event.set();
            long woken = answers.take();
            if (i >= 0) {
                micros[i] = (woken - begin) / 1e3;
            }
        }
        waiter.join();
        return new Figure(name + " set_to_return", "us", micros);
    }

    private static Figure conditionPingPong(Brood brood, int rounds, String name)
            throws InterruptedException {
        SharedLock lock = brood.lock();
        SharedCondition changed = lock.newCondition();
        SharedInt turn = brood.sharedInt(0);
        double[] spans =
                InStep.run(
                        brood,
                        UNMEASURED,
                        rounds,
                        List.of(
                                () -> takeTurns(lock, changed, turn, 0),
                                () -> takeTurns(lock, changed, turn, 1)));
        return Figure.of(name + " round_trip", "us", spans, span -> span / TURNS / 1e3);
    }

    private static void takeTurns(SharedLock lock, SharedCondition changed, SharedInt turn, int me)
            throws InterruptedException {
        for (int i = 0; i < TURNS; i++) {
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

    private static Figure barrier(Brood brood, int rounds, String name)
            throws InterruptedException {
        SharedBarrier barrier = brood.barrier(2);
        Action cycles =
                () -> {
                    for (int i = 0; i < CYCLES; i++) {
                        barrier.await();
                    }
                };
        double[] spans = InStep.run(brood, UNMEASURED, rounds, List.of(cycles, cycles));
        return Figure.of(name + " cycle", "us", spans, span -> span / CYCLES / 1e3);
    }
}
