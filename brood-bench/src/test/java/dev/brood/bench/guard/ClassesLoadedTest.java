package dev.brood.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Classes that a child's JVM loads before the first instruction of its first task, and how many of
/// them come from jars and the JDK's image in place of an archive.
class ClassesLoadedTest {
    private static final int ALL = 900;
    private static final int NOT_ARCHIVED = 300;

    @TempDir private Path dir = Path.of("");

    /// What the task loads first of all, so that it shows in the log.
    static final class Begun {
        private Begun() {}

        static void tell() {}
    }

    @Test
    void child_ofUsualOptions_loadsFewClassesBeforeItsTask() throws Exception {
        Path log = dir.resolve("classes.log");
        String logging = "-Xlog:class+load=info:file=" + log + ":none";
        try (Brood brood = Brood.local()) {
            ChildProcess child =
                    brood.process()
                            .environment("JDK_JAVA_OPTIONS", logging)
                            .start(() -> Begun.tell());
            child.join();
        }
        List<String> lines = Files.readAllLines(log);
        List<String> before = lines.stream().takeWhile(line -> !line.contains("$Begun")).toList();
        assertThat(before).hasSizeLessThan(lines.size());
        List<String> fromJars =
                before.stream().filter(line -> !line.contains("shared objects file")).toList();
        assertThat(before).hasSizeLessThan(ALL);
        assertThat(fromJars).as("not archived: %s", fromJars).hasSizeLessThan(NOT_ARCHIVED);
    }
}
