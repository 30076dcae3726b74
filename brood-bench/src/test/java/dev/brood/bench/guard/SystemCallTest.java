package dev.brood.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// System calls of a thread that uses locks, semaphores, numbers and queues while nobody waits for
/// them: none, so above all no wake-up of nobody.
class SystemCallTest {
    /// A thread may stop for the garbage collector or for code that was replaced, in a futex.
    private static final int STRAY = SharedWork.TIMES / 50;

    @TempDir private Path dir = Path.of("");

    @Test
    void use_whileNobodyWaits_makesNoSystemCalls() throws Exception {
        assumeTrue(canTrace(), "needs strace, and the right to trace: system calls not counted");
        List<String> trace = trace();
        for (String name : List.of("lock", "semaphore", "value", "queue")) {
            List<String> calls = between(trace, name);
            assertThat(calls.size())
                    .as("system calls of %d uses of a %s: %s", SharedWork.TIMES, name, calls)
                    .isLessThan(STRAY);
        }
    }

    private boolean canTrace() throws InterruptedException {
        try {
            Path out = dir.resolve("try");
            Process process =
                    new ProcessBuilder("strace", "-f", "-o", out.toString(), "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException _) {
            return false; // there is no strace
        }
    }

    private List<String> trace() throws Exception {
        Path out = dir.resolve("trace");
        Path log = dir.resolve("log");
        List<String> command =
                List.of(
                        "strace",
                        "-f",
                        "-o",
                        out.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dbrood.spares=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SharedWork.class.getName());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readAllLines(out);
    }

    /// Returns the calls of the thread that left two marks, between them.
    private static List<String> between(List<String> trace, String name) {
        List<String> calls = new ArrayList<>();
        String thread = "";
        for (String line : trace) {
            String caller = line.substring(0, Math.max(0, line.indexOf(' ')));
            if (line.contains("/no-such-folder/" + name + "-begin")) {
                thread = caller;
                calls.clear();
            } else if (line.contains("/no-such-folder/" + name + "-end")) {
                return calls;
            } else if (!thread.isEmpty() && caller.equals(thread)) {
                calls.add(line);
            }
        }
        throw new AssertionError("no marks of " + name + " in the trace");
    }
}
