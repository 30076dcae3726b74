package dev.brood.cli.progress;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/// A bar in one line of a terminal, drawn over and over, and gone at the end.
public final class BarView implements ProgressView {
    private static final int REDRAW_MILLIS = 100;

    private final PrintStream terminal;
    private final IntSupplier columns;
    private final ProgressText text;
    private int drawn;

    /// Makes a bar.
    ///
    /// @param terminal what to draw on
    /// @param columns tells how many characters fit in a line of it at the moment
    public BarView(PrintStream terminal, IntSupplier columns) {
        this.terminal = terminal;
        this.columns = columns;
        text = new ProgressText(terminal.charset().newEncoder().canEncode('\u2265'));
    }

    @Override
    public int intervalMillis() {
        return REDRAW_MILLIS;
    }

    @Override
    public void show(Progress progress, Pace pace) {
        // A line that fills the last column makes some terminals begin the next.
        String line = text.bar(progress, pace, Math.max(1, columns.getAsInt() - 1));
        terminal.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
        terminal.flush();
        drawn = line.length();
    }

    @Override
    public void clear() {
        if (drawn > 0) {
            terminal.print("\r" + " ".repeat(drawn) + "\r");
            terminal.flush();
            drawn = 0;
        }
    }
}
