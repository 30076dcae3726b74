package dev.brood.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.junit.Jvm;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// One run of an example as a real program in a JVM of its own, fifty times as fast as usual.
///
/// @param pid its process id
/// @param lines what it printed
public record Example(long pid, List<String> lines) {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /// Runs an example, which must end well and print nothing on standard error.
    public static Example run(Class<?> main, String... args)
            throws IOException, InterruptedException {
        return run(main, "", args);
    }

    /// As [#run(Class, String...)], with something to read from standard input.
    public static Example run(Class<?> main, String input, String[] args)
            throws IOException, InterruptedException {
        try (Jvm jvm = start(main, args);
                OutputStream in = jvm.process().getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
            in.flush();
            int exitValue = jvm.awaitExit(LONG);
            assertThat(jvm.stderr()).as("standard error of %s", jvm).isEmpty();
            assertThat(exitValue).as("exit value of %s", jvm).isZero();
            return new Example(jvm.pid(), jvm.stdout());
        }
    }

    /// Runs an example that must fail, and returns what it says about it on standard error.
    public static List<String> runInVain(Class<?> main, String... args)
            throws InterruptedException {
        try (Jvm jvm = start(main, args)) {
            assertThat(jvm.awaitExit(LONG)).as("exit value of %s", jvm).isEqualTo(1);
            return jvm.stderr();
        }
    }

    private static Jvm start(Class<?> main, String... args) {
        return Jvm.running(main)
                .flags("-Dbrood.cache=" + System.getProperty("brood.cache"))
                .flags("-Dexamples.pace=0.02")
                .args(args)
                .start();
    }

    /// Returns the lines that begin with something, in their order.
    public List<String> linesWith(String beginning) {
        return lines.stream().filter(line -> line.startsWith(beginning)).toList();
    }

    /// Returns the number at the end of the one line that begins with something.
    public long number(String beginning) {
        List<String> found = linesWith(beginning);
        assertThat(found).as("lines with '%s' among %s", beginning, lines).hasSize(1);
        return Long.parseLong(found.getFirst().substring(beginning.length()));
    }

    /// Returns the numbers in a line.
    public static List<Long> numbers(String line) {
        return NUMBER.matcher(line).results().map(found -> Long.valueOf(found.group())).toList();
    }
}
