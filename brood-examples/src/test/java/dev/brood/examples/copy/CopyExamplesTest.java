package dev.brood.examples.copy;

import static dev.brood.examples.Example.run;
import static dev.brood.examples.Example.runInVain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.examples.Example;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The examples that copy a folder.
class CopyExamplesTest {
    private static final int FILES = 8;

    private @TempDir Path directory;
    private Path folder;
    private Path newFolder;
    private List<String> names;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(directory.resolve("photos of 2026"));
        newFolder = directory.resolve("photos of 2026_copy");
        names = IntStream.range(0, FILES).mapToObj(i -> "photo %d.jpg".formatted(i)).toList();
        Random random = new Random(42);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[i * i * 50_000]; // the first is empty
            random.nextBytes(content);
            Files.write(folder.resolve(names.get(i)), content);
        }
        Files.createDirectory(folder.resolve("thumbnails"));
    }

    @Test
    void folderCopy_copiesAllFiles_andNamesThem() throws Exception {
        Example example = run(FolderCopy.class, folder.toString());

        assertThat(example.lines().subList(0, 2))
                .containsExactly("folder created: photos of 2026_copy", names.toString());
        assertThat(example.lines().subList(2, example.lines().size()))
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> "file created: " + name).toList());
        assertSameFiles();
    }

    @Test
    void folderCopy_withoutArgument_asks() throws Exception {
        Example example = run(FolderCopy.class, folder + "\n", new String[0]);

        assertThat(example.lines().getFirst())
                .isEqualTo("Which folder shall be copied? folder created: photos of 2026_copy");
        assertSameFiles();
    }

    @Test
    void folderCopy_again_replacesWhatIsThere() throws Exception {
        Files.createDirectory(newFolder);
        Files.writeString(newFolder.resolve(names.get(3)), "of another day");
        run(FolderCopy.class, folder.toString());

        assertSameFiles();
    }

    @Test
    void folderCopy_ofAFileThatCannotBeCopied_says_andCopiesTheOthers() throws Exception {
        Files.createDirectories(newFolder.resolve(names.get(3)).resolve("in the way"));

        assertThat(runInVain(FolderCopy.class, folder.toString()))
                .anyMatch(line -> line.contains("DirectoryNotEmptyException"));
        assertThat(newFolder.resolve(names.getLast()))
                .hasSameBinaryContentAs(folder.resolve(names.getLast()));
    }

    @Test
    void folderCopyWithProgress_countsUpTo100() throws Exception {
        Example example = run(FolderCopyWithProgress.class, folder.toString());
        List<String> progress =
                example.lines().stream().filter(line -> line.contains(" % copied")).toList();

        assertThat(progress)
                .map(line -> Example.numbers(line).getFirst())
                .containsExactly(12L, 25L, 37L, 50L, 62L, 75L, 87L, 100L);
        assertThat(progress)
                .map(line -> line.substring(line.indexOf(": ") + 2))
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(example.linesWith("file created: ")).hasSize(FILES);
        assertSameFiles();
    }

    @Test
    void folderCopyWithProgress_ofAFileThatCannotBeCopied_doesNotHang() throws Exception {
        Files.createDirectories(newFolder.resolve(names.get(3)).resolve("in the way"));

        assertThat(runInVain(FolderCopyWithProgress.class, folder.toString()))
                .anyMatch(line -> line.contains("DirectoryNotEmptyException"));
    }

    @Test
    void folderCopyWithProgress_ofAnEmptyFolder_ends() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertThat(run(FolderCopyWithProgress.class, empty.toString()).lines())
                .containsExactly("folder created: empty_copy");
    }

    private void assertSameFiles() throws IOException {
        try (Stream<Path> copies = Files.list(newFolder)) {
            assertThat(copies.map(copy -> copy.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
        for (String name : names) {
            assertThat(newFolder.resolve(name)).hasSameBinaryContentAs(folder.resolve(name));
        }
    }
}
