package dev.brood;

import java.io.PrintStream;
import java.util.Locale;

/// How far one call has come, drawn over and over in the last line of a terminal, or told in a line
/// now and then. Used by the thread that reads the results.
final class ProgressLine {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final long LINE_NANOS = 3_000_000_000L;
    private static final int COLUMNS = 79;
    private static final int LARGEST_BAR = 40;
    private static final int SMALLEST_BAR = 10;

    /// How long the rate remembers.
    private static final double MEMORY_SECONDS = 3;

    private final String name;
    private final PrintStream out;
    private final boolean terminal;
    private final long total;
    private final long start = System.nanoTime();
    private long done;
    private long shownAt = start;
    private long shownDone;
    private double rate = -1;
    private int drawn;
    private boolean ended;

    /// Makes one.
    ///
    /// @param total how many items there are, or -1
    ProgressLine(String name, PrintStream out, boolean terminal, long total) {
        this.name = name;
        this.out = out;
        this.terminal = terminal;
        this.total = total;
    }

    /// One more item is done.
    void advance() {
        done++;
        long now = System.nanoTime();
        if (done == total) {
            end();
        } else if (now - shownAt >= (terminal ? REDRAW_NANOS : LINE_NANOS)) {
            learn(now);
            show();
        }
    }

    private void learn(long now) {
        double seconds = (now - shownAt) / 1e9;
        double current = (done - shownDone) / seconds;
        double weight = 1 - Math.exp(-seconds / MEMORY_SECONDS);
        rate = rate < 0 ? current : rate + weight * (current - rate);
        shownAt = now;
        shownDone = done;
    }

    private void show() {
        if (!terminal) {
            out.println(text(name, done, total, rate));
            return;
        }
        String line = bar(name, done, total, rate, COLUMNS);
        out.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
        out.flush();
        drawn = line.length();
    }

    /// Tells what was done in all. A second call does nothing.
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (drawn > 0) {
            out.print("\r" + " ".repeat(drawn) + "\r");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        out.println(
                String.format(
                        Locale.ROOT,
                        "%s: %s in %.1f s (%s)",
                        name,
                        total < 0 || done == total ? count(done) : of(done, total),
                        seconds,
                        perSecond(done / seconds)));
    }

    /// Returns a line for a log: `thumbnails: 420 of 1,000 (42%), 118/s, 0:05 left`.
    static String text(String name, long done, long total, double rate) {
        if (total < 0) {
            return name + ": " + count(done) + ", " + perSecond(rate);
        }
        return "%s: %s (%d%%), %s%s"
                .formatted(
                        name,
                        of(done, total),
                        100 * done / total,
                        perSecond(rate),
                        rate > 0 ? ", " + clock((total - done) / rate) + " left" : "");
    }

    /// Returns a line for a terminal, with a bar if its end is known and there is room.
    static String bar(String name, long done, long total, double rate, int columns) {
        if (total < 0) {
            return cut(name + "  " + count(done) + "  " + perSecond(rate), columns);
        }
        String head = "%s %3d%%".formatted(name, 100 * done / total);
        String tail =
                " %s  %s%s"
                        .formatted(
                                of(done, total),
                                perSecond(rate),
                                rate > 0 ? "  ETA " + clock((total - done) / rate) : "");
        int room = Math.min(LARGEST_BAR, columns - head.length() - tail.length() - 3);
        if (room < SMALLEST_BAR) {
            return cut(head + tail, columns);
        }
        int full = (int) (room * done / total);
        String drawing = "=".repeat(full) + (full < room ? ">" : "");
        return head + " [" + drawing + " ".repeat(room - drawing.length()) + "]" + tail;
    }

    private static String cut(String line, int columns) {
        return line.substring(0, Math.min(line.length(), columns));
    }

    private static String of(long done, long total) {
        return count(done) + " of " + count(total);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String perSecond(double rate) {
        return String.format(Locale.ROOT, rate < 9.95 ? "%.1f/s" : "%,.0f/s", rate);
    }

    private static String clock(double seconds) {
        long all = (long) Math.ceil(seconds);
        return all < 3600
                ? "%d:%02d".formatted(all / 60, all % 60)
                : "%d:%02d:%02d".formatted(all / 3600, all / 60 % 60, all % 60);
    }
}
