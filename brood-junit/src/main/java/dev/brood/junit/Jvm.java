package dev.brood.junit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A JVM that a test starts, watches and ends.
///
/// ```java
/// try (Jvm jvm = Jvm.running(Server.class).args("8080").flags("-Xmx64m").start()) {
///     jvm.awaitLine(line -> line.startsWith("listening"), Duration.ofSeconds(30));
///     jvm.kill();
///     assertThat(jvm.awaitExit(Duration.ofSeconds(30))).isEqualTo(137);
/// }
/// ```
///
/// It runs on the test's JDK with the test's class path and inherits its environment, without
/// `JAVA_TOOL_OPTIONS` and `JDK_JAVA_OPTIONS`. Agents and flags of the test's own JVM are not
/// passed on, but what its system properties `brood.dir`, `brood.cache`, `brood.spares` and
/// `brood.flags` say; the last are flags for this JVM too. `--enable-native-access=ALL-UNNAMED` is
/// given unless declined, and `-XX:+UseSerialGC` unless another collector is asked for. What it
/// prints is captured line by line; its standard input is a pipe, see [#process()].
///
/// [#close()] kills it, not its descendants: whether those end is what such a test is about, and
/// [NothingLeft] finds them. All methods may be called by any thread, after the close as well.
public final class Jvm implements AutoCloseable {
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(30);
    private static final int SHOWN_LINES = 60;

    private final String main;
    private final Process process;
    private final CapturedOutput stdout;
    private final CapturedOutput stderr;

    Jvm(String main, Process process, CapturedOutput stdout, CapturedOutput stderr) {
        this.main = main;
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /// Prepares a JVM that runs a class.
    ///
    /// @param main a class with a `main` method
    /// @return options, to be completed by [JvmOptions#start()]
    public static JvmOptions running(Class<?> main) {
        return new JvmOptions(main.getName());
    }

    /// Prepares a JVM that runs a class which this JVM need not know.
    ///
    /// @param main the name of a class with a `main` method
    /// @return options, to be completed by [JvmOptions#start()]
    public static JvmOptions running(String main) {
        return new JvmOptions(main);
    }

    /// Returns the process, for its handle and its standard input. Its output streams are empty.
    ///
    /// @return the process
    public Process process() {
        return process;
    }

    /// Returns the process id.
    ///
    /// @return the process id
    public long pid() {
        return process.pid();
    }

    /// Returns what it has printed on standard output.
    ///
    /// @return the lines so far; all of them once it has ended
    public List<String> stdout() {
        return stdout.lines(!process.isAlive());
    }

    /// Returns what it has printed on standard error.
    ///
    /// @return the lines so far; all of them once it has ended
    public List<String> stderr() {
        return stderr.lines(!process.isAlive());
    }

    /// Waits for a line on standard output. Lines printed before the call count too.
    ///
    /// @param wanted tells the line
    /// @param timeout how long to wait at most
    /// @return the first such line
    /// @throws InterruptedException if interrupted while waiting
    /// @throws AssertionError if the time is over, or at once when it has ended without that line;
    ///   the message has its state and output
    public String awaitLine(Predicate<String> wanted, Duration timeout)
            throws InterruptedException {
        return awaitLine("standard output", stdout, wanted, timeout);
    }

    /// Waits for a line on standard error. Lines printed before the call count too.
    ///
    /// @param wanted tells the line
    /// @param timeout how long to wait at most
    /// @return the first such line
    /// @throws InterruptedException if interrupted while waiting
    /// @throws AssertionError if the time is over, or at once when it has ended without that line;
    ///   the message has its state and output
    public String awaitErrorLine(Predicate<String> wanted, Duration timeout)
            throws InterruptedException {
        return awaitLine("standard error", stderr, wanted, timeout);
    }

    private String awaitLine(
            String stream, CapturedOutput output, Predicate<String> wanted, Duration timeout)
            throws InterruptedException {
        AtomicReference<@Nullable String> found = new AtomicReference<>();
        Await.holds(
                timeout,
                () -> {
                    // Asked first: what it printed before it ended must not be missed.
                    boolean ended = !process.isAlive();
                    output.lines(ended).stream().filter(wanted).findFirst().ifPresent(found::set);
                    return ended || found.get() != null;
                });
        String line = found.get();
        if (line == null) {
            throw new AssertionError(
                    "%s did not print the awaited line on %s within %s\n%s"
                            .formatted(this, stream, Await.inWords(timeout), output()));
        }
        return line;
    }

    /// Waits until it has ended.
    ///
    /// @param timeout how long to wait at most
    /// @return the exit value; 128 + n for signal n, so 137 for SIGKILL
    /// @throws InterruptedException if interrupted while waiting
    /// @throws AssertionError if the time is over; the message has its output and a thread dump
    public int awaitExit(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout)) {
            throw new AssertionError(
                    "%s did not end within %s\n%s\n%s"
                            .formatted(
                                    this,
                                    Await.inWords(timeout),
                                    output(),
                                    ThreadDumps.of(process.toHandle())));
        }
        return process.exitValue();
    }

    /// Sends it a signal. Needs a POSIX system.
    ///
    /// @param signal the signal's number, such as 15 for SIGTERM
    /// @throws UncheckedIOException if it has ended and is gone, or there is no shell
    /// @throws InterruptedException if interrupted
    public void signal(int signal) throws InterruptedException {
        try {
            Proc.signal(pid(), signal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Kills it by SIGKILL. Returns at once; without effect if it has ended.
    public void kill() {
        process.destroyForcibly();
    }

    /// Kills it if it still runs, waits for its end, and frees what it needed. Its output can still
    /// be read. If interrupted meanwhile, it goes on, and leaves the thread interrupted.
    @Override
    public void close() {
        kill();
        boolean interrupted = Thread.interrupted();
        long start = System.nanoTime();
        while (process.isAlive() && System.nanoTime() - start < TIME_TO_DIE.toNanos()) {
            try {
                process.waitFor(TIME_TO_DIE.minusNanos(System.nanoTime() - start));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        stdout.close();
        stderr.close();
        JcmdDump.removeTraces(pid());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Describes it: main class, pid, state.
    @Override
    public String toString() {
        return "JVM %d (%s, %s)"
                .formatted(
                        pid(),
                        main,
                        process.isAlive() ? "running" : "exit value " + process.exitValue());
    }

    private String output() {
        return "standard output:\n" + last(stdout()) + "\nstandard error:\n" + last(stderr());
    }

    private static String last(List<String> lines) {
        int from = Math.max(0, lines.size() - SHOWN_LINES);
        return lines.subList(from, lines.size()).stream()
                .map(line -> "    " + line)
                .collect(Collectors.joining("\n", from > 0 ? "    …\n" : "", ""));
    }
}
