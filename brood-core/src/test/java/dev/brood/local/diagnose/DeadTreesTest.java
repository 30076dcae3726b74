package dev.brood.local.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.DeadTree;
import dev.brood.Diagnosis;
import dev.brood.MachineDiagnosis;
import dev.brood.local.memory.TreeDirectory;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.os.Servant;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Trees as one sees them who is not of them: what dead ones have left, what is half there, and
/// that looking changes nothing.
class DeadTreesTest {
    @TempDir Path base;

    private @Nullable String before;

    @BeforeEach
    void setDirectory() {
        before = System.setProperty(TreeDirectory.PROPERTY, base.toString());
    }

    @AfterEach
    void resetDirectory() {
        if (before == null) {
            System.clearProperty(TreeDirectory.PROPERTY);
        } else {
            System.setProperty(TreeDirectory.PROPERTY, before);
        }
    }

    /// Plants a tree, with a process in it that does not end with its root.
    static final class Root {
        private Root() {}

        static void main(String[] args) throws IOException {
            Tree tree = Tree.plant(OperatingSystem.named("portable"), "root");
            int slot = tree.roster().reserve("survivor");
            Process survivor = new ProcessBuilder("sleep", "600").start();
            tree.roster().enter(slot, survivor.pid());
            Servant.serve(order ->
                    switch (order.getFirst()) {
                        case "path" -> tree.directory().path();
                        case "survivor" -> survivor.pid();
                        default -> throw new IllegalArgumentException(order.toString());
                    });
        }
    }

    private Servant root() {
        return Servant.start(
                Servant.options(Root.class).flags("-D" + TreeDirectory.PROPERTY + "=" + base));
    }

    @Test
    void remove_processOfItLives_leavesItUnlessItIsToBeKilled() throws Exception {
        try (Servant root = root()) {
            Path path = Path.of(root.ask("path"));
            long survivor = Long.parseLong(root.ask("survivor"));
            ProcessHandle process = ProcessHandle.of(survivor).orElseThrow();
            assertThat(DeadTree.findAll()).isEmpty();
            root.kill();

            DeadTree dead = DeadTree.findAll().getFirst();
            assertThat(dead.tree()).isEqualTo(path.getFileName().toString());
            assertThat(dead.rootPid()).isEqualTo(root.pid());
            assertThat(dead.files()).isEqualTo(3);
            assertThat(dead.bytes()).isBetween(100_000L, 1_000_000L);
            assertThat(dead.living())
                    .containsExactly(new Diagnosis.Who(survivor, "survivor", 0, ""));
            assertThat(dead.isRemovable()).isFalse();
            assertThat(dead.remove()).isFalse();
            assertThat(path).isDirectory();
            assertThat(process.isAlive()).isTrue();

            assertThat(dead.killAndRemove()).isTrue();
            assertThat(path).doesNotExist();
            assertThat(process.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
            assertThat(dead.remove()).as("again").isTrue();
            assertThat(DeadTree.findAll()).isEmpty();
        }
    }

    @Test
    void remove_treeWhoseRootLives_isNotTouched() throws Exception {
        try (Servant root = root()) {
            Path path = Path.of(root.ask("path"));
            ProcessHandle survivor =
                    ProcessHandle.of(Long.parseLong(root.ask("survivor"))).orElseThrow();
            DeadTree wrong =
                    new DeadTree(
                            path.getFileName().toString(),
                            path.toString(),
                            root.pid(),
                            0,
                            0,
                            List.of(),
                            "");
            assertThat(wrong.remove()).isFalse();
            assertThat(wrong.killAndRemove()).isFalse();
            assertThat(path.resolve("tree")).exists();
            assertThat(survivor.isAlive()).isTrue();
            survivor.destroyForcibly();
        }
    }

    @Test
    void read_whileTreesComeAndGo_neverFails() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        FutureTask<Integer> planter =
                new FutureTask<>(() -> {
                    int planted = 0;
                    while (over.getCount() > 0) {
                        Tree tree = Tree.plant(OperatingSystem.named("portable"), "fleeting");
                        tree.arena().publish(tree.arena().allocate(100, 50, 0));
                        tree.close();
                        planted++;
                    }
                    return planted;
                });
        Thread.ofPlatform().start(planter);
        int seen = 0;
        long start = System.nanoTime();
        while (seen < 20 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60)) {
            MachineDiagnosis machine = Diagnosis.ofMachine();
            assertThat(machine.directory()).isEqualTo(base.toString());
            assertThat(machine.unreadable()).isEmpty();
            seen += machine.trees().size();
        }
        over.countDown();
        assertThat(planter.get()).isPositive();
        assertThat(seen).isGreaterThanOrEqualTo(20);
    }

    @Test
    void read_idleTree_changesNothing() throws Exception {
        try (Tree tree = Tree.plant(OperatingSystem.named("portable"), "idle")) {
            tree.arena().publish(tree.arena().allocate(100, 50, 0));
            Map<Path, String> bytes = contents(tree.directory().path());
            Diagnosis seen = TreeReader.read(tree.directory().path());
            assertThat(seen.processes())
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.name()).isEqualTo("idle");
                        assertThat(each.pid()).isEqualTo(ProcessHandle.current().pid());
                    });
            assertThat(seen.locks()).isEmpty();
            assertThat(contents(tree.directory().path())).isEqualTo(bytes);
        }
    }

    private static Map<Path, String> contents(Path directory) throws IOException {
        Map<Path, String> found = new HashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(each -> !each.endsWith("owner")).toList()) {
                // Its owner's file may not be opened: closing it would give up the lock on it.
                found.put(
                        file,
                        Arrays.hashCode(Files.readAllBytes(file))
                                + " "
                                + Files.getLastModifiedTime(file));
            }
        }
        return found;
    }

    @Test
    void ofMachine_halfATree_isReportedOnceItIsOld() throws Exception {
        Path half = Files.createDirectory(base.resolve("brood-me-4711-0123abcd"));
        assertThat(Diagnosis.ofMachine().unreadable()).isEmpty();
        Files.setLastModifiedTime(half, FileTime.from(Instant.now().minusSeconds(3600)));
        assertThat(Diagnosis.ofMachine().unreadable())
                .containsExactly(
                        new MachineDiagnosis.Unreadable(
                                half.getFileName().toString(),
                                "it was left half made or half deleted",
                                0));
        assertThat(DeadTree.findAll())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.rootPid()).isZero();
                    assertThat(each.files()).isZero();
                    assertThat(each.remove()).isTrue();
                });
        assertThat(half).doesNotExist();
    }
}
