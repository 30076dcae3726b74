package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/// The thread that reads a client's calls, and what it is doing.
///
/// It carries out calls itself, as handing each to another thread costs more than most of them do.
/// If one lasts, the [Overseer] has another thread read in its place, and it ends when the call
/// does.
///
/// | calling | the thread | goes to | by |
/// |---|---|---|---|
/// | 0 | reads | n | itself, as it begins its n-th call |
/// | n | is in its n-th call | 0 | itself |
/// | | | REPLACED | the overseer, which then starts another |
/// | REPLACED | is in a call, and ends with it | | |
final class Reader {
    private static final long REPLACED = -1;

    /// How many looks of the overseer a call may last that does not wait.
    private static final int MOST_TICKS = 20;

    private final Overseer overseer;
    private final AtomicLong calling = new AtomicLong();
    private long last;
    private @Nullable Pace pace;

    private volatile @Nullable Thread thread;

    /// What the overseer saw the last time, and how often in a row. Its own.
    private long seen;

    private int ticks;

    Reader(Overseer overseer) {
        this.overseer = overseer;
    }

    /// Begins a call.
    void begin(Pace of) {
        pace = of;
        calling.set(++last);
        overseer.wake();
    }

    /// Ends a call.
    void end() {
        boolean _ = calling.compareAndSet(last, 0);
    }

    boolean isReplaced() {
        return calling.get() == REPLACED;
    }

    /// Sets which thread it is.
    void isThisThread() {
        thread = Thread.currentThread();
    }

    /// Looks whether it is in the same call as the last time, and if so whether it waits there, or
    /// is at it for long; then replaces it. A thread that could run, but has no processor, is not
    /// replaced for that.
    boolean replaceIfStuck() {
        long now = calling.get();
        ticks = now > 0 && now == seen ? ticks + 1 : 0;
        seen = now;
        Thread self = thread;
        boolean waits = self != null && self.getState() != Thread.State.RUNNABLE;
        if (ticks < (waits ? 1 : MOST_TICKS) || !calling.compareAndSet(now, REPLACED)) {
            return false;
        }
        Pace stuck = pace;
        if (stuck != null) {
            stuck.lasts();
        }
        return true;
    }

    /// Returns whether it is in a call.
    boolean isCalling() {
        return calling.get() != 0;
    }
}
