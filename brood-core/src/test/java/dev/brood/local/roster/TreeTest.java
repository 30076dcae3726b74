package dev.brood.local.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.ClosedException;
import dev.brood.ResourceException;
import dev.brood.local.memory.Segment;
import dev.brood.local.memory.TreeDirectory;
import dev.brood.local.memory.Words;
import dev.brood.local.os.OperatingSystem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;

/// Planting, joining and ending trees.
class TreeTest {
    private final OperatingSystem system = OperatingSystem.named("kernel");

    @TempDir Path base;

    private static List<String> mappings() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains("/brood-"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "portable"})
    void join_byAChild_isTheSameTree(String name) throws Exception {
        try (Tree tree = Tree.plant(OperatingSystem.named(name), "root")) {
            Kin kin = Kin.root(tree);
            assertThat(tree.isRoot()).isTrue();
            assertThat(tree.slot()).isZero();
            assertThat(tree.rootPid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(tree).hasToString("tree " + tree.directory().path().getFileName());
            assertThat(tree.file()).isEqualTo(tree.directory().file("tree")).exists();
            try (Kin.Child child = Kin.start(tree, "child")) {
                assertThat(child.ask("tree"))
                        .isEqualTo(
                                "%x %d %d %s false"
                                        .formatted(tree.id(), tree.rootPid(), child.slot(), name));
                assertThat(child.ask("closing")).isEqualTo("false");
                tree.beginClosing();
                assertThat(child.ask("closing")).isEqualTo("true");
                assertThat(tree.isClosing()).isTrue();
            }
            kin.close();
        }
        assertThat(mappings()).isEmpty();
    }

    @Test
    void plant_two_areApart() {
        try (Tree one = Tree.plant(system, "one");
                Tree two = Tree.plant(system, "two")) {
            assertThat(one.id()).isNotEqualTo(two.id());
            assertThat(one.directory().path()).isNotEqualTo(two.directory().path());
            assertThat(one.roster().members()).hasSize(1);
            assertThat(one.file()).exists();
        }
    }

    @Test
    void nextNumber_byThreadsOfTwoProcesses_neverTheSameTwice() throws Exception {
        try (Tree tree = Tree.plant(system, "root")) {
            Kin kin = Kin.root(tree);
            try (Kin.Child child = Kin.start(tree, "child")) {
                child.ask("closing");
                int order = child.tell("numbers", 5_000);
                List<FutureTask<String>> others = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    FutureTask<String> other = new FutureTask<>(() -> Kin.numbers(tree, 5_000));
                    others.add(other);
                    Thread.ofPlatform().name("other").start(other);
                }
                List<String> all = new ArrayList<>();
                all.addAll(Arrays.asList(child.servant().answer(order).split(",", -1)));
                for (FutureTask<String> other : others) {
                    all.addAll(Arrays.asList(other.get().split(",", -1)));
                }
                assertThat(all).hasSize(15_000);
                assertThat(all.stream().distinct()).hasSize(15_000);
                assertThat(tree.nextNumber()).isEqualTo(15_001);
            }
            kin.close();
        }
    }

    @Test
    void join_noTree_saysThatItHasEnded() {
        Path gone = base.resolve("brood-x-1-00000000");
        assertThatThrownBy(() -> Tree.join(gone, 1))
                .isInstanceOf(ClosedException.class)
                .hasMessage("the tree in " + gone + " has ended");
    }

    @Test
    void join_anotherVersion_isRefusedAndLeavesNothing() throws Exception {
        try (Tree tree = Tree.plant(system, "root");
                Segment file = Segment.open(tree.file())) {
            int mapped = mappings().size();
            Words.setInt(file.memory(), 8, 77);
            assertThatThrownBy(() -> Tree.join(tree.directory().path(), 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "%s is of another version of Brood (layout 77, this one has 4): use one"
                                    + " version in all processes of a tree",
                            tree.directory());
            Words.setInt(file.memory(), 8, 2);
            Words.setLong(file.memory(), 0, 1234);
            assertThatThrownBy(() -> Tree.join(tree.directory().path(), 1))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(mappings()).hasSize(mapped);
            assertThat(Trees.require(tree.id(), "it")).isSameAs(tree);
        }
    }

    @Test
    void join_fileTooShort_isRefused() throws Exception {
        Files.write(base.resolve("tree"), new byte[16]);
        assertThatThrownBy(() -> Tree.join(base, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another version");
    }

    @Test
    void close_root_endsEverything() throws Exception {
        Tree tree = Tree.plant(system, "root");
        tree.arena().publish(tree.arena().allocate(1, 10, 0));
        tree.close();
        tree.close();
        assertThat(tree.directory().path()).doesNotExist();
        assertThat(tree.isClosing()).isTrue();
        assertThat(mappings()).isEmpty();
        for (Runnable use :
                List.<Runnable>of(
                        tree::nextNumber,
                        () -> tree.roster().members(),
                        () -> tree.roster().ended(1),
                        () -> tree.roster().reserve("x"),
                        () -> tree.arena().allocate(1, 10, 0),
                        tree::beginClosing)) {
            assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class);
        }
        String gone = tree.directory().path().toString();
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(open.map(TreeTest::target)).noneMatch(each -> each.startsWith(gone));
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // that of this very list
        }
    }

    @Test
    void isClosing_whileItIsClosed_doesNotThrow() throws Exception {
        for (int i = 0; i < 60; i++) {
            Tree tree = Tree.plant(system, "root");
            FutureTask<Integer> asker =
                    new FutureTask<>(() -> {
                        int asked = 1;
                        while (!tree.isClosing()) {
                            asked++;
                        }
                        return asked;
                    });
            Thread.ofPlatform().name("asker").start(asker);
            tree.close();
            assertThat(asker.get()).isPositive();
        }
    }

    @Test
    void plant_noRoom_saysSoAndLeavesNothing() throws Exception {
        assumeTrue(
                mount("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", base.toString()),
                "this user may not mount");
        String before = System.getProperty(TreeDirectory.PROPERTY);
        System.setProperty(TreeDirectory.PROPERTY, base.toString());
        try {
            assertThatThrownBy(() -> Tree.plant(system, "root"))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageStartingWith("cannot create 135,168 bytes of shared memory as ")
                    .hasMessageContaining("No space left on device; ")
                    .hasMessageContaining(" of 65,536 bytes are free there; ");
            assertThat(base).isEmptyDirectory();
            assertThat(mappings()).isEmpty();
        } finally {
            if (before == null) {
                System.clearProperty(TreeDirectory.PROPERTY);
            } else {
                System.setProperty(TreeDirectory.PROPERTY, before);
            }
            assertThat(mount("umount", base.toString())).isTrue();
        }
    }

    private static boolean mount(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void service_ofATree_isMadeOnce() {
        try (Tree one = Tree.plant(system, "one");
                Tree two = Tree.plant(system, "two")) {
            StringBuilder ones = one.service(StringBuilder.class, _ -> new StringBuilder("one"));
            assertThat(one.service(StringBuilder.class, _ -> new StringBuilder("again")))
                    .isSameAs(ones);
            assertThat(two.service(StringBuilder.class, _ -> new StringBuilder("two")))
                    .hasToString("two");
        }
    }
}
