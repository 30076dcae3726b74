package dev.brood.cli;

import dev.brood.cli.copy.file.PathText;
import dev.brood.cli.copy.tally.Failure;
import dev.brood.cli.copy.tally.Summary;
import dev.brood.cli.progress.BarView;
import dev.brood.cli.progress.LinesView;
import dev.brood.cli.progress.Progress;
import dev.brood.cli.progress.ProgressView;
import dev.brood.cli.progress.TerminalWidth;
import dev.brood.cli.progress.Ticker;
import dev.brood.cli.progress.Units;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.function.Supplier;

/// Tells people: the summary and the names of files on standard output; progress and failures on
/// standard error, so that the output can go into a file or a pipe.
final class TextReport implements CopyReport {
    /// What is told.
    enum Detail {
        /// Failures only.
        QUIET,
        /// Progress, failures and the summary.
        USUAL,
        /// Each file too.
        VERBOSE
    }

    private static final String PREFIX = "brood copy: ";

    private final PrintStream out;
    private final PrintStream err;
    private final Detail detail;
    private final boolean bar;
    private final boolean dryRun;
    private volatile @Nullable Ticker ticker;

    /// Makes a report.
    ///
    /// @param out for what was asked for
    /// @param err for the rest
    /// @param detail how much
    /// @param bar whether `err` is a terminal, to draw a bar on
    /// @param dryRun whether nothing is written
    TextReport(PrintStream out, PrintStream err, Detail detail, boolean bar, boolean dryRun) {
        this.out = out;
        this.err = err;
        this.detail = detail;
        this.bar = bar;
        this.dryRun = dryRun;
    }

    @Override
    public void begin(Supplier<Progress> progress) {
        if (detail != Detail.QUIET) {
            ProgressView view =
                    bar ? new BarView(err, new TerminalWidth()) : new LinesView(err, PREFIX);
            ticker = new Ticker(view, progress);
        }
    }

    @Override
    public boolean wantsFiles() {
        return detail == Detail.VERBOSE;
    }

    @Override
    public void copied(String source, String target) {
        print(out, (dryRun ? "would copy " : "copied ") + quoted(source) + " -> " + quoted(target));
    }

    @Override
    public void skipped(String target) {
        if (wantsFiles()) {
            print(out, (dryRun ? "would skip " : "skipped ") + quoted(target));
        }
    }

    @Override
    public void folder(String target) {
        if (wantsFiles()) {
            print(out, (dryRun ? "would make " : "made ") + quoted(target));
        }
    }

    @Override
    public void failed(Failure failure) {
        // Told at the end, where it is not lost; the bar has the number meanwhile.
    }

    @Override
    public void note(String text) {
        if (detail != Detail.QUIET) {
            print(err, PREFIX + text);
        }
    }

    private void print(PrintStream to, String line) {
        Ticker now = ticker;
        if (now == null) {
            to.println(line);
        } else {
            now.around(() -> to.println(line));
        }
    }

    @Override
    public void end(Summary summary) {
        close();
        for (Failure failure : summary.failures()) {
            err.println(PREFIX + quoted(failure.path()) + ": " + failure.reason());
        }
        if (detail != Detail.QUIET) {
            out.println(text(summary));
        }
        out.flush();
        err.flush();
    }

    /// Returns the summary in one line.
    static String text(Summary summary) {
        String verb = summary.dryRun() ? "would copy " : "copied ";
        StringBuilder text = new StringBuilder(summary.interrupted() ? "interrupted: " : "");
        text.append(verb).append(Units.count(summary.files(), "file"));
        text.append(" (").append(Units.bytes(summary.bytes())).append(')');
        if (summary.folders() > 0) {
            text.append(" and ")
                    .append(summary.dryRun() ? "make " : "made ")
                    .append(Units.count(summary.folders(), "folder"));
        }
        text.append(", skipped ").append(Units.count(summary.skipped()));
        text.append(", failed ").append(Units.count(summary.failures().size()));
        if (!summary.dryRun()) {
            text.append(", in ").append(Units.duration(summary.nanos()));
            text.append(" (").append(Units.rate(summary.bytesPerSecond())).append(") with ");
            text.append(
                    summary.workers() == 0
                            ? "no worker: too little to do"
                            : Units.count(summary.workers(), "worker"));
            if (summary.restarts() > 0) {
                text.append(", ")
                        .append(Units.count(summary.restarts()))
                        .append(" of them replaced");
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        Ticker now = ticker;
        if (now != null) {
            now.close();
        }
    }

    private static String quoted(String path) {
        return "'" + PathText.printable(path) + "'";
    }
}
