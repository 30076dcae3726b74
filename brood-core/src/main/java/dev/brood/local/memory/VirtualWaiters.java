package dev.brood.local.memory;

import dev.brood.local.os.OperatingSystem;

import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The virtual threads of this process that wait at one [WaitPoint]. A futex would pin their
/// carrier, so one platform thread, the doorman, sleeps in the kernel for all of them and unparks
/// as many as were signalled. Where the system can only poll, one polls for all of them.
///
/// The doorman stands for many waiters but is one sleeper: a wake of the kernel for one may find
/// another process, or the doorman awake. So it does not count wakes but differences of seq, which
/// every signal leaves; it may then unpark one too many, who looks and comes back, but never one
/// too few. And if it was woken and has nobody to unpark, the wake was meant for another sleeper:
/// it passes it on. Nobody means also: none but threads that began to wait after the signal, which
/// saw what it stands for and found that it was not for them.
final class VirtualWaiters {
    private static final ConcurrentHashMap<Long, VirtualWaiters> PLACES = new ConcurrentHashMap<>();

    /// How long the doorman stays when no one waits.
    private static final long LINGER_NANOS = 1_000_000_000;

    private final OperatingSystem system;
    private final MemorySegment memory;
    private final long seq;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Waiter> waiting = new LinkedHashSet<>(); // guarded by lock
    private boolean retired; // guarded by lock: not in PLACES any more

    /// Up to where the doorman has seen seq. It never runs ahead of the seq a waiting thread has
    /// seen, since both read it under the lock.
    private int seen; // guarded by lock

    private VirtualWaiters(OperatingSystem system, MemorySegment memory, long seq) {
        this.system = system;
        this.memory = memory;
        this.seq = seq;
        this.seen = Words.getIntVolatile(memory, seq);
    }

    /// One parked thread.
    private static final class Waiter {
        final Thread thread = Thread.currentThread();

        /// What seq was when it looked: signals up to there are not for it.
        final int expected;

        volatile boolean released;

        Waiter(int expected) {
            this.expected = expected;
        }
    }

    /// Parks the calling virtual thread; see [OperatingSystem#await].
    static void await(
            OperatingSystem system,
            MemorySegment memory,
            long seq,
            int expected,
            long nanos,
            boolean interruptible) {
        Waiter waiter = new Waiter(expected);
        VirtualWaiters place = register(system, memory, seq, waiter);
        if (place == null) {
            return;
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + nanos;
        try {
            for (long left = nanos; left > 0 && !waiter.released; ) {
                LockSupport.parkNanos(place, left);
                left = deadline - System.nanoTime();
                if (waiter.thread.isInterrupted()) {
                    if (interruptible) {
                        break;
                    }
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            place.forget(waiter);
            if (interrupted) {
                waiter.thread.interrupt();
            }
        }
    }

    /// Adds a waiter, unless seq is not what it expects any more; then returns null.
    @SuppressWarnings("NullAway") // null for "no need to wait"
    private static VirtualWaiters register(
            OperatingSystem system, MemorySegment memory, long seq, Waiter waiter) {
        while (true) {
            VirtualWaiters place =
                    PLACES.computeIfAbsent(
                            memory.address() + seq, _ -> new VirtualWaiters(system, memory, seq));
            place.lock.lock();
            try {
                if (!place.memory.scope().isAlive()) {
                    // What was mapped here before was closed; its doorman sleeps on that.
                    place.disband();
                }
                if (place.retired) {
                    continue;
                }
                if (Words.getIntVolatile(memory, seq) != waiter.expected) {
                    return null;
                }
                place.ensureDoorman();
                place.waiting.add(waiter);
                return place;
            } finally {
                place.lock.unlock();
            }
        }
    }

    private boolean hasDoorman; // guarded by lock

    private void ensureDoorman() {
        if (!hasDoorman) {
            Thread.ofPlatform().daemon().name("brood-doorman").start(this::attend);
            hasDoorman = true;
        }
    }

    private void forget(Waiter waiter) {
        lock.lock();
        try {
            waiting.remove(waiter);
        } finally {
            lock.unlock();
        }
    }

    /// The doorman's life: ends when nobody has waited for a while, or the memory is gone.
    private void attend() {
        try {
            long idleSince = System.nanoTime();
            while (true) {
                int expected;
                lock.lock();
                try {
                    releaseSignalled();
                    if (!waiting.isEmpty()) {
                        idleSince = System.nanoTime();
                    } else if (System.nanoTime() - idleSince >= LINGER_NANOS) {
                        return;
                    }
                    expected = seen;
                } finally {
                    lock.unlock();
                }
                system.await(memory, seq, expected, LINGER_NANOS, false);
            }
        } catch (IllegalStateException e) {
            // The segment was closed: all look for themselves, and find that out.
            if (memory.scope().isAlive()) {
                throw e;
            }
        } finally {
            lock.lock();
            try {
                disband();
            } finally {
                lock.unlock();
            }
        }
    }

    private void releaseSignalled() {
        int now = Words.getIntVolatile(memory, seq);
        int signals = WaitPoint.signals(seen, now);
        seen = now;
        int released = 0;
        // In the order in which they came, so that of their seq too.
        for (Iterator<Waiter> first = waiting.iterator(); released < signals && first.hasNext(); ) {
            Waiter waiter = first.next();
            if (waiter.expected == now) {
                break;
            }
            first.remove();
            release(waiter);
            released++;
        }
        if (signals > 0 && released == 0) {
            system.wake(memory, seq, 1);
        }
    }

    private static void release(Waiter waiter) {
        waiter.released = true;
        LockSupport.unpark(waiter.thread);
    }

    /// Sends all away, to look for themselves and to wait elsewhere.
    private void disband() {
        waiting.forEach(VirtualWaiters::release);
        waiting.clear();
        retired = true;
        PLACES.remove(memory.address() + seq, this);
    }
}
