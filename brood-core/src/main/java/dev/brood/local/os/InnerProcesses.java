package dev.brood.local.os;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Processes that are threads of this JVM. They have ids of their own, greater than those of the
/// operating system, so that to whoever looks for who is alive, waits for an end or sends a signal
/// they are processes like others. Other JVMs do not see them: there they count as dead.
public final class InnerProcesses {
    /// Greater than any id the kernel gives (`PID_MAX_LIMIT` is 2^22).
    static final int FIRST = 1 << 24;

    /// Fits into the 26 bits that a barrier has for each who arrives; a lock has 30 for its owner.
    static final int LAST = (1 << 26) - 1;

    static final AtomicInteger NEXT = new AtomicInteger(FIRST);

    private static final Map<Long, Entry> LIVING = new ConcurrentHashMap<>();
    private static final AtomicLong STARTS = new AtomicLong();

    private InnerProcesses() {}

    /// A process that is a thread.
    public interface InnerProcess {
        /// Does what is left of a signal's meaning where there is no process.
        ///
        /// @param signal its number
        /// @throws UnsupportedOperationException if nothing is
        void signal(int signal);

        /// Waits until it has ended, and was taken out of the living.
        ///
        /// @param timeout the longest time to wait
        /// @return true if it has
        /// @throws InterruptedException if interrupted
        boolean awaitEnd(Duration timeout) throws InterruptedException;
    }

    /// One of the living.
    ///
    /// @param token as of [OperatingSystem#startToken]: an id is used again when all were
    private record Entry(InnerProcess process, long token) {}

    /// Enters one among the living.
    ///
    /// @param process the process
    /// @return its id, which no other has that lives, or has lived lately
    public static int enter(InnerProcess process) {
        Entry entry = new Entry(process, STARTS.incrementAndGet());
        int pid;
        do {
            pid = NEXT.getAndUpdate(next -> next == LAST ? FIRST : next + 1);
        } while (LIVING.putIfAbsent((long) pid, entry) != null);
        return pid;
    }

    /// Takes one out of the living: from now on it counts as dead.
    ///
    /// @param pid its id
    public static void leave(int pid) {
        LIVING.remove((long) pid);
    }

    static boolean isInner(long pid) {
        return pid >= FIRST;
    }

    /// Returns a token as of [OperatingSystem#startToken].
    static long startToken(long pid) {
        Entry entry = LIVING.get(pid);
        return entry == null ? OperatingSystem.NO_PROCESS : entry.token;
    }

    static boolean signal(long pid, int signal) {
        Entry entry = LIVING.get(pid);
        if (entry != null && signal != 0) {
            entry.process.signal(signal);
        }
        return entry != null;
    }

    /// Waits until a process has ended.
    ///
    /// @param startToken tells it from a later one of the same id
    static boolean awaitEnd(long pid, long startToken, Duration timeout)
            throws InterruptedException {
        Entry entry = LIVING.get(pid);
        return entry == null || entry.token != startToken || entry.process.awaitEnd(timeout);
    }
}
