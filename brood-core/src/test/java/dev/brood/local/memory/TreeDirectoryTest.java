package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ResourceException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/// The directory of a tree's shared memory, as its root sees it.
class TreeDirectoryTest {
    @TempDir Path base;

    @Test
    void create_inABase_isPrivateAndNamedAfterItsRoot() throws Exception {
        try (TreeDirectory directory = TreeDirectory.create(base)) {
            assertThat(directory.path()).isDirectory().hasParent(base);
            assertThat(directory.path().getFileName().toString())
                    .matches(
                            "brood-[A-Za-z0-9_.]+-%d-[0-9a-f]{8}"
                                    .formatted(ProcessHandle.current().pid()));
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(directory.path())))
                    .isEqualTo("rwx------");
            assertThat(directory.file("x")).isEqualTo(directory.path().resolve("x"));
            assertThat(directory).hasToString(directory.path().toString());
            assertThat(base).isDirectoryNotContaining("glob:**/.brood-*");
        }
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void create_many_allDiffer() {
        Set<Path> paths = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            try (TreeDirectory directory = TreeDirectory.create(base)) {
                paths.add(directory.path());
            }
        }
        assertThat(paths).hasSize(20);
    }

    @Test
    void create_interruptPending_worksAndKeepsTheStatus() {
        Thread.currentThread().interrupt();
        try (TreeDirectory directory = TreeDirectory.create(base)) {
            assertThat(Thread.interrupted()).isTrue();
            assertThat(directory.path()).exists();
        }
    }

    @Test
    void create_noSuchBase_namesIt() {
        Path missing = base.resolve("missing");
        assertThatThrownBy(() -> TreeDirectory.create(missing))
                .isInstanceOf(ResourceException.class)
                .hasMessageStartingWith("cannot make the shared-memory directory " + missing)
                .hasMessageEndingWith(
                        ": %s does not exist; name another place with -Dbrood.dir=DIR", missing);
    }

    @Test
    void create_baseIsAFile_saysSo() throws Exception {
        Path file = Files.createFile(base.resolve("file"));
        assertThatThrownBy(() -> TreeDirectory.create(file))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining(": Not a directory; ");
        assertThat(file).isRegularFile();
    }

    @Test
    void close_withFiles_deletesAll() throws Exception {
        TreeDirectory directory = TreeDirectory.create(base);
        for (int i = 0; i < 100; i++) {
            Files.createFile(directory.file("f" + i));
        }
        directory.close();
        assertThat(base).isEmptyDirectory();
        directory.close();
    }

    @Test
    void close_byOneWhoDoesNotOwnIt_deletesNothing() throws Exception {
        try (TreeDirectory directory = TreeDirectory.create(base)) {
            Path file = Files.createFile(directory.file("f"));
            TreeDirectory other = TreeDirectory.of(directory.path());
            assertThat(other.file("f")).isEqualTo(file);
            other.close();
            assertThat(file).exists();
        }
    }

    @Test
    void base_asNamed_isAbsolute() {
        String before = System.getProperty(TreeDirectory.PROPERTY);
        try {
            System.setProperty(TreeDirectory.PROPERTY, "some/where");
            assertThat(TreeDirectory.base()).isEqualTo(Path.of("some/where").toAbsolutePath());
            System.clearProperty(TreeDirectory.PROPERTY);
            assertThat(TreeDirectory.base()).isEqualTo(Path.of("/dev/shm"));
        } finally {
            if (before != null) {
                System.setProperty(TreeDirectory.PROPERTY, before);
            }
        }
    }
}
