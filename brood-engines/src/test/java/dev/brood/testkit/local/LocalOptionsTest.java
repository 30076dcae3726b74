package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.Output;
import dev.brood.ProcessStartException;
import dev.brood.SharedQueue;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How a child can be started, and where what it prints goes.
class LocalOptionsTest {
    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    @Test
    void heapFlagsEnvironmentAndProperties_reachTheChild() throws Exception {
        try (SharedQueue<Object> queue = brood.queue(10)) {
            brood.process()
                    .maxHeap("48m")
                    .jvmFlags("-Xss2m", "-XX:+UseParallelGC")
                    .environment("BROOD_TEST_COLOUR", "green")
                    .systemProperty("brood.test.shape", "round")
                    .start(() -> {
                        queue.put(Runtime.getRuntime().maxMemory() >> 20);
                        queue.put(
                                java.lang.management.ManagementFactory.getRuntimeMXBean()
                                        .getInputArguments()
                                        .containsAll(List.of("-Xss2m", "-XX:+UseParallelGC")));
                        queue.put(System.getenv("BROOD_TEST_COLOUR"));
                        queue.put(System.getProperty("brood.test.shape"));
                    })
                    .join();
            assertThat((long) queue.take()).isBetween(40L, 48L);
            assertThat(queue.take()).isEqualTo(true);
            assertThat(queue.take()).isEqualTo("green");
            assertThat(queue.take()).isEqualTo("round");
        }
    }

    @Test
    void propertiesOfTheParent_asTheyAreAtTheStart_reachTheChild() throws Exception {
        try (SharedQueue<String> queue = brood.queue(10)) {
            for (String value : List.of("one", "two")) {
                System.setProperty("brood-test.mood", value);
                brood.start(() -> queue.put(System.getProperty("brood-test.mood", "none"))).join();
                assertThat(queue.take()).isEqualTo(value);
            }
        } finally {
            System.clearProperty("brood-test.mood");
        }
    }

    @Test
    void directory_isTheChilds_andItsClassesAreFoundAllTheSame(@TempDir Path directory)
            throws Exception {
        try (SharedQueue<String> queue = brood.queue(1)) {
            brood.process()
                    .directory(directory)
                    .start(() -> queue.put(Path.of("").toAbsolutePath().toString()))
                    .join();
            assertThat(queue.take()).isEqualTo(directory.toRealPath().toString());
        }
    }

    @Test
    void directory_thatIsMissing_isRefused(@TempDir Path directory) {
        assertThatThrownBy(() -> brood.process().directory(directory.resolve("no")).start(() -> {}))
                .isInstanceOf(ProcessStartException.class)
                .hasMessageContaining("its directory " + directory.resolve("no"))
                .hasMessageContaining("does not exist");
    }

    @Test
    void flagThatTheJvmRefuses_isTheFailure() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        ChildProcess child =
                brood.process()
                        .name("bad")
                        .jvmFlags("-XX:NoSuchFlag=1")
                        .stderr(Output.lines((_, line) -> lines.add(line)))
                        .start(() -> {});
        child.join();

        assertThat(child.exitStatus()).contains(new ExitStatus.Exited(1));
        assertThat(child.failure())
                .get()
                .isInstanceOf(ProcessStartException.class)
                .asString()
                .contains("'bad'", "before it could run anything", "-XX:NoSuchFlag=1");
        assertThat(lines).anyMatch(line -> line.contains("NoSuchFlag"));
    }

    @Test
    @Covers("P-20")
    void stdin_isEmpty() throws Exception {
        try (SharedQueue<Integer> queue = brood.queue(1)) {
            brood.start(() -> queue.put(System.in.read())).join();
            assertThat(queue.take()).isEqualTo(-1);
        }
    }

    @Test
    void output_byLines_comesWholeAndNamed() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        ChildProcess child =
                brood.process()
                        .name("talker")
                        .stdout(Output.lines((name, line) -> lines.add(name + ": " + line)))
                        .start(() -> {
                            System.out.println("first");
                            System.out.print("sec");
                            System.out.println("ond");
                            System.out.print("last, without an end");
                        });
        child.join();

        assertThat(lines)
                .containsExactly("talker: first", "talker: second", "talker: last, without an end");
    }

    @Test
    void listenerThatThrows_hurtsNeitherChildNorLaterLines() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> uncaught.add(e));
        try {
            ChildProcess child =
                    brood.process()
                            .stdout(
                                    Output.lines((_, line) -> {
                                        if (line.equals("bad")) {
                                            throw new IllegalStateException(line);
                                        }
                                        lines.add(line);
                                    }))
                            .start(() -> {
                                System.out.println("bad");
                                System.out.println("good");
                            });
            child.join();
            assertThat(child.exitCode()).hasValue(0);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(lines).containsExactly("good");
        assertThat(uncaught).hasSize(1);
    }

    @Test
    @Covers({"P-17", "_TestSubclassingProcess.test_stderr_flush"})
    void stderr_hasTheWholeStackTrace_withTheChildsName() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        brood.process()
                .name("unlucky")
                .stderr(Output.lines((_, line) -> lines.add(line)))
                .start(() -> {
                    throw new IllegalStateException("as expected");
                })
                .join();

        assertThat(lines.getFirst())
                .isEqualTo(
                        "Exception in thread \"unlucky\" java.lang.IllegalStateException: as"
                                + " expected");
        assertThat(lines).anyMatch(line -> line.contains("ChildMain.main"));
    }

    @Test
    void output_toFiles_beginsThemAnew_orAppends(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("out.txt");
        Files.writeString(file, "before\n");
        brood.process().stdout(Output.appendTo(file)).start(() -> System.out.println("1")).join();
        assertThat(file).hasContent("before\n1\n");
        brood.process().stdout(Output.toFile(file)).start(() -> System.out.println("2")).join();
        assertThat(file).hasContent("2\n");
        brood.process().stdout(Output.discard()).start(() -> System.out.println("3")).join();
        assertThat(file).hasContent("2\n");
    }

    @Test
    void output_whereSystemOutWasReplaced_goesThroughTheReplacement() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream replacement = new PrintStream(bytes, true, StandardCharsets.UTF_8) {
                    // A class of its own, as test runners have.
                }) {
            System.setOut(replacement);
            // With an option, so that it is no spare that was connected before.
            brood.process()
                    .environment("BROOD_TEST", "1")
                    .start(() -> System.out.println("through the replacement"))
                    .join();
        } finally {
            System.setOut(before);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("through the replacement\n");
    }

    @Test
    void close_endsChildren_thatListen_andThatDoNot() throws Exception {
        Brood own = Brood.open(java.net.URI.create("local:own"));
        SharedQueue<String> queue = own.queue(4);
        ChildProcess listening =
                own.start(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> offer(queue, "bye")));
                    queue.put("ready");
                    Thread.sleep(Duration.ofHours(1));
                });
        queue.take();
        listening.terminate();
        listening.join();
        assertThat(queue.take()).isEqualTo("bye");
        assertThat(listening.exitCode()).hasValue(-15);

        ChildProcess deaf =
                own.start(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> spin()));
                    queue.put("ready");
                    Thread.sleep(Duration.ofHours(1));
                });
        queue.take();
        own.close();
        assertThat(deaf.isAlive()).isFalse();
        assertThat(deaf.exitCode()).hasValue(-9);
    }

    private static void offer(SharedQueue<String> queue, String item) {
        assertThat(queue.offer(item)).isTrue();
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }
}
