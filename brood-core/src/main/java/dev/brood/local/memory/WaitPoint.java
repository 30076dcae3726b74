package dev.brood.local.memory;

import dev.brood.local.os.Backstop;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;
import dev.brood.local.os.OperatingSystem;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// A place in shared memory at which threads of all processes wait for something to change: an
/// event count. It holds no state of its own about *what* changes; a waiter looks, and waits only
/// if nothing has changed since it announced itself.
///
/// ```
///  waiter                                  signaller
///  ticket = enter()   read seq, count+1,   change the state
///                     entered+1
///  look at the state                       full fence
///  await(ticket)      sleep if seq same    signal(n): if count > 0 { seq+n; wake n }
///  leave(ticket)      count-1
/// ```
///
/// Either the waiter's look sees the change, or the signaller sees the waiter: both do a write, a
/// full fence, and then a read of what the other wrote (Dekker).
///
/// ```
///   0        4        8                16
///   +--------+--------+--------+--------+
///   |  seq   |entered | count  | epoch  |   little-endian: count is the low half of a long
///   +--------+--------+--------+--------+
/// ```
///
/// | word | written by | mode |
/// |---|---|---|
/// | seq | signallers: +n for n, +2¹⁶ for all | volatile add |
/// | entered | waiters: +1, after count | volatile add |
/// | epoch, count | waiters: count ±1; recovery: epoch+1, count 0 | volatile add, compare-and-set |
///
/// **One wake-up is enough.** A waiter that was signalled stays announced until it runs again,
/// which takes longer than many changes. So who signals new items, [#signalNew], remembers for the
/// `entered` it saw how many of those announced it has not signalled yet; when none is left, it
/// signals again only when `entered` has changed. Whoever waits on after a signal announces itself
/// anew, so nothing is missed: a waiter whose `entered` the signaller did not see looks at the
/// state after the signaller's change; one whose `entered` it did see has read seq before, so that
/// it does not sleep through the signal, even if it looks when the state has changed back. (Were
/// seq read after `entered`, the signal could come between the two: a waiter that then finds the
/// lock taken again would sleep, and its owner, who has signalled all that had entered, would not
/// signal again.) As `entered` follows `count`, a signaller that has seen the one has seen the
/// other. A process remembers only its own signals, and too few of them if threads race.
///
/// **Who signals must pass on.** A waiter that was woken but leaves without taking what it was
/// woken for (time-out, interrupt) must signal another, if there is still something to take.
///
/// **Death.** A waiter that dies leaves count too high: signallers then make a needless system
/// call, nothing worse. A waiter that dies after it was woken has eaten the signal: so after *any*
/// death [#recover] resets the count and wakes all, who look again and announce themselves anew;
/// the epoch keeps them from taking their old announcement back. Whose announcement is forgotten
/// has read seq before it was counted, so that it does not sleep on what this has made of it.
public final class WaitPoint {
    /// Its size in bytes; it must not straddle a cache line.
    public static final int BYTES = 16;

    /// The longest sleep. Then the waiter looks again whatever happened: no lost wake-up, however
    /// it was lost, is for ever.
    private static final long BACKSTOP_NANOS = Backstop.of(Duration.ofSeconds(2)).toNanos();

    /// The longest sleep of one for whom no process can leave a wake-up out by dying.
    private static final long RARE_BACKSTOP_NANOS = Backstop.of(Duration.ofSeconds(10)).toNanos();

    private static final int ALL = 1 << 16;
    private static final long COUNT_MASK = 0xffff_ffffL;
    private static final long EPOCH_UNIT = 1L << 32;

    private final OperatingSystem system;
    private final MemorySegment memory;
    private final long seq;
    private final long entered;
    private final long waiters;
    private final long backstopNanos;

    /// The `entered` for which this process has signalled, and how many it had not signalled then.
    /// Racy: a lost update costs a needless wake-up.
    private long signalled;

    /// Makes an object for a wait point; several objects in several processes are the same place.
    ///
    /// @param system how this tree waits
    /// @param memory shared memory, zero at first
    /// @param offset where in it, a multiple of 16
    public WaitPoint(OperatingSystem system, MemorySegment memory, long offset) {
        this(system, memory, offset, BACKSTOP_NANOS);
    }

    /// As the other, with another backstop. Without any, a lost wake-up shows as a hang.
    WaitPoint(OperatingSystem system, MemorySegment memory, long offset, long backstopNanos) {
        this.backstopNanos = backstopNanos;
        this.system = system;
        this.memory = memory;
        this.seq = offset;
        this.entered = offset + 4;
        this.waiters = offset + 8;
    }

    /// Returns the same place for a waiter that sleeps longer before it looks again by itself: one
    /// who either ends with each process that could have woken it, or is told of its death in the
    /// same process. Others need the shorter backstop if who should recover them can't.
    ///
    /// @return the place
    public WaitPoint lookingRarely() {
        return new WaitPoint(system, memory, seq, RARE_BACKSTOP_NANOS);
    }

    /// Announces a waiter. Must be followed by [#leave].
    ///
    /// @return a ticket for [#await] and [#leave]
    public long enter() {
        int now = Words.getIntVolatile(memory, seq);
        long epoch = Words.getAndAddLong(memory, waiters, 1) & ~COUNT_MASK;
        CrashPoint.reach("wait-point.counted");
        int _ = Words.getAndAddInt(memory, entered, 1);
        CrashPoint.reach("wait-point.entered");
        return epoch | (now & COUNT_MASK);
    }

    /// Sleeps until signalled since [#enter], or the time is over, or the thread is interrupted, or
    /// for no reason. A virtual thread parks; its carrier is free.
    ///
    /// @param ticket from [#enter]
    /// @param deadline on the clock of [Deadline]
    /// @param interruptible whether an interrupt ends the wait; the interrupted status is not
    ///   cleared
    public void await(long ticket, long deadline, boolean interruptible) {
        long nanos = Math.min(Deadline.remaining(deadline), backstopNanos);
        if (nanos <= 0) {
            return;
        }
        int expected = (int) ticket;
        if (Thread.currentThread().isVirtual()) { // also where they only poll: one does it for all
            VirtualWaiters.await(system, memory, seq, expected, nanos, interruptible);
        } else {
            system.await(memory, seq, expected, nanos, interruptible);
        }
    }

    /// Returns what a waiter at several places at once waits on.
    OperatingSystem.Watched watched(long ticket) {
        return new OperatingSystem.Watched(memory, seq, (int) ticket);
    }

    /// Takes an announcement back.
    ///
    /// @param ticket from [#enter]
    public void leave(long ticket) {
        long epoch = ticket & ~COUNT_MASK;
        long now = Words.getLongVolatile(memory, waiters);
        while ((now & ~COUNT_MASK) == epoch
                && !Words.compareAndSetLong(memory, waiters, now, now - 1)) {
            now = Words.getLongVolatile(memory, waiters);
        }
    }

    /// Returns whether anyone waits. To decide whether to signal it must follow a full fence after
    /// the change.
    ///
    /// @return true if some waiter is announced, dead ones perhaps included
    public boolean hasWaiters() {
        return (Words.getLongVolatile(memory, waiters) & COUNT_MASK) != 0;
    }

    /// Returns how many wait.
    ///
    /// @return the number of announced waiters, dead ones perhaps included
    public int waiters() {
        return (int) Words.getLongVolatile(memory, waiters);
    }

    /// As [#waiters()], for one who only looks.
    ///
    /// @param memory shared memory
    /// @param offset where in it the point is
    /// @return the number of announced waiters, dead ones perhaps included
    public static int waiters(MemorySegment memory, long offset) {
        return (int) Words.getLongVolatile(memory, offset + 8);
    }

    /// Wakes up to a number of waiters, if there are any. The caller has made a full fence after
    /// the change that it signals.
    ///
    /// @param n how many can go on
    public void signal(int n) {
        if (hasWaiters()) {
            Words.getAndAddInt(memory, seq, Math.min(n, ALL - 1));
            system.wake(memory, seq, n);
        }
    }

    /// As [#signal], unless this process has signalled all before who are announced: for changes of
    /// which one who was woken finds all that there are. Not to pass a signal on.
    ///
    /// @param n how many can go on
    public void signalNew(int n) {
        int now = Words.getIntVolatile(memory, entered);
        long known = signalled;
        int announced = waiters();
        if (announced != 0) {
            long left = (int) (known >>> 32) == now ? known & COUNT_MASK : announced;
            if (left != 0) {
                signalled = (long) now << 32 | Math.max(0, left - n);
                Words.getAndAddInt(memory, seq, Math.min(n, ALL - 1));
                system.wake(memory, seq, n);
            }
        }
    }

    /// Wakes all waiters, announced or not. The caller has made a full fence after the change.
    public void signalAll() {
        Words.getAndAddInt(memory, seq, ALL);
        system.wake(memory, seq, Integer.MAX_VALUE);
    }

    /// Forgets all announcements and wakes all who made them: to be called after the death of any
    /// process that may have waited here. Any number of times, by anyone.
    public void recover() {
        long now = Words.getLongVolatile(memory, waiters);
        while ((now & COUNT_MASK) != 0
                && !Words.compareAndSetLong(
                        memory, waiters, now, (now & ~COUNT_MASK) + EPOCH_UNIT)) {
            now = Words.getLongVolatile(memory, waiters);
        }
        CrashPoint.reach("wait-point.forgotten");
        // Also if none is announced: whoever did this before may have died here, and then there are
        // some whose announcements are forgotten and who were not woken.
        signalAll();
    }

    /// Returns how many wake-ups a difference of seq stands for.
    static int signals(int before, int after) {
        int difference = after - before;
        return difference < 0 || difference >= ALL ? Integer.MAX_VALUE : difference;
    }
}
