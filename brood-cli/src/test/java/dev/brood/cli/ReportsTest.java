package dev.brood.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.cli.copy.file.PathText;
import dev.brood.cli.copy.tally.Failure;
import dev.brood.cli.copy.tally.Summary;
import dev.brood.cli.copy.tally.Tally;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ReportsTest {
    private static final String ODD = "/a\"b\\c\nd\te\u001b[2J\u0000é文\uD83D\uDE00";
    private static final String SHOWN = "/a\"b\\c\\nd\\te\\x1B[2J\\x00é文\uD83D\uDE00";
    private static final Path NO_TEXT = Path.of(URI.create("file:///tmp/caf%E9"));
    private static final Summary ALL_WELL =
            new Summary(20_000, 657_000_000, 12, 3, List.of(), 580_000_000, 2, 0, false, false);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private TextReport text(TextReport.Detail detail, boolean dryRun) {
        return new TextReport(stream(out), stream(err), detail, false, dryRun);
    }

    private static List<String> lines(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static Summary failed(boolean dryRun, boolean interrupted) {
        Tally tally = new Tally(new dev.brood.cli.copy.Recorder());
        tally.failed(ODD, "permission denied");
        Summary counted = tally.summary(0, dryRun, interrupted);
        return new Summary(
                1, 999, 1, 0, counted.failures(), 12_300_000_000L, 0, 0, dryRun, interrupted);
    }

    @Test
    void text_allWell_isOneLineOnStandardOutput() {
        text(TextReport.Detail.USUAL, false).end(ALL_WELL);
        assertThat(lines(out))
                .containsExactly(
                        "copied 20,000 files (657 MB) and made 12 folders, skipped 3, failed 0, in"
                                + " 0.58 s (1.13 GB/s) with 2 workers");
        assertThat(lines(err)).isEmpty();
    }

    @Test
    void text_failures_areOnStandardErrorEachInOneLine() {
        text(TextReport.Detail.USUAL, false).end(failed(false, false));
        assertThat(lines(err)).containsExactly("brood copy: '" + SHOWN + "': permission denied");
        assertThat(lines(out))
                .containsExactly(
                        "copied 1 file (999 B) and made 1 folder, skipped 0, failed 1, in 12.3 s"
                                + " (81 B/s) with no worker: too little to do");
    }

    @Test
    void text_dryRunInterruptedAndRestarts_areSaid() {
        assertThat(TextReport.text(failed(true, false)))
                .isEqualTo("would copy 1 file (999 B) and make 1 folder, skipped 0, failed 1");
        assertThat(TextReport.text(failed(false, true))).startsWith("interrupted: copied 1 file");
        assertThat(TextReport.text(new Summary(2, 0, 0, 0, List.of(), 0, 1, 3, false, false)))
                .isEqualTo(
                        "copied 2 files (0 B), skipped 0, failed 0, in 0.00 s (0 B/s) with"
                                + " 1 worker, 3 of them replaced");
    }

    @Test
    void text_quiet_saysFailuresOnly() {
        TextReport report = text(TextReport.Detail.QUIET, false);
        report.begin(() -> {
            throw new AssertionError("progress was asked for");
        });
        report.note("something");
        report.end(failed(false, false));
        assertThat(lines(out)).isEmpty();
        assertThat(lines(err)).hasSize(1);
    }

    @Test
    void text_verbose_namesEachFileSafely() {
        TextReport report = text(TextReport.Detail.VERBOSE, false);
        assertThat(report.wantsFiles()).isTrue();
        report.copied(ODD, PathText.of(NO_TEXT));
        report.skipped("/s");
        report.folder("/f");
        TextReport dry = text(TextReport.Detail.VERBOSE, true);
        dry.copied("/a", "/b");
        dry.skipped("/s");
        dry.folder("/f");
        assertThat(lines(out))
                .containsExactly(
                        "copied '" + SHOWN + "' -> '/tmp/caf\\xE9'",
                        "skipped '/s'",
                        "made '/f'",
                        "would copy '/a' -> '/b'",
                        "would skip '/s'",
                        "would make '/f'");
    }

    @Test
    void text_notVerbose_namesNoFile() {
        TextReport report = text(TextReport.Detail.USUAL, false);
        report.skipped("/s");
        report.folder("/f");
        report.failed(new Failure("/x", "why"));
        report.note("odd");
        assertThat(report.wantsFiles()).isFalse();
        assertThat(lines(out)).isEmpty();
        assertThat(lines(err)).containsExactly("brood copy: odd");
    }

    @Test
    void json_oddNames_areValidAndExact() {
        JsonReport report = new JsonReport(stream(out), true, true);
        assertThat(report.wantsFiles()).isTrue();
        report.copied(ODD, PathText.of(NO_TEXT));
        report.skipped(ODD);
        report.folder(ODD);
        report.failed(new Failure(PathText.printable(ODD), "a \"reason\""));
        report.note("a\\b");
        assertThat(lines(out).stream().map(Json::object))
                .containsExactly(
                        Map.of("event", "copied", "source", SHOWN, "target", "/tmp/caf\\xE9"),
                        Map.of("event", "skipped", "target", SHOWN),
                        Map.of("event", "folder", "target", SHOWN),
                        Map.of("event", "failure", "path", SHOWN, "reason", "a \"reason\""),
                        Map.of("event", "note", "text", "a\\b"));
    }

    @Test
    void json_summary_hasAllFigures() {
        try (JsonReport report = new JsonReport(stream(out), false, false)) {
            report.end(ALL_WELL);
        }
        assertThat(Json.object(lines(out).getFirst()))
                .containsEntry("event", "summary")
                .containsEntry("files", 20_000.0)
                .containsEntry("bytes", 657e6)
                .containsEntry("folders", 12.0)
                .containsEntry("skipped", 3.0)
                .containsEntry("failed", 0.0)
                .containsEntry("seconds", 0.58)
                .containsEntry("bytesPerSecond", 1_132_758_621.0)
                .containsEntry("workers", 2.0)
                .containsEntry("restarts", 0.0)
                .containsEntry("dryRun", false)
                .containsEntry("interrupted", false);
    }

    @Test
    void json_notVerbose_namesNoFile() {
        JsonReport report = new JsonReport(stream(out), false, false);
        report.skipped("/s");
        report.folder("/f");
        assertThat(report.wantsFiles()).isFalse();
        assertThat(lines(out)).isEmpty();
    }
}
