package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.ResourceException;
import dev.brood.local.os.Commands;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Segments where there is not enough room.
class SegmentRoomTest {
    @TempDir Path directory;

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @FunctionalInterface
    private interface Body {
        void run(Path small);
    }

    private void onSmallFileSystem(Body body) throws IOException, InterruptedException {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString()),
                "this user may not mount");
        try {
            body.run(small);
        } finally {
            assertThat(run("umount", small.toString())).isTrue();
        }
    }

    @Test
    void create_moreThanThereIs_saysHowMuchThereIsAndLeavesNothing() throws Exception {
        onSmallFileSystem(small -> {
            Path file = small.resolve("s");
            assertThatThrownBy(() -> Segment.create(file, 100_000, 100_000))
                    .isInstanceOf(ResourceException.class)
                    .hasMessage(
                            "cannot create 100,000 bytes of shared memory as %s: No space left on"
                                + " device; 0 of 65,536 bytes are free there; make room, or name"
                                + " another directory with -Dbrood.dir=DIR",
                            file);
            assertThat(file).doesNotExist();
            Segment.create(file, 65_536, 65_536).close();
        });
    }

    @Test
    void commit_moreThanThereIs_saysSoAndHarmsNoOne() throws Exception {
        onSmallFileSystem(small -> {
            Path file = small.resolve("s");
            try (Segment segment = Segment.create(file, 1 << 20, 8192)) {
                Words.setInt(segment.memory(), 8188, 9);
                assertThatThrownBy(() -> segment.commit(8192, 1 << 20))
                        .isInstanceOf(ResourceException.class)
                        .hasMessageStartingWith(
                                "cannot extend 1,040,384 bytes of shared memory as %s: No space"
                                        + " left on device; ",
                                file);
                Words.setInt(segment.memory(), 0, 5);
                assertThat(Words.getInt(segment.memory(), 8188)).isEqualTo(9);
                assertThat(file).hasSize(1 << 20);
            }
        });
    }

    /// Makes segments under a limit for the size of files.
    static final class Limited {
        private Limited() {}

        static void main(String[] args) {
            Path file = Path.of(args[0]);
            try {
                Segment.create(file, 1 << 20, 1 << 20);
                System.out.println("created");
            } catch (ResourceException e) {
                System.out.println(e.getMessage());
            }
            System.out.println("exists: " + Files.exists(file));
            try (Segment segment = Segment.create(file, 4096, 4096)) {
                System.out.println("smaller: " + segment.memory().byteSize());
            }
        }
    }

    @Test
    void create_beyondTheLimitForFiles_isAnErrorAndNotADeath() throws Exception {
        Path file = directory.resolve("s");
        // In blocks of 512 bytes.
        List<String> said = Commands.limitedJvm("-f 100", Limited.class, file.toString());
        assertThat(said).hasSize(4);
        assertThat(said.getFirst())
                .startsWith("cannot create 1,048,576 bytes of shared memory as " + file + ": ")
                .contains("File too large")
                .endsWith("make room, or name another directory with -Dbrood.dir=DIR");
        assertThat(said.subList(1, 4)).containsExactly("exists: false", "smaller: 4096", "0");
    }
}
