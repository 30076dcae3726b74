package dev.brood.local.os;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Plain Java: waits by looking at the word again and again, ever less often: naps last a sixteenth
/// of the time waited so far. So a wake-up comes late by 6 % of the wait, at most by
/// [#LONGEST_NAP_NANOS], and a long wait costs little. Right on every JVM.
final class PortableSystem implements OperatingSystem {
    static final PortableSystem INSTANCE = new PortableSystem();

    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final int YIELDS = 32;
    private static final long SHORTEST_NAP_NANOS = 20_000;
    private static final long LONGEST_NAP_NANOS = 20_000_000;

    private PortableSystem() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public boolean blocksCarrier() {
        return false;
    }

    @Override
    public void warmUp() {}

    @Override
    public void await(
            MemorySegment segment, long offset, int expected, long nanos, boolean interruptible) {
        awaitWhile(() -> (int) INT.getVolatile(segment, offset) == expected, nanos, interruptible);
    }

    @Override
    public void awaitAny(List<Watched> words, long nanos, boolean interruptible) {
        awaitWhile(() -> areUnchanged(words), nanos, interruptible);
    }

    private static boolean areUnchanged(List<Watched> words) {
        for (Watched word : words) {
            if ((int) INT.getVolatile(word.segment(), word.offset()) != word.expected()) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("ThreadPriorityCheck") // only how soon it looks again depends on the yield
    private static void awaitWhile(BooleanSupplier unchanged, long nanos, boolean interruptible) {
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            for (int i = 0; unchanged.getAsBoolean(); i++) {
                long waited = System.nanoTime() - start;
                if (waited >= nanos) {
                    break;
                }
                // A set status would make every nap return at once.
                if (Thread.currentThread().isInterrupted()) {
                    if (interruptible) {
                        break;
                    }
                    interrupted |= Thread.interrupted();
                }
                if (i < YIELDS) {
                    Thread.yield();
                } else {
                    LockSupport.parkNanos(Math.min(nap(waited), nanos - waited));
                }
            }
        } finally {
            // Also when the segment was closed meanwhile, which the look at the word tells.
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Does nothing: whoever waits will look.
    @Override
    public int wake(MemorySegment segment, long offset, int count) {
        return 0;
    }

    @Override
    public boolean signal(long pid, int signal) {
        OperatingSystem.requirePid(pid);
        if (InnerProcesses.isInner(pid)) {
            return InnerProcesses.signal(pid, signal);
        }
        Optional<ProcessHandle> found = ProcessHandle.of(pid);
        if (found.isEmpty()) {
            return false;
        }
        ProcessHandle process = found.get();
        boolean sent = signal(process, signal);
        if (!sent && process.isAlive()) {
            throw new UnsupportedOperationException(
                    "signal %d can't be sent to process %d: it is not permitted, or there is no such signal here"
                            .formatted(signal, pid));
        }
        return sent;
    }

    private static boolean signal(ProcessHandle process, int signal) {
        // A handle refuses to end the process that it is used in.
        boolean self = process.equals(ProcessHandle.current());
        if (signal == 9 && !self) {
            return process.destroyForcibly();
        }
        if (signal == 15 && !self && process.supportsNormalTermination()) {
            return process.destroy();
        }
        return signal == 0 ? process.isAlive() : signalByCommand(process.pid(), signal);
    }

    /// By way of the shell, which has the command built in.
    private static boolean signalByCommand(long pid, int signal) {
        try {
            Process kill =
                    new ProcessBuilder(
                                    "sh",
                                    "-c",
                                    "kill -\"$0\" \"$1\"",
                                    Integer.toString(signal),
                                    Long.toString(pid))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return awaitUninterruptibly(kill) == 0;
        } catch (IOException e) {
            throw new UnsupportedOperationException(
                    "signal " + signal + " can't be sent here: there is no shell", e);
        }
    }

    private static int awaitUninterruptibly(Process process) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean awaitEnd(long pid, long startToken, Duration timeout)
            throws InterruptedException {
        if (InnerProcesses.isInner(pid)) {
            return InnerProcesses.awaitEnd(pid, startToken, timeout);
        }
        long deadline = Deadline.after(timeout);
        long start = System.nanoTime();
        while (isAlive(pid, startToken)) {
            long left = Deadline.remaining(deadline);
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(nap(System.nanoTime() - start), left));
        }
        return true;
    }

    private static long nap(long waited) {
        return Math.clamp(waited / 16, SHORTEST_NAP_NANOS, LONGEST_NAP_NANOS);
    }

    @Override
    public boolean dieWithParent(long parentPid) {
        return true;
    }
}
