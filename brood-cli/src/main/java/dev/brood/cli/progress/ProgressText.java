package dev.brood.cli.progress;

/// The words of a progress line, whole or in as many parts as there is room for.
final class ProgressText {
    private static final int SMALLEST_BAR = 10;
    private static final int LARGEST_BAR = 40;

    private final String atLeast;

    /// Makes lines for an output.
    ///
    /// @param unicode whether the output can show more than ASCII
    ProgressText(boolean unicode) {
        atLeast = unicode ? "\u2265 " : ">= ";
    }

    /// Returns all there is to say, in one line.
    String line(Progress progress, Pace pace) {
        return part(progress)
                + ", "
                + files(progress)
                + ", "
                + bytes(progress)
                + ", "
                + Units.rate(pace.bytesPerSecond())
                + (pace.secondsLeft() < 0 ? "" : ", " + Units.clock(pace.secondsLeft()) + " left")
                + (progress.failures() == 0 ? "" : ", " + failures(progress));
    }

    /// Returns what fits: a bar where there is room, and of the rest what matters most.
    ///
    /// @param columns the most characters to return, at least 1
    String bar(Progress progress, Pace pace, int columns) {
        String eta = pace.secondsLeft() < 0 ? "" : "  ETA " + Units.clock(pace.secondsLeft());
        String failed = progress.failures() == 0 ? "" : "  " + failures(progress);
        String rate = "  " + Units.rate(pace.bytesPerSecond());
        String text = part(progress);
        String[] parts = {failed, "  " + files(progress), "  " + bytes(progress), rate, eta};
        // In the order of the line; what does not fit is left out from the least important on.
        int[] leaveOut = {3, 1, 4, 2, 0};
        int room = columns - text.length() - total(parts);
        for (int i = 0; room < 0 && i < leaveOut.length; i++) {
            room += parts[leaveOut[i]].length();
            parts[leaveOut[i]] = "";
        }
        if (room < 0) {
            return text.substring(0, Math.min(text.length(), columns));
        }
        int width = Math.min(LARGEST_BAR, room - 3);
        if (width >= SMALLEST_BAR && !progress.growing()) {
            text += " " + drawing(progress.fraction(), width);
        }
        return text + parts[1] + parts[2] + parts[3] + parts[4] + parts[0];
    }

    private static int total(String[] parts) {
        int length = 0;
        for (String part : parts) {
            length += part.length();
        }
        return length;
    }

    private static String drawing(double fraction, int width) {
        int full = (int) (fraction * width);
        return "["
                + "=".repeat(full)
                + (full < width ? ">" + " ".repeat(width - full - 1) : "")
                + "]";
    }

    private static String part(Progress progress) {
        if (progress.growing()) {
            return "scanning"; // a part of what is known so far would shrink as more is found
        }
        String percent = (int) (progress.fraction() * 100) + "%";
        return " ".repeat(Math.max(0, 4 - percent.length())) + percent;
    }

    private String files(Progress progress) {
        return Units.count(progress.filesDone())
                + of(progress)
                + Units.count(progress.filesTotal())
                + " files";
    }

    private String bytes(Progress progress) {
        return Units.bytes(progress.bytesDone())
                + of(progress)
                + Units.bytes(progress.bytesTotal());
    }

    private String of(Progress progress) {
        return progress.growing() ? " of " + atLeast : " of ";
    }

    private static String failures(Progress progress) {
        return Units.count(progress.failures()) + " failed";
    }
}
