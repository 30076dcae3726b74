package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.junit.Jvm;
import dev.brood.local.os.Servant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/// What the sweep deletes and, above all, what it does not.
class TreeDirectorySweepTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// A pid that no process has here: above the largest possible.
    private static final int NOBODY = 5_000_000;

    @TempDir Path base;

    /// Has a directory of its own, with a file in it, and does as it is told.
    static final class Root {
        private Root() {}

        static void main(String[] args) throws IOException {
            Path base = Path.of(args[0]);
            TreeDirectory directory = TreeDirectory.create(base);
            Files.createFile(directory.file("f"));
            Servant.serve(order ->
                    switch (order.getFirst()) {
                        case "path" -> directory.path();
                        case "sweep" -> TreeDirectory.sweep(base);
                        case "close" -> {
                            directory.close();
                            yield "closed";
                        }
                        default -> throw new IllegalArgumentException(order.toString());
                    });
        }
    }

    private Servant root() {
        return Servant.start(Root.class, base.toString());
    }

    private Path make(String name, boolean old, String... files) throws IOException {
        Path directory = Files.createDirectory(base.resolve(name));
        for (String file : files) {
            Files.createFile(directory.resolve(file));
        }
        if (old) {
            age(directory);
        }
        return directory;
    }

    private static void age(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(3600)));
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    @Test
    void sweep_rootKilled_deletesItsDirectoryAndNoOther() throws Exception {
        try (Servant living = root();
                Servant dead = root()) {
            Path livings = Path.of(living.ask("path"));
            Path deads = Path.of(dead.ask("path"));
            assertThat(TreeDirectory.sweep(base)).isZero();
            dead.kill();
            assertThat(deads.resolve("f")).exists();
            assertThat(TreeDirectory.sweep(base)).isOne();
            assertThat(deads).doesNotExist();
            assertThat(livings.resolve("f")).exists();
            assertThat(living.ask("close")).isEqualTo("closed");
            assertThat(livings).doesNotExist();
        }
    }

    @Test
    void sweep_ownDirectories_staysOffThemAndKeepsTheirLocks() throws Exception {
        try (TreeDirectory one = TreeDirectory.create(base);
                TreeDirectory two = TreeDirectory.create(base);
                Servant other = root()) {
            Files.createFile(one.file("f"));
            age(one.path());
            assertThat(TreeDirectory.sweep(base)).isZero();
            // Had the sweep opened its own lock's file, closing it would have dropped the lock.
            assertThat(other.ask("sweep")).isEqualTo("0");
            assertThat(one.file("f")).exists();
            assertThat(two.path()).exists();
        }
    }

    @Test
    void sweep_rootWhoHadThisPid_isSwept() throws Exception {
        long self = ProcessHandle.current().pid();
        Path stale = make("brood-me-" + self + "-0123abcd", true, "owner", "f");
        Path fresh = make("brood-me-" + self + "-4567abcd", false, "owner", "f");
        assertThat(TreeDirectory.sweep(base)).isOne();
        assertThat(stale).doesNotExist();
        assertThat(fresh.resolve("f")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "brood-u-5000000-0123abcd,  true,  owner, true",
        "brood-u-5000000-0123abcd,  false, owner, true",
        "brood-u-5000000-0123abcd,  true,  none,  true",
        "brood-u-5000000-0123abcd,  false, none,  false",
        "brood-a-b-5000000-0123abcd,false, owner, true",
        ".brood-u-5000000-0123abcd, true,  owner, true",
        ".brood-u-5000000-0123abcd, false, owner, false",
        ".brood-u-5000000-0123abcd, true,  none,  true",
        ".brood-u-5000000-0123abcd, false, none,  false",
        "brood-u-5000000-0123ABCD,  true,  owner, false",
        "brood-u-5000000-0123abc,   true,  owner, false",
        "brood-u-5000000,           true,  owner, false",
        "brood-notes,               true,  none,  false",
        ".brood-cache,              true,  none,  false",
        "..brood-u-5000000-0123abcd,true,  owner, false",
    })
    void sweep_directoryOfNoLiving_isDeletedIfItIsSurelyATrees(
            String name, boolean old, String owner, boolean deleted) throws Exception {
        Path directory = owner.equals("none") ? make(name, old, "f") : make(name, old, "f", owner);
        if (old) {
            age(directory);
        }
        assertThat(TreeDirectory.sweep(base)).isEqualTo(deleted ? 1 : 0);
        assertThat(Files.exists(directory)).isNotEqualTo(deleted);
        assertThat(Files.exists(directory.resolve("f"))).isNotEqualTo(deleted);
    }

    @Test
    void sweep_linkNamedAsATree_doesNotFollowIt() throws Exception {
        Path documents = make("documents", true, "letter");
        Path link = base.resolve("brood-u-" + NOBODY + "-0123abcd");
        Files.createSymbolicLink(link, documents);
        Path unfinished = base.resolve(".brood-u-" + NOBODY + "-0123abcd");
        Files.createSymbolicLink(unfinished, documents);
        assertThat(TreeDirectory.sweep(base)).isZero();
        assertThat(documents.resolve("letter")).exists();
    }

    @Test
    void sweep_linksInATree_deletesThemOnly() throws Exception {
        Path documents = make("documents", true, "letter");
        Path tree = make("brood-u-" + NOBODY + "-0123abcd", false, "owner");
        Files.createSymbolicLink(tree.resolve("link"), documents.resolve("letter"));
        assertThat(TreeDirectory.sweep(base)).isOne();
        assertThat(documents.resolve("letter")).exists();
    }

    @Test
    void sweep_fileNamedAsATree_leavesIt() throws Exception {
        Path file = Files.createFile(base.resolve("brood-u-" + NOBODY + "-0123abcd"));
        assertThat(TreeDirectory.sweep(base)).isZero();
        assertThat(file).exists();
    }

    @Test
    void sweep_anotherUsers_leavesIt() throws Exception {
        Path theirs = make("brood-u-" + NOBODY + "-0123abcd", true, "owner", "f");
        assumeTrue(
                new ProcessBuilder("chown", "-R", "65534", theirs.toString()).start().waitFor()
                        == 0,
                "this user may not give files away");
        assertThat(TreeDirectory.sweep(base)).isZero();
        assertThat(theirs.resolve("f")).exists();
    }

    @Test
    void sweep_noSuchBase_isNothing() {
        assertThat(TreeDirectory.sweep(base.resolve("missing"))).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "directory.made,       1",
        "directory.owner-made, 1",
        "directory.locked,     1",
        "directory.named,      0",
    })
    void create_rootDiesHalfWay_isSweptWhenItIsSurelyAbandoned(String place, int unfinished)
            throws Exception {
        dieAt(place, false);
        assertThat(entries(base))
                .hasSize(1)
                .allMatch(each -> each.getFileName().toString().startsWith(".") == unfinished > 0);
        if (unfinished > 0) {
            assertThat(TreeDirectory.sweep(base)).isZero();
            age(entries(base).getFirst());
        }
        assertThat(TreeDirectory.sweep(base)).isOne();
        assertThat(base).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory.emptied", "directory.disowned"})
    void close_rootDiesHalfWay_isSwept(String place) throws Exception {
        dieAt(place, true);
        Path left = entries(base).getFirst();
        if (place.equals("directory.disowned")) {
            assertThat(left).isEmptyDirectory();
            assertThat(TreeDirectory.sweep(base)).isZero();
            age(left);
        }
        assertThat(TreeDirectory.sweep(base)).isOne();
        assertThat(base).isEmptyDirectory();
    }

    private void dieAt(String place, boolean close) throws Exception {
        try (Jvm jvm =
                Servant.options(Root.class)
                        .args(base.toString())
                        .flags("-Dbrood.crash=" + place)
                        .start()) {
            if (close) {
                jvm.process().getOutputStream().write("1 close\n".getBytes(StandardCharsets.UTF_8));
                jvm.process().getOutputStream().flush();
            }
            assertThat(jvm.awaitExit(PATIENCE)).isEqualTo(137);
        }
    }

    @Test
    void sweep_byManyAtOnce_deletesAllAndNothingElse() throws Exception {
        try (Servant one = root();
                Servant two = root();
                TreeDirectory own = TreeDirectory.create(base)) {
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 40; i++) {
                    make("brood-u-%d-%08x".formatted(NOBODY, i), false, "owner", "a", "b", "c");
                }
                int oneSweeps = one.tell("sweep");
                int twoSweeps = two.tell("sweep");
                CyclicBarrier together = new CyclicBarrier(2);
                List<FutureTask<Integer>> sweeps = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    FutureTask<Integer> sweep =
                            new FutureTask<>(() -> {
                                together.await();
                                return TreeDirectory.sweep(base);
                            });
                    sweeps.add(sweep);
                    Thread.ofPlatform().name("sweeper").start(sweep);
                }
                for (FutureTask<Integer> sweep : sweeps) {
                    assertThat(sweep.get()).isBetween(0, 40);
                }
                assertThat(Integer.parseInt(one.answer(oneSweeps))).isBetween(0, 40);
                assertThat(Integer.parseInt(two.answer(twoSweeps))).isBetween(0, 40);
                // Each looked at all; what one passed over, another had in its hands.
                TreeDirectory.sweep(base);
                assertThat(entries(base)).hasSize(3).contains(own.path());
            }
        }
    }
}
