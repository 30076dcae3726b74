package dev.brood.cli.progress;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// The number of columns of the terminal, asked of `stty` and again every two seconds, for windows
/// are resized and Java has no way to ask.
public final class TerminalWidth implements IntSupplier {
    private static final int USUAL = 80;
    private static final long KEEP_NANOS = 2_000_000_000L;

    private int columns = USUAL;
    private long asked;
    private boolean known;

    /// Makes an unasked width.
    public TerminalWidth() {}

    @Override
    public int getAsInt() {
        long now = System.nanoTime();
        if (!known || now - asked > KEEP_NANOS) {
            columns = ask();
            asked = now;
            known = true;
        }
        return columns;
    }

    private static int ask() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File("/dev/tty"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return USUAL;
            }
            return parse(
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException _) {
            return USUAL; // no stty or no terminal: the usual width fits nearly everywhere
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }

    /// Reads what `stty size` prints: rows, a space, columns.
    ///
    /// @return the columns, or the usual number where the text has none
    static int parse(String rowsAndColumns) {
        String text = rowsAndColumns.strip();
        try {
            int columns = Integer.parseInt(text.substring(text.indexOf(' ') + 1));
            return columns > 0 ? columns : USUAL;
        } catch (NumberFormatException _) {
            return USUAL;
        }
    }
}
