package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.testkit.Covers;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One program with processes, a queue, a pool and exceptions of its own, run in every way in which
/// Java programs are run; each time from a folder with blanks in its name.
class LocalLaunchTest {
    private static final String BODY =
            """
            static class Answer implements java.io.Serializable {
                final int value;
                Answer(int value) { this.value = value; }
            }

            static class Trouble extends Exception {
                Trouble(String message) { super(message); }
            }

            record Pair(String left, int right) {}

            enum Colour { GREEN }

            static class Greeter extends ChildProcess {
                final SharedQueue<Object> to;
                Greeter(SharedQueue<Object> to) { this.to = to; }
                @Override public void run() { to.offer("greetings"); }
            }

            public static void main(String[] args) throws Exception {
                Brood brood = Brood.local();
                SharedQueue<Object> queue = brood.queue(10);
                Answer answer = new Answer(42);
                brood.start(() -> queue.put(answer.value)).join();
                System.out.println(queue.take());
                brood.start(() -> queue.put(new Pair("pair", 7))).join();
                System.out.println(((Pair) queue.take()).right());
                brood.start(() -> queue.put(Colour.GREEN)).join();
                System.out.println(queue.take());
                new Greeter(queue).start().join();
                System.out.println(queue.take());
                ChildProcess failing = brood.start(() -> { throw new Trouble("as expected"); });
                failing.join();
                System.out.println(failing.failure().get().getClass().getSimpleName());
                brood.process().maxHeap("64m").start(
                    () -> Brood.local().start(() -> queue.put(new Answer(1).value)).join()).join();
                System.out.println(queue.take());
                try (ProcessPool pool = brood.pool(2)) {
                    System.out.println(pool.map(List.of(1, 2, 3), x -> new Pair("x", x * x).right()));
                }
                brood.close();
                System.out.println("end");
            }
            """;

    private static final List<String> EXPECTED =
            List.of("42", "7", "GREEN", "greetings", "Trouble", "1", "[1, 4, 9]", "end");

    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    @TempDir private Path temporary;
    private Path home;
    private Sandbox sandbox;

    @BeforeEach
    void makeHome() throws Exception {
        home = Files.createDirectories(temporary.resolve("my program"));
        sandbox = new Sandbox(home);
    }

    private Path source(String name) throws Exception {
        String program =
                "package app;\nimport dev.brood.*;\nimport java.util.List;\n"
                        + "public class Main {\n"
                        + BODY
                        + "}\n";
        return sandbox.write(name, program);
    }

    /// Leaves out what the JVM prints because the test's own arguments differ from a user's.
    private static List<String> lines(List<String> output) {
        return output.stream()
                .filter(line -> !line.startsWith("Exception in thread"))
                .filter(line -> !line.startsWith("\tat "))
                .toList();
    }

    @Test
    void fromFolders_onARelativeClassPath() throws Exception {
        Path classes =
                sandbox.compile(
                        "classes",
                        List.of("-cp", Sandbox.broodClasses().toString()),
                        source("Main.java"));
        String path = Sandbox.broodClasses() + File.pathSeparator + home.relativize(classes);

        assertThat(lines(sandbox.java(home, NATIVE, "-cp", path, "app.Main"))).isEqualTo(EXPECTED);
    }

    @Test
    void fromFolders_withoutNativeAccess_withoutAWarning() throws Exception {
        Path classes =
                sandbox.compile(
                        "classes",
                        List.of("-cp", Sandbox.broodClasses().toString()),
                        source("Main.java"));
        String path = Sandbox.broodClasses() + File.pathSeparator + classes;

        assertThat(lines(sandbox.java(home, "-cp", path, "app.Main"))).isEqualTo(EXPECTED);
    }

    @Test
    void fromJars() throws Exception {
        Path brood = sandbox.jar("brood core.jar", "", Sandbox.broodClasses());
        Path classes =
                sandbox.compile("classes", List.of("-cp", brood.toString()), source("Main.java"));
        Path app = sandbox.jar("app.jar", "", classes);
        String path = brood + File.pathSeparator + app;

        assertThat(lines(sandbox.java(home, NATIVE, "-cp", path, "app.Main"))).isEqualTo(EXPECTED);
    }

    @Test
    void fromAFatJar_byItsManifest() throws Exception {
        Path classes =
                sandbox.compile(
                        "classes",
                        List.of("-cp", Sandbox.broodClasses().toString()),
                        source("Main.java"));
        Path fat = sandbox.jar("fat.jar", "app.Main", Sandbox.broodClasses(), classes);

        assertThat(lines(sandbox.java(home, "-jar", fat.toString()))).isEqualTo(EXPECTED);
    }

    @Test
    void fromTheModulePath() throws Exception {
        Path brood = sandbox.jar("brood.jar", "", Sandbox.broodClasses());
        Path descriptor =
                sandbox.write(
                        "module-info.java",
                        "module app { requires dev.brood; opens app to dev.brood; }");
        Path classes =
                sandbox.compile(
                        "classes",
                        List.of("--module-path", brood.toString()),
                        source("Main.java"),
                        descriptor);
        Path app = sandbox.jar("app.jar", "", classes);

        assertThat(
                        lines(
                                sandbox.java(
                                        home,
                                        "--enable-native-access=dev.brood",
                                        "--module-path",
                                        brood + File.pathSeparator + app,
                                        "--module",
                                        "app/app.Main")))
                .isEqualTo(EXPECTED);
    }

    @Test
    @Covers("M-14")
    void fromASourceFile() throws Exception {
        Path source = source("app/Main.java");

        assertThat(
                        lines(
                                sandbox.java(
                                        home,
                                        NATIVE,
                                        "-cp",
                                        Sandbox.broodClasses().toString(),
                                        source.toString())))
                .isEqualTo(EXPECTED);
    }

    @Test
    void fromACompactSourceFile() throws Exception {
        Path source =
                sandbox.write(
                        "Compact.java", "import dev.brood.*;\nimport java.util.List;\n" + BODY);

        assertThat(
                        lines(
                                sandbox.java(
                                        home,
                                        NATIVE,
                                        "-cp",
                                        Sandbox.broodClasses().toString(),
                                        source.toString())))
                .isEqualTo(EXPECTED);
    }
}
