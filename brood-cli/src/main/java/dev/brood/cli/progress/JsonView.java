package dev.brood.cli.progress;

import java.io.PrintStream;

/// One JSON object a line, for programs.
public final class JsonView implements ProgressView {
    private static final int LINE_MILLIS = 500;

    private final PrintStream out;

    /// Makes a view.
    ///
    /// @param out where the lines go
    public JsonView(PrintStream out) {
        this.out = out;
    }

    @Override
    public int intervalMillis() {
        return LINE_MILLIS;
    }

    @Override
    public void show(Progress progress, Pace pace) {
        JsonLine line =
                new JsonLine("progress")
                        .put("filesDone", progress.filesDone())
                        .put("filesTotal", progress.filesTotal())
                        .put("bytesDone", progress.bytesDone())
                        .put("bytesTotal", progress.bytesTotal())
                        .put("totalsGrowing", progress.growing())
                        .put("failed", progress.failures())
                        .put("bytesPerSecond", Math.round(pace.bytesPerSecond()));
        if (pace.secondsLeft() >= 0) {
            line.put("secondsLeft", pace.secondsLeft());
        }
        out.println(line);
    }

    @Override
    public void clear() {}
}
