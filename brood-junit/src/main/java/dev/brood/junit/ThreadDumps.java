package dev.brood.junit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Thread dumps of this JVM and others, for whoever has to find out why a test hangs.
final class ThreadDumps {
    private static final Duration ALL = Duration.ofSeconds(30);
    private static final Duration EACH = Duration.ofSeconds(8);
    private static final Duration TIME_TO_PRINT = Duration.ofMillis(500);
    private static final int SIGQUIT = 3;

    private ThreadDumps() {}

    /// Dumps this JVM and all JVMs among its descendants.
    static String ofTree() {
        Stream<ProcessHandle> below = Descendants.ofThisJvm().stream().filter(Proc::isJvm);
        return of(Stream.concat(Stream.of(ProcessHandle.current()), below).toList(), EACH);
    }

    /// Dumps one JVM.
    static String of(ProcessHandle jvm) {
        return of(List.of(jvm), EACH);
    }

    /// Dumps some JVMs, one after the other, within a bounded time in all.
    ///
    /// @param each how long each one may take
    static String of(List<ProcessHandle> jvms, Duration each) {
        long start = System.nanoTime();
        StringBuilder text = new StringBuilder();
        for (ProcessHandle jvm : jvms) {
            text.append(
                    "---- thread dump of JVM %d '%s'\n"
                            .formatted(jvm.pid(), Proc.shortCommandLine(jvm)));
            Duration rest = ALL.minusNanos(System.nanoTime() - start);
            text.append(dump(jvm, rest.compareTo(each) < 0 ? rest : each));
        }
        return text.append("---- end of thread dumps").toString();
    }

    private static String dump(ProcessHandle jvm, Duration timeout) {
        try {
            return JcmdDump.of(jvm.pid(), timeout);
        } catch (IOException e) {
            return e.getMessage() + "\n" + otherwise(jvm);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted\n";
        }
    }

    /// Does what can be done for a JVM that gives no dump by `jcmd`.
    private static String otherwise(ProcessHandle jvm) {
        if (jvm.equals(ProcessHandle.current())) {
            return ofThisJvm();
        }
        if (!Proc.catches(jvm.pid(), SIGQUIT)) {
            return "no dump by SIGQUIT either: it does not handle that signal\n";
        }
        try {
            Proc.signal(jvm.pid(), SIGQUIT);
            // The test it belongs to may kill it as soon as this returns.
            Await.holds(TIME_TO_PRINT, () -> !Proc.isRunning(jvm));
            return "sent it SIGQUIT: if it still can, it prints the dump on its standard output\n";
        } catch (IOException e) {
            return e.getMessage() + "\n";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted\n";
        }
    }

    private static String ofThisJvm() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces()
                .forEach((thread, stack) -> {
                    text.append(
                            "\"%s\" #%d %s\n"
                                    .formatted(
                                            thread.getName(),
                                            thread.threadId(),
                                            thread.getState()));
                    for (StackTraceElement frame : stack) {
                        text.append("    at ").append(frame).append('\n');
                    }
                });
        return text.toString();
    }
}
