package dev.brood.local.os;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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
    @SuppressWarnings("ThreadPriorityCheck") // only how soon it looks again depends on the yield
    public void await(
            MemorySegment segment, long offset, int expected, long nanos, boolean interruptible) {
        long start = System.nanoTime();
        boolean interrupted = false;
        for (int i = 0; (int) INT.getVolatile(segment, offset) == expected; i++) {
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
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Does nothing: whoever waits will look.
    @Override
    public int wake(MemorySegment segment, long offset, int count) {
        return 0;
    }

    @Override
    public boolean signal(long pid, int signal) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return false;
        }
        if (signal == 15 && process.get().supportsNormalTermination()) {
            return process.get().destroy();
        }
        return switch (signal) {
            case 0 -> process.get().isAlive();
            case 9 -> process.get().destroyForcibly();
            default -> signalByCommand(pid, signal);
        };
    }

    private static boolean signalByCommand(long pid, int signal) {
        try {
            Process kill =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return awaitUninterruptibly(kill) == 0;
        } catch (IOException e) {
            throw new UnsupportedOperationException(
                    "signal " + signal + " can't be sent here: there is no command 'kill'", e);
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
