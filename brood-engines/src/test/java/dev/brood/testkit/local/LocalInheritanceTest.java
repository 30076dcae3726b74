package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedQueue;
import dev.brood.junit.Jvm;
import dev.brood.testkit.Covers;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// What a child has of its parent, and what it has not.
class LocalInheritanceTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    /// A program whose child tells its flags and a property.
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            Brood.local()
                    .start(() -> {
                        ManagementFactory.getRuntimeMXBean()
                                .getInputArguments()
                                .forEach(System.out::println);
                        System.out.println("shape " + System.getProperty("test.shape"));
                    });
        }
    }

    @Test
    @Covers("TestFlags.test_flags")
    void flagsOfTheParent_reachTheChild_butNotItsHeap() throws Exception {
        String cache = System.getProperty("brood.cache");
        try (Jvm jvm =
                Jvm.running(Program.class)
                        .flags("-Dbrood.cache=" + cache, "-Dbrood.spares=0")
                        .flags("-Dbrood.flags=-Dtest.one=1 -Dtest.two=2")
                        .flags("-Xss3m", "-esa", "-Xmx333m", "-Dtest.shape=square")
                        .start()) {
            assertThat(jvm.awaitExit(LONG)).isZero();
            assertThat(jvm.stdout())
                    .contains("-Xss3m", "-esa", "shape square")
                    .contains("-Dbrood.cache=" + cache, "-Dbrood.spares=0") // for its children
                    .contains("-Dbrood.flags=-Dtest.one=1 -Dtest.two=2")
                    .contains("-Dtest.one=1", "-Dtest.two=2")
                    .doesNotContain("-Xmx333m");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Covers("TestCloseFds.test_closefd")
    void openFilesOfTheParent_areNotTheChilds(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("secret");
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                SharedQueue<List<String>> queue = brood.queue(1)) {
            assertThat(channel.isOpen()).isTrue();
            assertThat(descriptors()).contains(file.toRealPath().toString());
            brood.start(() -> queue.put(descriptors())).join();
            assertThat(queue.take()).isNotEmpty().doesNotContain(file.toRealPath().toString());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Covers("_TestProcess.test_child_fd_inflation")
    void pipesToAChild_areNotItsSiblings() throws Exception {
        try (SharedQueue<List<String>> queue = brood.queue(4);
                SharedQueue<String> gate = brood.queue(4)) {
            List<ChildProcess> children = new ArrayList<>();
            List<List<String>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                children.add(
                        brood.start(() -> {
                            queue.put(descriptors());
                            gate.take();
                        }));
                all.add(queue.take());
            }
            children.forEach(child -> assertThat(child.isAlive()).isTrue());
            for (int i = 0; i < 4; i++) {
                assertThat(all.get(i)).hasSizeLessThan(all.getFirst().size() + 4);
                for (int j = 0; j < i; j++) {
                    assertThat(Collections.disjoint(pipes(all.get(i)), pipes(all.get(j))))
                            .as("%s and %s", all.get(i), all.get(j))
                            .isTrue();
                }
            }
            for (ChildProcess _ : children) {
                gate.put("go");
            }
            for (ChildProcess child : children) {
                assertThat(child.join(LONG)).isTrue();
            }
        }
    }

    /// Returns what this process has open, standard streams apart.
    private static List<String> descriptors() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : all.toList()) {
                if (Integer.parseInt(each.getFileName().toString()) > 2) {
                    String target = target(each);
                    if (target != null) {
                        found.add(target);
                    }
                }
            }
        }
        return found;
    }

    private static @Nullable String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException _) {
            return null; // that of the listing itself
        }
    }

    private static List<String> pipes(List<String> descriptors) {
        return descriptors.stream()
                .filter(each -> each.startsWith("pipe:") || each.startsWith("socket:"))
                .toList();
    }
}
