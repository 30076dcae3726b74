package dev.brood.cli.command;

import static dev.brood.cli.command.CopyProgram.LONG;
import static dev.brood.cli.command.CopyProgram.run;
import static dev.brood.cli.command.CopyProgram.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.brood.cli.Json;
import dev.brood.cli.copy.Trees;
import dev.brood.junit.Deadline;
import dev.brood.junit.Jvm;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Whole runs of the command that nobody disturbs.
@Deadline(seconds = 180) // on a busy machine; alone, a few seconds
class WholeCopyTest {
    @TempDir private Path dir = Path.of("");
    private Path shared = Path.of("");

    @BeforeEach
    void makeShared() throws IOException {
        shared = Files.createDirectory(dir.resolve("shared"));
    }

    @AfterEach
    void letItBeDeleted() throws IOException {
        assertThat(shared).as("shared memory of trees that have ended").isEmptyDirectory();
        Trees.openUp(dir);
    }

    private Path small() throws IOException {
        Path from = Files.createDirectory(dir.resolve("from"));
        Files.writeString(from.resolve("a"), "a");
        Files.writeString(from.resolve("b"), "bb");
        return from;
    }

    @Test
    void copy_mixedTree_isIdenticalAndTheSecondRunSkipsAll() throws Exception {
        Path from = CopyProgram.tree(dir.resolve("from"), 1, 3_000, 3);
        Path to = dir.resolve("to");
        Jvm first = run(shared, "--workers", "2", from.toString(), to.toString());
        assertThat(Trees.differences(from, to)).isEmpty();
        assertThat(first.stdout()).hasSize(1);
        assertThat(first.stdout().getFirst())
                .startsWith("copied 3,023 files (")
                .contains("made 41 folders, skipped 0, failed 0", "with 2 workers");
        Jvm second = run(shared, "--workers", "2", from + "/.", to.toString());
        assertThat(second.stdout().getFirst())
                .startsWith("copied 0 files (0 B), skipped 3,023, failed 0");
        assertThat(Trees.differences(from, to)).isEmpty();
    }

    @Test
    void copy_json_allLinesAreReadAndNothingElseIsPrinted() throws Exception {
        Path from = CopyProgram.tree(dir.resolve("from"), 2, 1_000, 1);
        Files.writeString(from.resolve("new\nline \"quoted\" \\ \u001b[2J é文"), "odd");
        Path to = dir.resolve("to");
        Jvm jvm = run(shared, "--json", "-v", "-w2", from.toString(), to.toString());
        List<Map<String, Object>> events = jvm.stdout().stream().map(Json::object).toList();
        assertThat(events).extracting(event -> event.get("event")).contains("copied", "folder");
        assertThat(events.stream().filter(event -> "copied".equals(event.get("event"))))
                .hasSize(1_022)
                .anyMatch(event ->
                        event.get("source").equals(from + "/new\\nline \"quoted\" \\ \\x1B[2J é文"));
        assertThat(events.getLast())
                .containsEntry("event", "summary")
                .containsEntry("files", 1_022.0)
                .containsEntry("folders", 41.0)
                .containsEntry("failed", 0.0);
    }

    @Test
    void copy_quiet_saysNothing() throws Exception {
        Path from = small();
        Jvm jvm = run(shared, "--quiet", from.toString(), dir.resolve("to").toString());
        assertThat(jvm.stdout()).isEmpty();
        assertThat(Trees.differences(from, dir.resolve("to"))).isEmpty();
    }

    @Test
    void copy_verbose_namesFilesInPlainLines() throws Exception {
        Path from = small();
        Path to = dir.resolve("to");
        Jvm jvm = run(shared, "--verbose", from.toString(), to.toString());
        assertThat(jvm.stdout())
                .contains(
                        "made '" + to + "'",
                        "copied '" + from + "/a' -> '" + to + "/a'",
                        "copied '" + from + "/b' -> '" + to + "/b'")
                .noneMatch(line -> line.contains("\r"));
    }

    @Test
    void copy_dryRun_writesNothing() throws Exception {
        Path from = small();
        Jvm jvm = run(shared, "--dry-run", from.toString(), dir.resolve("to").toString());
        assertThat(jvm.stdout())
                .containsExactly("would copy 2 files (3 B) and make 1 folder, skipped 0, failed 0");
        assertThat(dir.resolve("to")).doesNotExist();
    }

    @Test
    void copy_misused_isRefusedInOneMessage() throws Exception {
        try (Jvm jvm = start(shared, dir + "/missing", dir + "/to")) {
            assertThat(jvm.awaitExit(LONG)).isEqualTo(2);
            assertThat(jvm.stdout()).isEmpty();
            assertThat(jvm.stderr())
                    .containsExactly(
                            "brood copy: no such file or folder: '" + dir + "/missing'",
                            "try 'brood copy --help'");
        }
        assertThat(dir.resolve("to")).doesNotExist();
    }

    @Test
    void copy_unreadableFile_isReportedAndTheRestCopied() throws Exception {
        Path from = small();
        Files.setAttribute(from.resolve("a"), "unix:mode", 0);
        assumeFalse(Files.isReadable(from.resolve("a")), "root reads everything");
        try (Jvm jvm = start(shared, from.toString(), dir.resolve("to").toString())) {
            assertThat(jvm.awaitExit(LONG)).isEqualTo(1);
            assertThat(jvm.stderr())
                    .containsExactly("brood copy: '" + from + "/a': permission denied");
        }
        assertThat(dir.resolve("to/a")).doesNotExist();
        assertThat(dir.resolve("to/b")).hasContent("bb");
    }
}
