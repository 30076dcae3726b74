package dev.brood.local.process;

import java.util.ArrayDeque;
import java.util.List;

/// The last lines of what a child has printed: its last words, when it has died.
final class Tail {
    private static final int MOST = 20;
    private static final int LONGEST = 500;

    private final ArrayDeque<String> lines = new ArrayDeque<>(); // guarded by this

    /// Adds a line.
    synchronized void add(String line) {
        if (lines.size() == MOST) {
            lines.removeFirst();
        }
        lines.add(line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…");
    }

    /// Returns them, the oldest first.
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
