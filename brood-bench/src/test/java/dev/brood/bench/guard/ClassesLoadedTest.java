package dev.brood.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Classes that a child's JVM loads before the first instruction of its first task, and how many of
/// them come from jars and the JDK's image in place of an archive.
class ClassesLoadedTest {
    private static final String FLAGS = "brood.flags";
    private static final int ALL = 1_100;
    private static final int NOT_ARCHIVED = 180;
    private static final int ALL_TRAINED = 2_500;
    private static final int NOT_ARCHIVED_TRAINED = 60;

    @TempDir private Path dir = Path.of("");

    /// What the task loads first of all, so that it shows in the log.
    static final class Begun {
        private Begun() {}

        static void tell() {}
    }

    @AfterEach
    void noFlags() {
        System.clearProperty(FLAGS);
    }

    @Test
    void child_ofUsualOptions_loadsFewClassesBeforeItsTask() throws Exception {
        System.setProperty(FLAGS, "-Xlog:class+load=info:file=" + dir + "/%p.log:none");
        long pid;
        try (Brood brood = Brood.local()) {
            ChildProcess child = brood.start(() -> Begun.tell());
            child.join();
            pid = child.pid();
        }
        List<String> lines = Files.readAllLines(dir.resolve(pid + ".log"));
        List<String> before = lines.stream().takeWhile(line -> !line.contains("$Begun")).toList();
        assertThat(before).hasSizeLessThan(lines.size());
        List<String> fromJars =
                before.stream().filter(line -> !line.contains("shared objects file")).toList();
        boolean trained = isArchived(before, "dev.brood.local.process.ChildMain");
        System.out.println(
                "a child loads %d classes before its task, %d of them not from an archive (%s)"
                        .formatted(
                                before.size(), fromJars.size(), trained ? "trained" : "as it is"));
        // A trained archive has all its classes loaded at the start, at once.
        assertThat(before.size()).isLessThan(trained ? ALL_TRAINED : ALL);
        assertThat(fromJars.size())
                .as("not archived")
                .isLessThan(trained ? NOT_ARCHIVED_TRAINED : NOT_ARCHIVED);
    }

    private static boolean isArchived(List<String> lines, String name) {
        return lines.stream()
                .anyMatch(line -> line.contains(name + " ") && line.contains("shared objects"));
    }
}
