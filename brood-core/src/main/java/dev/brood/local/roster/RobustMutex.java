package dev.brood.local.roster;

import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.Backstop;
import dev.brood.local.os.Deadline;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// Mutual exclusion between threads of all processes for a few instructions at a time, that
/// survives the death of its owner: what the storeys above guard their structures with. Not
/// reentrant, not fair, not interruptible; the owner must not wait for anything.
///
/// ```
///   0        4              16                       32
///   +--------+--------------+------------------------+
///   | owner  |      -       | wait point             |
///   +--------+--------------+------------------------+
/// ```
///
/// | owner | meaning | goes to | by |
/// |---|---|---|---|
/// | 0 | free, what it guards is whole | P | whoever locks (CAS) |
/// | P > 0 | held by a thread of the process with pid P | 0 | that thread (exchange: release and full fence) |
/// | | | DIED | recovery, P being dead (CAS) |
/// | DIED | free, its last owner died: what it guards may be half-changed | P | whoever locks (CAS); it repairs before it goes on |
///
/// An owner that dies before it has repaired leaves P again, which becomes DIED again.
public final class RobustMutex {
    /// Its size in bytes; at a multiple of 32.
    public static final int BYTES = 32;

    private static final int DIED = 1 << 30;

    /// How long to wait for an owner before asking whether it lives. Its parent notices its death
    /// within milliseconds; this is for the case that the parent is dead or stuck.
    private static final Duration PATIENCE = Backstop.of(Duration.ofMillis(200));

    private final Tree tree;
    private final int self;
    private final MemorySegment memory;
    private final long owner;
    private final WaitPoint released;
    private final Spin spin = new Spin();

    /// Makes an object for a mutex; several objects in several processes are the same mutex.
    ///
    /// @param tree the tree
    /// @param memory shared memory, zero at first
    /// @param offset where in it
    public RobustMutex(Tree tree, MemorySegment memory, long offset) {
        this.tree = tree;
        this.self = tree.pid();
        this.memory = memory;
        this.owner = offset;
        this.released = tree.waitPoint(memory, offset + 16);
    }

    /// Waits until the mutex is free and takes it.
    ///
    /// @return true if its last owner died holding it: what it guards must be repaired now
    public boolean lock() {
        return !Words.compareAndSetInt(memory, owner, 0, self) && lockSlowly();
    }

    private boolean lockSlowly() {
        while (true) {
            int limit = spin.limit();
            for (int i = 0; i < limit; i++) {
                int now = Words.getIntAcquire(memory, owner);
                if (isFree(now) && Words.compareAndSetInt(memory, owner, now, self)) {
                    spin.succeededAfter(i);
                    return now == DIED;
                }
                Thread.onSpinWait();
            }
            spin.failed();
            long ticket = released.enter();
            int now;
            long deadline;
            try {
                now = Words.getIntVolatile(memory, owner);
                if (isFree(now)) {
                    if (Words.compareAndSetInt(memory, owner, now, self)) {
                        return now == DIED;
                    }
                    continue;
                }
                deadline = Deadline.after(PATIENCE);
                released.await(ticket, deadline, false);
            } finally {
                released.leave(ticket);
            }
            if (Deadline.remaining(deadline) <= 0 && Words.getIntVolatile(memory, owner) == now) {
                tree.roster().suspect(now);
            }
        }
    }

    private static boolean isFree(int owner) {
        return owner == 0 || owner == DIED;
    }

    /// Gives the mutex up. A full fence.
    public void unlock() {
        Words.getAndSetInt(memory, owner, 0);
        released.signalNew(1);
    }

    /// Returns the process that holds it.
    ///
    /// @return its pid, or 0
    public int owner() {
        int now = Words.getIntVolatile(memory, owner);
        return now == DIED ? 0 : now;
    }

    /// Gives it up for a dead owner, and wakes those who wait, as the dead may have eaten a
    /// wake-up. Idempotent.
    ///
    /// @param deadPid a process certain to be dead
    public void recover(int deadPid) {
        if (Words.compareAndSetInt(memory, owner, deadPid, DIED)) {
            released.signalAll();
        }
        released.recover();
    }
}
