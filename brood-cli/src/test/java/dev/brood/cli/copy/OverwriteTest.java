package dev.brood.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.cli.copy.tally.Failure;
import dev.brood.cli.copy.tally.Summary;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

class OverwriteTest {
    private static final FileTime OLD = FileTime.fromMillis(1_000_000_000_000L);
    private static final FileTime MIDDLE = FileTime.fromMillis(1_100_000_000_000L);
    private static final FileTime NEW = FileTime.fromMillis(1_200_000_000_000L);

    @TempDir private Path dir = Path.of("");
    private final Recorder log = new Recorder();

    private Path file(String name, String text, FileTime time) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, time);
        return file;
    }

    private Summary copy(Overwrite overwrite, boolean dryRun) throws RefusedException {
        CopyRun run =
                CopyRun.prepare(
                        List.of(dir + "/from/."),
                        dir + "/to",
                        new CopyOptions(1, overwrite, false, false, dryRun),
                        log,
                        FakeWorkers::healthy);
        return run.run();
    }

    private Summary copy(Overwrite overwrite) throws RefusedException {
        return copy(overwrite, false);
    }

    private void twoTrees() throws IOException {
        file("from/older-there", "new!", MIDDLE);
        file("to/older-there", "old!", OLD);
        file("from/newer-there", "new!", MIDDLE);
        file("to/newer-there", "old!", NEW);
        file("from/same-time-there", "new and longer", MIDDLE);
        file("to/same-time-there", "old!", MIDDLE);
        file("from/same-there", "new!", MIDDLE);
        file("to/same-there", "old!", MIDDLE);
        file("from/not-there", "new!", MIDDLE);
        file("to/only-there", "old!", MIDDLE);
    }

    private String text(String name) throws IOException {
        return Files.readString(dir.resolve("to").resolve(name));
    }

    @Test
    void never_leavesAllThatIsThere() throws Exception {
        twoTrees();
        Summary summary = copy(Overwrite.NEVER);
        assertThat(summary.files()).isEqualTo(1);
        assertThat(summary.skipped()).isEqualTo(4);
        assertThat(text("older-there")).isEqualTo("old!");
        assertThat(text("not-there")).isEqualTo("new!");
        assertThat(text("only-there")).isEqualTo("old!");
    }

    @Test
    void older_replacesWhatIsOlder() throws Exception {
        twoTrees();
        Summary summary = copy(Overwrite.OLDER);
        assertThat(summary.files()).isEqualTo(2);
        assertThat(text("older-there")).isEqualTo("new!");
        assertThat(text("newer-there")).isEqualTo("old!");
        assertThat(text("same-time-there")).isEqualTo("old!");
    }

    @Test
    void different_replacesAllButSameSizeAndTime() throws Exception {
        twoTrees();
        Summary summary = copy(Overwrite.DIFFERENT);
        assertThat(summary.files()).isEqualTo(4);
        assertThat(summary.skipped()).isEqualTo(1);
        assertThat(text("older-there")).isEqualTo("new!");
        assertThat(text("newer-there")).isEqualTo("new!");
        assertThat(text("same-time-there")).isEqualTo("new and longer");
        assertThat(text("same-there")).isEqualTo("old!");
        assertThat(text("only-there")).isEqualTo("old!");
    }

    @Test
    void always_replacesAll() throws Exception {
        twoTrees();
        Summary summary = copy(Overwrite.ALWAYS);
        assertThat(summary.files()).isEqualTo(5);
        assertThat(summary.skipped()).isZero();
        assertThat(text("same-there")).isEqualTo("new!");
    }

    @Test
    void different_secondRun_skipsEverything() throws Exception {
        twoTrees();
        Files.createSymbolicLink(dir.resolve("from/link"), Path.of("somewhere"));
        copy(Overwrite.ALWAYS);
        Summary second = copy(Overwrite.DIFFERENT);
        assertThat(second.files()).isZero();
        assertThat(second.skipped()).isEqualTo(6);
        assertThat(second.failures()).isEmpty();
    }

    @Test
    void different_linkChanged_replacesIt() throws Exception {
        Files.createDirectories(dir.resolve("from"));
        Files.createDirectories(dir.resolve("to"));
        Files.createSymbolicLink(dir.resolve("from/link"), Path.of("new"));
        Files.createSymbolicLink(dir.resolve("to/link"), Path.of("old"));
        copy(Overwrite.DIFFERENT);
        assertThat(Files.readSymbolicLink(dir.resolve("to/link"))).isEqualTo(Path.of("new"));
    }

    @Test
    void always_readOnlyFile_isReplaced() throws Exception {
        file("from/a", "new", MIDDLE);
        Path target = file("to/a", "old", OLD);
        Files.setAttribute(target, "unix:mode", 0444);
        copy(Overwrite.ALWAYS);
        assertThat(text("a")).isEqualTo("new");
    }

    @Test
    void always_linkInTheDestination_isReplacedAndNotWrittenThrough() throws Exception {
        file("from/a", "new", MIDDLE);
        Path elsewhere = file("elsewhere", "precious", OLD);
        Files.createDirectories(dir.resolve("to"));
        Files.createSymbolicLink(dir.resolve("to/a"), elsewhere);
        copy(Overwrite.ALWAYS);
        assertThat(elsewhere).hasContent("precious");
        assertThat(dir.resolve("to/a")).hasContent("new");
        assertThat(Files.isSymbolicLink(dir.resolve("to/a"))).isFalse();
    }

    @Test
    void any_kindsConflict_failsThereOnly() throws Exception {
        file("from/file", "x", MIDDLE);
        Files.createDirectories(dir.resolve("to/file"));
        file("from/folder/inner", "x", MIDDLE);
        file("to/folder", "x", MIDDLE);
        file("from/good", "x", MIDDLE);
        Summary summary = copy(Overwrite.ALWAYS);
        assertThat(summary.failures())
                .containsExactlyInAnyOrder(
                        new Failure(
                                dir + "/from/file", "a folder is in its way: " + dir + "/to/file"),
                        new Failure(
                                dir + "/from/folder",
                                "a file is in its way: " + dir + "/to/folder"));
        assertThat(text("good")).isEqualTo("x");
    }

    @Test
    void dryRun_writesNothingAndTellsWhatWould() throws Exception {
        twoTrees();
        file("from/new-folder/inside", "12345", NEW);
        Summary summary = copy(Overwrite.DIFFERENT, true);
        assertThat(summary.files()).isEqualTo(5);
        assertThat(summary.bytes()).isEqualTo(4 + 4 + 14 + 4 + 5);
        assertThat(summary.folders()).isEqualTo(1);
        assertThat(summary.skipped()).isEqualTo(1);
        assertThat(text("older-there")).isEqualTo("old!");
        assertThat(dir.resolve("to/not-there")).doesNotExist();
        assertThat(dir.resolve("to/new-folder")).doesNotExist();
        assertThat(log.lines)
                .contains(
                        "folder " + dir + "/to/new-folder",
                        "skipped " + dir + "/to/same-there",
                        "copied " + dir + "/from/not-there -> " + dir + "/to/not-there");
    }
}
