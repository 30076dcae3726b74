package dev.brood.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Processes and files whose ancestors have died.
@EnabledOnOs(OS.LINUX)
class OrphansTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static volatile long orphan;
    private static volatile long root;

    @TempDir Path directory;

    /// Starts the command given as its arguments, prints its pid, and lingers.
    static final class Parent {
        private Parent() {}

        static void main(String[] command) throws IOException {
            Process child = new ProcessBuilder(command).inheritIO().start();
            System.out.println("child " + child.pid());
            Lingerer.main();
        }
    }

    /// Does nothing until it is killed.
    static final class Lingerer {
        private Lingerer() {}

        static void main() {
            while (true) {
                LockSupport.park();
            }
        }
    }

    private static long childOf(Jvm parent) throws InterruptedException {
        String line = parent.awaitLine(l -> l.startsWith("child "), PATIENCE);
        return Long.parseLong(line.substring("child ".length()));
    }

    private static void assertFailedAndKilled(FixtureRun run) throws InterruptedException {
        assertThat(run.testFailures()).isEmpty();
        assertThat(run.classFailures())
                .singleElement()
                .asString()
                .contains("left 1 thing behind", "- process " + orphan + " '", "; now killed");
        Await.until(PATIENCE, "the orphan's end", () -> !Proc.isRunning(orphan));
    }

    @Test
    void nothingLeft_orphanOfKilledJvm_isFoundByItsEnvironment() throws Exception {
        assertFailedAndKilled(FixtureRun.of(OrphansSleep.class));
    }

    @NothingLeft
    static class OrphansSleep {
        @Test
        void orphans() throws Exception {
            try (Jvm parent = Jvm.running(Parent.class).args("/bin/sleep", "1000").start()) {
                orphan = childOf(parent);
            }
        }
    }

    @Test
    void nothingLeft_treeMemberWhoseRootIsDead_isFoundByItsArgument() throws Exception {
        assertFailedAndKilled(FixtureRun.of(OrphansTreeMember.class));
    }

    @NothingLeft
    static class OrphansTreeMember {
        @Test
        void orphans() throws Exception {
            startOrphan("$$");
        }
    }

    @Test
    void nothingLeft_treeMemberWhoseRootLivesElsewhere_isNotBlamed() throws Exception {
        FixtureRun run = FixtureRun.of(StartsStranger.class);

        ProcessHandle stranger = ProcessHandle.of(orphan).orElseThrow();
        assertThat(Proc.arguments(orphan)).contains("-Dbrood.root=1");
        assertThat(stranger.destroyForcibly()).isTrue();
        assertThat(run.testFailures()).isEmpty();
        assertThat(run.classFailures()).isEmpty();
    }

    @NothingLeft
    static class StartsStranger {
        @Test
        void starts() throws Exception {
            startOrphan("1");
        }
    }

    /// Starts a JVM that says it is of a tree, through a shell that dies at once. Its environment
    /// is not marked.
    ///
    /// @param root the tree's root as the shell writes it, `$$` being the shell itself
    private static void startOrphan(String root) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process shell =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "\"$0\" -Dbrood.root=%s -cp \"$1\" \"$2\" & echo $!"
                                        .formatted(root),
                                java,
                                System.getProperty("java.class.path"),
                                Lingerer.class.getName())
                        .start();
        try (var lines = shell.inputReader()) {
            orphan = Long.parseLong(lines.readLine());
        }
        assertThat(shell.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        // Between fork and exec it still has the shell's arguments, of which none is the mark.
        Await.until(
                PATIENCE,
                "the JVM in the place of the shell's child",
                () -> Marks.rootOf(Proc.arguments(orphan)).isPresent());
    }

    @Test
    void nothingLeft_filesOfDeadRoots_areRemoved() throws Exception {
        LeavesTreeOfDeadRoot.directory = directory;

        FixtureRun run =
                FixtureRun.of(
                        Map.of("brood.left.directories", directory.toString()),
                        LeavesTreeOfDeadRoot.class);

        assertThat(run.testFailures()).isEmpty();
        assertThat(run.classFailures())
                .singleElement()
                .asString()
                .contains(
                        "left 2 things behind",
                        directory + "/brood-me-" + root + "-a (3 bytes); now removed",
                        directory + "/.brood-me-" + root + "-b (directory of 0 files");
        assertThat(directory).isEmptyDirectory();
    }

    @NothingLeft
    static class LeavesTreeOfDeadRoot {
        static Path directory = Path.of("");

        @Test
        void leaves() throws Exception {
            Process dead = new ProcessBuilder("/bin/true").start();
            dead.waitFor();
            root = dead.pid();
            Files.writeString(directory.resolve("brood-me-" + root + "-a"), "123");
            Files.createDirectory(directory.resolve(".brood-me-" + root + "-b"));
        }
    }
}
