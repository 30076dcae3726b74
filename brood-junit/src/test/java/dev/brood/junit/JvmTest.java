package dev.brood.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// Starting, watching and ending JVMs.
class JvmTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir Path directory;

    /// Prints what it was given, then obeys what it reads.
    static final class Obedient {
        private Obedient() {}

        static void main(String[] args) throws IOException {
            System.out.println("arguments " + Arrays.toString(args));
            System.out.println("flags " + ManagementFactory.getRuntimeMXBean().getInputArguments());
            System.out.println("directory " + Path.of("").toAbsolutePath());
            System.out.println("variable " + System.getenv("FOR_JVM_TEST"));
            System.out.println("options " + System.getenv("JDK_JAVA_OPTIONS"));
            System.out.println("class path " + System.getProperty("java.class.path"));
            System.err.println("an error: é ∞");
            System.out.println("ready");
            int order = System.in.read();
            System.out.print("no line end");
            System.exit(order);
        }
    }

    @Test
    void start_withAllOptions_passesThemOn() throws Exception {
        try (Jvm jvm =
                Jvm.running(Obedient.class)
                        .args("a b", "c")
                        .flags("-Xmx64m", "-Dsome.property=1")
                        .environment("FOR_JVM_TEST", "value")
                        .environment("JAVA_TOOL_OPTIONS", "-Dtool.option=1")
                        .directory(directory)
                        .start()) {
            jvm.awaitLine(line -> line.equals("ready"), PATIENCE);
            jvm.awaitErrorLine(line -> line.equals("an error: é ∞"), PATIENCE);
            assertThat(jvm.stdout())
                    .contains(
                            "arguments [a b, c]",
                            "directory " + directory.toRealPath(),
                            "variable value",
                            "options null",
                            "ready")
                    .anySatisfy(line ->
                            assertThat(line)
                                    .startsWith("flags ")
                                    .contains(
                                            "--enable-native-access=ALL-UNNAMED",
                                            "-Xmx64m",
                                            "-Dsome.property=1",
                                            "-Dtool.option=1")
                                    .doesNotContain("-javaagent"));
        }
    }

    @Test
    void start_withoutNativeAccessOnOtherClassPath_isRunSo() throws Exception {
        Path classes =
                Path.of(Obedient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Jvm jvm =
                Jvm.running(Obedient.class.getName())
                        .classPath(classes, directory)
                        .withoutNativeAccess()
                        .start()) {
            jvm.awaitLine(line -> line.equals("ready"), PATIENCE);
            assertThat(jvm.stdout())
                    .contains(
                            "class path "
                                    + classes
                                    + System.getProperty("path.separator")
                                    + directory)
                    .noneMatch(line -> line.contains("--enable-native-access"));
        }
    }

    @Test
    void awaitExit_orderlyEnd_returnsValueAndAllOutput() throws Exception {
        try (Jvm jvm = Jvm.running(Obedient.class).start()) {
            jvm.awaitLine(line -> line.equals("ready"), PATIENCE);
            assertThat(jvm.stdout()).last().isEqualTo("ready");
            jvm.process().getOutputStream().write(7);
            jvm.process().getOutputStream().flush();

            assertThat(jvm.awaitExit(PATIENCE)).isEqualTo(7);
            assertThat(jvm.stdout()).last().isEqualTo("no line end");
            assertThat(jvm.toString())
                    .isEqualTo(
                            "JVM %d (%s, exit value 7)"
                                    .formatted(jvm.pid(), Obedient.class.getName()));
        }
    }

    @Test
    void awaitExit_afterKillOrSignal_tellsTheSignal() throws Exception {
        try (Jvm killed = Jvm.running(Obedient.class).start();
                Jvm terminated = Jvm.running(Obedient.class).start()) {
            killed.kill();
            terminated.awaitLine(line -> line.equals("ready"), PATIENCE);
            terminated.signal(15);

            assertThat(killed.awaitExit(PATIENCE)).isEqualTo(128 + 9);
            assertThat(terminated.awaitExit(PATIENCE)).isEqualTo(128 + 15);
        }
    }

    @Test
    void awaitExit_timeOver_showsOutputAndThreads() throws Exception {
        long pid;
        try (Jvm jvm = Jvm.running(Obedient.class).start()) {
            pid = jvm.pid();
            jvm.awaitLine(line -> line.equals("ready"), PATIENCE);

            assertThatThrownBy(() -> jvm.awaitExit(SHORT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll(
                            "JVM " + jvm.pid() + " (",
                            "Obedient, running) did not end within 100 ms",
                            "standard output:\n    arguments []",
                            "standard error:\n    an error",
                            "JvmTest$Obedient.main(");
        }
        assertThat(Path.of("/tmp", ".java_pid" + pid)).doesNotExist();
    }

    @Test
    void awaitLine_lineNeverPrinted_failsAfterTheTimeOrAtTheEnd() throws Exception {
        try (Jvm jvm = Jvm.running(Obedient.class).start()) {
            assertThatThrownBy(() -> jvm.awaitLine(line -> line.equals("never"), SHORT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(
                            "running) did not print the awaited line on standard output within"
                                    + " 100 ms");
            jvm.kill();
            assertThatThrownBy(
                            () -> jvm.awaitErrorLine(l -> l.equals("never"), Duration.ofHours(1)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("exit value 137) did not print the awaited line");
        }
    }

    @Test
    void awaitLine_childOutlivesIt_doesNotHang() throws Exception {
        try (Jvm jvm = Jvm.running(OrphansTest.Parent.class).args("/bin/sleep", "1000").start()) {
            String line = jvm.awaitLine(l -> l.startsWith("child "), PATIENCE);
            ProcessHandle child = ProcessHandle.of(Long.parseLong(line.substring(6))).orElseThrow();
            assertThat(Descendants.of(jvm.pid())).containsExactly(child);
            jvm.kill();
            assertThat(jvm.awaitExit(PATIENCE)).isEqualTo(137);
            assertThat(jvm.stdout()).containsExactly(line);
            assertThat(child.isAlive()).isTrue();
            assertThat(child.destroyForcibly()).isTrue();
        }
    }

    @Test
    void close_running_killsItAndKeepsItsOutput() throws Exception {
        Jvm jvm = Jvm.running(Obedient.class).start();
        jvm.awaitLine(line -> line.equals("ready"), PATIENCE);
        Thread.currentThread().interrupt();

        jvm.close();
        jvm.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(jvm.process().isAlive()).isFalse();
        assertThat(jvm.stdout()).contains("ready");
        assertThat(jvm.stderr()).containsExactly("an error: é ∞");
        assertThatThrownBy(() -> jvm.signal(15))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot send signal 15 to process " + jvm.pid());
    }

    @Test
    void start_impossible_saysWhat() {
        assertThatThrownBy(() ->
                        Jvm.running("some.Main").directory(directory.resolve("missing")).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot start a JVM that runs some.Main");
    }

    @Test
    void capturedOutput_linesInPieces_areJoined() throws Exception {
        try (CapturedOutput output = new CapturedOutput("test")) {
            Process printf =
                    new ProcessBuilder("/bin/sh", "-c", "printf 'a\\r\\nb'; read x; printf 'c\\nd'")
                            .redirectOutput(output.redirect())
                            .start();
            Await.until(PATIENCE, "b", () -> output.lines(true).size() == 2);
            assertThat(output.lines(false)).containsExactly("a");
            printf.getOutputStream().write("\n".getBytes(StandardCharsets.UTF_8));
            printf.getOutputStream().flush();
            printf.waitFor();
            assertThat(output.lines(false)).containsExactly("a", "bc");
            assertThat(output.lines(true)).containsExactly("a", "bc", "d");
        }
    }
}
