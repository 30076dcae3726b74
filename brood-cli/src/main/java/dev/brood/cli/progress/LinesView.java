package dev.brood.cli.progress;

import java.io.PrintStream;

/// Plain lines, now and then, for a log or a pipe.
public final class LinesView implements ProgressView {
    private static final int LINE_MILLIS = 3_000;

    private final PrintStream out;
    private final String prefix;
    private final ProgressText text;

    /// Makes a view.
    ///
    /// @param out where the lines go
    /// @param prefix what each begins with
    public LinesView(PrintStream out, String prefix) {
        this.out = out;
        this.prefix = prefix;
        text = new ProgressText(out.charset().newEncoder().canEncode('\u2265'));
    }

    @Override
    public int intervalMillis() {
        return LINE_MILLIS;
    }

    @Override
    public void show(Progress progress, Pace pace) {
        out.println(prefix + text.line(progress, pace).stripLeading());
    }

    @Override
    public void clear() {}
}
