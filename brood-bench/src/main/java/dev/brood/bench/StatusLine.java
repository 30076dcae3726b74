package dev.brood.bench;

import java.io.PrintStream;
import java.time.Duration;

/// How far a run has come: a bar in the last line of a terminal, or a line for each step.
final class StatusLine {
    private static final int BAR = 20;
    private static final int COLUMNS = 79;

    private final PrintStream out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private int drawn;

    /// Makes one.
    ///
    /// @param out standard error
    /// @param terminal whether lines can be drawn over
    StatusLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Shows a step that begins.
    ///
    /// @param what in a few words
    /// @param done how many steps are done
    /// @param all how many there are
    void show(String what, int done, int all) {
        int percent = 100 * done / Math.max(1, all);
        if (!terminal) {
            out.println("%3d%%  %s".formatted(percent, what));
            return;
        }
        int full = BAR * done / Math.max(1, all);
        String bar = "=".repeat(full) + (full < BAR ? ">" + " ".repeat(BAR - full - 1) : "");
        String line = "%3d%% [%s]  %s%s".formatted(percent, bar, what, left(done, all));
        line = line.substring(0, Math.min(COLUMNS, line.length()));
        out.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
        out.flush();
        drawn = line.length();
    }

    private String left(int done, int all) {
        if (done == 0) {
            return "";
        }
        Duration left =
                Duration.ofNanos((System.nanoTime() - start) / done * Math.max(0, all - done));
        return "  ETA %d:%02d".formatted(left.toMinutes(), left.toSecondsPart());
    }

    /// Writes a line that stays.
    ///
    /// @param line what it says
    void say(String line) {
        clear();
        out.println(line);
    }

    /// Takes away what is not to stay.
    void clear() {
        if (drawn > 0) {
            out.print("\r" + " ".repeat(drawn) + "\r");
            out.flush();
            drawn = 0;
        }
    }
}
