package dev.brood.junit;

import dev.brood.junit.NothingLeft.Kind;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The check for platform threads. They cannot be ended from outside, so they are only reported.
final class LeftThreads implements Inspection {
    private static final int FRAMES = 25;

    /// The JDK's and the test runners' own threads, which come when they are first needed and stay.
    /// Most are of classes of their own; these are plain threads, known by how their names begin.
    private static final List<String> HOUSEKEEPING =
            List.of(
                    "Attach Listener",
                    "C1 CompilerThread",
                    "C2 CompilerThread",
                    "Cleaner-",
                    "Common-Cleaner",
                    "DestroyJavaVM",
                    "Finalizer",
                    "ForkJoinPool.commonPool-",
                    "JDWP ",
                    "JMX ",
                    "Keep-Alive-Timer",
                    "MasterPoller",
                    "Monitor Deflation Thread",
                    "Notification Thread",
                    "RMI ",
                    "Read-Poller",
                    "Reference Handler",
                    "Service Thread",
                    "Signal Dispatcher",
                    "VirtualThread-unblocker",
                    "VirtualThread-unparker",
                    "Write-Poller",
                    "junit-",
                    "process reaper",
                    "surefire-",
                    Watchdog.THREAD);

    private final Set<Long> before =
            all().stream().map(Thread::threadId).collect(Collectors.toUnmodifiableSet());

    @Override
    public List<Leftover> sweep(Settings settings) throws InterruptedException {
        long start = System.nanoTime();
        List<Thread> left = left(settings);
        while (!left.isEmpty()) {
            Duration rest = settings.patience().minusNanos(System.nanoTime() - start);
            if (!rest.isPositive()) {
                break;
            }
            left.getFirst().join(rest);
            left = left(settings);
        }
        return left.stream().map(LeftThreads::describe).toList();
    }

    private List<Thread> left(Settings settings) {
        return all().stream()
                .filter(thread -> !before.contains(thread.threadId()))
                .filter(thread -> !isHousekeeping(thread) && thread.isAlive())
                .filter(thread -> !settings.exempts(Kind.THREAD, thread.getName()))
                .sorted(Comparator.comparingLong(Thread::threadId))
                .toList();
    }

    private static Set<Thread> all() {
        return Thread.getAllStackTraces().keySet();
    }

    private static boolean isHousekeeping(Thread thread) {
        String type = thread.getClass().getName();
        return type.startsWith("jdk.internal.")
                // One for each ForkJoinPool that ever timed something, that of virtual threads too.
                || type.equals("java.util.concurrent.DelayScheduler")
                || type.startsWith("org.junit.")
                || HOUSEKEEPING.stream().anyMatch(thread.getName()::startsWith);
    }

    private static Leftover describe(Thread thread) {
        StringBuilder text = new StringBuilder();
        text.append(
                "thread '%s' (%s%s)"
                        .formatted(
                                thread.getName(),
                                thread.isDaemon() ? "daemon, " : "",
                                thread.getState()));
        StackTraceElement[] stack = thread.getStackTrace();
        for (int i = 0; i < Math.min(stack.length, FRAMES); i++) {
            text.append("\n    at ").append(stack[i]);
        }
        if (stack.length > FRAMES) {
            text.append("\n    … ").append(stack.length - FRAMES).append(" more");
        }
        return new Leftover(Kind.THREAD, text.toString());
    }
}
