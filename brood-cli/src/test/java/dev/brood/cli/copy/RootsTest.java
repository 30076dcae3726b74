package dev.brood.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class RootsTest {
    @TempDir private Path dir = Path.of("");

    @BeforeEach
    void makeTree() throws IOException {
        dir = dir.toRealPath();
        Files.createDirectories(dir.resolve("folder/inner"));
        Files.createDirectory(dir.resolve("other"));
        Files.writeString(dir.resolve("file"), "x");
        Files.writeString(dir.resolve("file2"), "y");
        Files.createSymbolicLink(dir.resolve("to-folder"), Path.of("folder"));
        Files.createSymbolicLink(dir.resolve("to-file"), Path.of("file"));
        Files.createSymbolicLink(dir.resolve("to-nothing"), Path.of("nothing"));
    }

    private List<Root> roots(String... names) throws RefusedException {
        return roots(false, names);
    }

    private List<Root> roots(boolean follow, String... names) throws RefusedException {
        List<String> paths =
                List.of(names).stream()
                        .map(name -> name.isEmpty() ? "" : dir + "/" + name)
                        .toList();
        return Roots.of(paths.subList(0, paths.size() - 1), paths.getLast(), follow);
    }

    private void assertTargets(List<Root> roots, String... targets) {
        assertThat(roots)
                .extracting(Root::target)
                .containsExactly(List.of(targets).stream().map(dir::resolve).toArray(Path[]::new));
    }

    private void assertRefused(String message, String... names) {
        assertThatThrownBy(() -> roots(names))
                .isInstanceOf(RefusedException.class)
                .hasMessage(message.replace("DIR", dir.toString()));
    }

    @Test
    void of_destinationIsFolder_goesIntoIt() throws RefusedException {
        assertTargets(roots("file", "folder", "other"), "other/file", "other/folder");
        assertTargets(roots("folder/", "other/"), "other/folder");
        assertTargets(roots("file", "to-folder"), "to-folder/file");
    }

    @Test
    void of_destinationIsNew_isTheCopy() throws RefusedException {
        assertTargets(roots("folder", "new"), "new");
        assertTargets(roots("folder", "new/"), "new");
        assertTargets(roots("file", "new"), "new");
    }

    @Test
    void of_destinationIsFile_isReplaced() throws RefusedException {
        List<Root> roots = roots("file", "file2");
        assertTargets(roots, "file2");
        assertThat(roots.getFirst().exists()).isTrue();
    }

    @Test
    void of_destinationIsLinkToFile_replacesTheFileNotTheLink() throws RefusedException {
        assertTargets(roots("file2", "to-file"), "file");
    }

    @Test
    void of_dotAtTheEnd_meansTheContents() throws RefusedException {
        assertTargets(roots("folder/.", "other"), "other");
        assertTargets(roots("folder/./", "other"), "other");
        assertTargets(roots("folder/inner/..", "other"), "other");
        assertTargets(roots("folder/.", "new"), "new");
    }

    @Test
    void of_sourceIsLink_isTheLinkUnlessASlashFollows() throws RefusedException {
        Root link = roots("to-folder", "other").getFirst();
        assertThat(link.source()).isEqualTo(dir.resolve("to-folder"));
        Root folder = roots("to-folder/", "other").getFirst();
        assertThat(folder.source()).isEqualTo(dir.resolve("folder"));
        assertThat(folder.target()).isEqualTo(dir.resolve("other/to-folder"));
        assertTargets(roots("to-nothing", "other"), "other/to-nothing");
        assertThat(roots(true, "to-folder", "other").getFirst().target())
                .isEqualTo(dir.resolve("other/to-folder"));
    }

    @Test
    void of_sourceMissing_namesAllThatAre() {
        assertRefused(
                "no such file or folder: 'DIR/no', 'DIR/nor this'",
                "no",
                "file",
                "nor this",
                "other");
        assertThatThrownBy(() -> roots(true, "to-nothing", "other"))
                .hasMessageStartingWith("no such file or folder: ");
    }

    @Test
    void of_nameIsEmpty_refuses() {
        assertRefused("the source is empty: name a file or folder", "", "other");
        assertRefused("the destination is empty: name a file or folder", "file", "");
    }

    @Test
    void of_severalSourcesWithoutFolder_refuses() {
        assertRefused(
                "several sources need a folder as destination, and 'DIR/new' does not exist",
                "file",
                "folder",
                "new");
        assertRefused(
                "several sources need a folder as destination, and 'DIR/file2' is not one",
                "file",
                "folder",
                "file2");
    }

    @Test
    void of_parentMissing_refuses() {
        assertRefused(
                "the folder 'DIR/a' that 'DIR/a/b' would be in does not exist: make it first",
                "file",
                "a/b");
    }

    @Test
    void of_slashAfterWhatIsNoFolder_refuses() {
        assertRefused("'DIR/file/' is not a folder", "file/", "other");
        assertRefused("'DIR/file2/' is not a folder", "file", "file2/");
        assertRefused(
                "the folder 'DIR/new/' does not exist: make it first, or leave out the slash",
                "file",
                "new/");
    }

    @Test
    void of_destinationIsDanglingLink_refuses() {
        assertRefused(
                "the destination 'DIR/to-nothing' is a link that leads nowhere: remove it, or name"
                        + " what it should lead to",
                "file",
                "to-nothing");
    }

    @Test
    void of_kindsDoNotFit_refuses() throws IOException {
        assertRefused(
                "the folder 'DIR/folder' can't replace the file 'DIR/file'", "folder", "file");
        Files.createDirectory(dir.resolve("other/file"));
        assertRefused(
                "the file 'DIR/file' can't replace the folder 'DIR/other/file'", "file", "other");
        Files.createSymbolicLink(dir.resolve("other/folder"), Path.of("../folder"));
        assertRefused(
                "the folder 'DIR/folder' can't replace the file 'DIR/other/folder'",
                "folder",
                "other");
    }

    @Test
    void of_ontoItself_refuses() throws IOException {
        assertRefused("'DIR/file' and 'DIR/file' are the same file", "file", "file");
        assertRefused("'DIR/file' and 'DIR/./file' are the same file", "file", ".");
    }

    @Test
    void of_ontoItsHardLink_refuses() throws IOException {
        Files.createLink(dir.resolve("hard"), dir.resolve("file"));
        assertRefused("'DIR/file' and 'DIR/hard' are the same file", "file", "hard");
    }

    @Test
    void of_intoItself_refuses() throws IOException {
        assertRefused(
                "the folder 'DIR/folder' can't be copied into itself: 'DIR/folder/folder' is inside"
                        + " it",
                "folder",
                "folder");
        assertRefused(
                "the folder 'DIR/folder' can't be copied into itself: 'DIR/folder/inner/new' is"
                        + " inside it",
                "folder",
                "folder/inner/new");
        assertRefused(
                "the folder 'DIR/folder' can't be copied into itself: 'DIR/to-folder/folder' is"
                        + " inside it",
                "folder",
                "to-folder");
        assertRefused("'DIR/folder/.' and 'DIR/folder' are the same folder", "folder/.", "folder");
    }

    @Test
    void of_sourceTwice_refuses() {
        assertRefused("'DIR/file' is given twice", "file", "folder", "file", "other");
        assertRefused(
                "both 'DIR/folder' and 'DIR/folder/' would become 'DIR/other/folder'",
                "folder",
                "folder/",
                "other");
    }

    @Test
    void of_sameLastName_refuses() throws IOException {
        Files.writeString(dir.resolve("folder/file"), "z");
        assertRefused(
                "both 'DIR/file' and 'DIR/folder/file' would become 'DIR/other/file'",
                "file",
                "folder/file",
                "other");
        assertRefused(
                "both 'DIR/folder/file' and 'DIR/file' would become 'DIR/other/file'",
                "file",
                "folder/.",
                "other");
        assertRefused(
                "both 'DIR/folder/.' and 'DIR/other/../folder/.' would become 'DIR/other'",
                "folder/.",
                "other/../folder/.",
                "other");
    }

    @Test
    void of_oddNames_areShownSafely() {
        assertRefused("no such file or folder: 'DIR/a\\nb\\x1B[2J'", "a\nb\u001b[2J", "other");
    }
}
