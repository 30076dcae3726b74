package dev.brood.local.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;

/// Linux, by system calls: `futex(2)` without FUTEX_PRIVATE_FLAG, `kill(2)`, `pidfd_open(2)`,
/// `prctl(2)`.
final class LinuxKernel implements OperatingSystem {
    static final LinuxKernel INSTANCE = new LinuxKernel();

    static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;
    private static final short POLLIN = 1;

    /// How long one poll of a pidfd may last before the thread looks whether it was interrupted.
    private static final long POLL_NANOS = 50_000_000;

    /// FUTEX_WAITV_MAX.
    private static final int MOST_WORDS = 128;

    /// Whether the kernel (since Linux 5.16), or its sandbox, has `futex_waitv(2)`.
    private volatile boolean waitsForMany = true;

    private final @Nullable SystemCalls calls =
            SystemCalls.forProcessor(System.getProperty("os.arch", ""));

    private LinuxKernel() {}

    /// Returns why the kernel can't be used here, or null if it can.
    static @Nullable String obstacle() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return "this is " + System.getProperty("os.name") + ", not Linux";
        }
        if (INSTANCE.calls == null) {
            return "the system calls of " + System.getProperty("os.arch") + " are not known";
        }
        Module brood = LinuxKernel.class.getModule();
        if (!brood.isNativeAccessEnabled()) {
            return "native access is not granted: start the JVM with --enable-native-access="
                    + (brood.isNamed() ? brood.getName() : "ALL-UNNAMED");
        }
        return null;
    }

    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public boolean blocksCarrier() {
        return true;
    }

    @Override
    public void warmUp() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(JAVA_INT);
            wake(word, 0, 1);
            await(word, 0, 1, 1, true);
        }
    }

    @Override
    public void await(
            MemorySegment segment, long offset, int expected, long nanos, boolean interruptible) {
        try {
            Sleeper.ofThisThread()
                    .sleep(
                            calls().futex(),
                            segment.address() + offset,
                            expected,
                            nanos,
                            interruptible);
        } finally {
            Reference.reachabilityFence(segment);
        }
    }

    @Override
    public void awaitAny(List<Watched> words, long nanos, boolean interruptible) {
        try {
            if (waitsForMany && words.size() <= MOST_WORDS) {
                waitsForMany =
                        Sleeper.ofThisThread().sleepAny(calls(), words, nanos, interruptible);
            } else {
                PortableSystem.INSTANCE.awaitAny(words, nanos, interruptible);
            }
        } finally {
            Reference.reachabilityFence(words);
        }
    }

    @Override
    public int wake(MemorySegment segment, long offset, int count) {
        try {
            return wake(segment.address() + offset, count);
        } finally {
            Reference.reachabilityFence(segment);
        }
    }

    /// Wakes those who sleep on an address; an address that is not mapped any more wakes nobody.
    int wake(long address, int count) {
        return (int) Math.max(0, LibC.call(calls().futex(), address, FUTEX_WAKE, count, 0, 0, 0));
    }

    @Override
    public boolean signal(long pid, int signal) {
        OperatingSystem.requirePid(pid);
        if (InnerProcesses.isInner(pid)) {
            return InnerProcesses.signal(pid, signal);
        }
        if (pid > Integer.MAX_VALUE) {
            return false; // the kernel would see its lower half only
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(8);
            if (LibC.call(errno, calls().kill(), pid, signal, 0, 0, 0, 0) == 0) {
                return true;
            }
            if (LibC.errno(errno) == Errno.ESRCH) {
                return false;
            }
            throw new SystemCallException("kill(" + pid + ", " + signal + ")", LibC.errno(errno));
        }
    }

    @Override
    public boolean awaitEnd(long pid, long startToken, Duration timeout)
            throws InterruptedException {
        if (InnerProcesses.isInner(pid)) {
            return InnerProcesses.awaitEnd(pid, startToken, timeout);
        }
        if (Thread.currentThread().isVirtual()) {
            // A poll would pin its carrier for as long as the process lives; naps don't.
            return PortableSystem.INSTANCE.awaitEnd(pid, startToken, timeout);
        }
        long deadline = Deadline.after(timeout);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(8);
            long descriptor = LibC.call(errno, calls().pidfdOpen(), pid, 0, 0, 0, 0, 0);
            if (descriptor < 0) {
                if (LibC.errno(errno) == Errno.ESRCH) {
                    return true;
                }
                return PortableSystem.INSTANCE.awaitEnd(pid, startToken, timeout);
            }
            try {
                // Only now: from here on the descriptor names the process, so its pid can't be
                // taken over by another between the look and the wait.
                if (!isAlive(pid, startToken)) {
                    return true;
                }
                return poll(arena, (int) descriptor, deadline);
            } finally {
                LibC.call(calls().close(), descriptor, 0, 0, 0, 0, 0);
            }
        }
    }

    private boolean poll(Arena arena, int descriptor, long deadline) throws InterruptedException {
        MemorySegment errno = arena.allocate(8);
        MemorySegment pollfd = arena.allocate(8, 4);
        MemorySegment timespec = arena.allocate(16, 8);
        pollfd.set(JAVA_INT, 0, descriptor);
        pollfd.set(JAVA_SHORT, 4, POLLIN);
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long nanos = Math.clamp(Deadline.remaining(deadline), 0, POLL_NANOS);
            timespec.set(JAVA_LONG, 0, 0);
            timespec.set(JAVA_LONG, 8, nanos);
            long ready =
                    LibC.call(
                            errno,
                            calls().ppoll(),
                            pollfd.address(),
                            1,
                            timespec.address(),
                            0,
                            8,
                            0);
            if (ready > 0) {
                return true;
            }
            if (ready < 0 && LibC.errno(errno) != Errno.EINTR) {
                throw new SystemCallException("poll of a process", LibC.errno(errno));
            }
            if (Deadline.remaining(deadline) <= 0) {
                return false;
            }
        }
    }

    @Override
    public boolean dieWithParent(long parentPid) {
        LibC.call(calls().prctl(), PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0, 0);
        // The parent may have died before the call; then nothing will come.
        return LibC.call(calls().getppid(), 0, 0, 0, 0, 0, 0) == parentPid;
    }

    @Override
    public void trim() {
        LibC.trim();
    }

    @Override
    public int[] processors() {
        return Affinity.ofThisProcess();
    }

    @Override
    public void runOn(int... processors) {
        Affinity.set(calls().schedSetaffinity(), processors);
    }

    private SystemCalls calls() {
        if (calls == null) {
            throw new IllegalStateException(obstacle());
        }
        return calls;
    }
}
