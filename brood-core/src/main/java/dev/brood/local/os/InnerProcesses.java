package dev.brood.local.os;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Processes that are threads of this JVM. They have ids of their own, greater than those of the
/// operating system, so that to whoever looks for who is alive, waits for an end or sends a signal
/// they are processes like others. Other JVMs do not see them: there they count as dead.
public final class InnerProcesses {
    /// Greater than any id the kernel gives (`PID_MAX_LIMIT` is 2^22), and small enough for the 26
    /// bits that a barrier has for each who arrives; a lock has 30 for its owner.
    private static final int FIRST = 1 << 24;

    private static final Map<Long, InnerProcess> LIVING = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger(FIRST);

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

    /// Enters one among the living.
    ///
    /// @param process the process
    /// @return its id, which no other gets
    public static int enter(InnerProcess process) {
        int pid = NEXT.getAndIncrement();
        LIVING.put((long) pid, process);
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

    /// Returns the process, if it lives.
    static @Nullable InnerProcess find(long pid) {
        return LIVING.get(pid);
    }

    /// Returns a token as of [OperatingSystem#startToken].
    static long startToken(long pid) {
        return LIVING.containsKey(pid) ? pid : OperatingSystem.NO_PROCESS;
    }

    static boolean signal(long pid, int signal) {
        InnerProcess process = find(pid);
        if (process != null && signal != 0) {
            process.signal(signal);
        }
        return process != null;
    }

    static boolean awaitEnd(long pid, Duration timeout) throws InterruptedException {
        InnerProcess process = find(pid);
        return process == null || process.awaitEnd(timeout);
    }
}
