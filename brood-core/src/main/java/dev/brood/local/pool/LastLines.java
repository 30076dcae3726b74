package dev.brood.local.pool;

import java.util.ArrayDeque;
import java.util.List;

/// The last lines that a worker has printed on its standard error, for the report of its death.
final class LastLines {
    private static final int MOST = 20;
    private static final int LONGEST = 500;

    private final ArrayDeque<String> lines = new ArrayDeque<>(); // guarded by this

    /// Adds lines.
    synchronized void add(String text) {
        for (String line : text.split("\n", -1)) {
            if (lines.size() == MOST) {
                lines.removeFirst();
            }
            lines.add(line.substring(0, Math.min(line.length(), LONGEST)));
        }
    }

    /// Returns them, the oldest first.
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /// Returns lines as the end of a message, nothing if there are none.
    static String described(List<String> last) {
        return last.isEmpty() ? "" : "; its last words: " + String.join("\n    ", last);
    }
}
