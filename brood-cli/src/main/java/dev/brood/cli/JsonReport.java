package dev.brood.cli;

import dev.brood.cli.copy.file.PathText;
import dev.brood.cli.copy.tally.Failure;
import dev.brood.cli.copy.tally.Summary;
import dev.brood.cli.progress.JsonLine;
import dev.brood.cli.progress.JsonView;
import dev.brood.cli.progress.Progress;
import dev.brood.cli.progress.Ticker;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.function.Supplier;

/// Tells programs: one JSON object a line on standard output, its kind in `event`.
final class JsonReport implements CopyReport {
    private final PrintStream out;
    private final boolean progress;
    private final boolean files;
    private volatile @Nullable Ticker ticker;

    /// Makes a report.
    ///
    /// @param out where the lines go
    /// @param progress whether progress is told
    /// @param files whether each file is
    JsonReport(PrintStream out, boolean progress, boolean files) {
        this.out = out;
        this.progress = progress;
        this.files = files;
    }

    @Override
    public void begin(Supplier<Progress> source) {
        if (progress) {
            ticker = new Ticker(new JsonView(out), source);
        }
    }

    @Override
    public boolean wantsFiles() {
        return files;
    }

    @Override
    public void copied(String source, String target) {
        out.println(
                new JsonLine("copied")
                        .put("source", PathText.printable(source))
                        .put("target", PathText.printable(target)));
    }

    @Override
    public void skipped(String target) {
        if (files) {
            out.println(new JsonLine("skipped").put("target", PathText.printable(target)));
        }
    }

    @Override
    public void folder(String target) {
        if (files) {
            out.println(new JsonLine("folder").put("target", PathText.printable(target)));
        }
    }

    @Override
    public void failed(Failure failure) {
        out.println(
                new JsonLine("failure")
                        .put("path", failure.path())
                        .put("reason", failure.reason()));
    }

    @Override
    public void note(String text) {
        out.println(new JsonLine("note").put("text", text));
    }

    @Override
    public void end(Summary summary) {
        close();
        out.println(
                new JsonLine("summary")
                        .put("files", summary.files())
                        .put("bytes", summary.bytes())
                        .put("folders", summary.folders())
                        .put("skipped", summary.skipped())
                        .put("failed", summary.failures().size())
                        .put("seconds", summary.nanos() / 1e9)
                        .put("bytesPerSecond", Math.round(summary.bytesPerSecond()))
                        .put("workers", summary.workers())
                        .put("restarts", summary.restarts())
                        .put("dryRun", summary.dryRun())
                        .put("interrupted", summary.interrupted()));
        out.flush();
    }

    @Override
    public void close() {
        Ticker now = ticker;
        if (now != null) {
            now.close();
        }
    }
}
