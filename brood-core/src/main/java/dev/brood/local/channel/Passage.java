package dev.brood.local.channel;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Set;

/// The ends of pipes that a child's action has captured: the child holds them from its start on, so
/// that if it is killed before it has decoded them they are gone, and nobody waits for them.
///
/// What is encoded by the thread between [#begin] and [#close] is collected; what is encoded
/// otherwise is under way to no one knows whom.
public final class Passage implements AutoCloseable {
    private static final ThreadLocal<@Nullable Passage> CURRENT = new ThreadLocal<>();

    private final Set<LocalConnection> ends = new LinkedHashSet<>();

    private Passage() {}

    /// Begins to collect what this thread encodes.
    ///
    /// @return to be closed when it is encoded
    public static Passage begin() {
        Passage passage = new Passage();
        CURRENT.set(passage);
        return passage;
    }

    /// Adds an end to what this thread collects.
    ///
    /// @return false if it collects nothing
    static boolean add(LocalConnection connection) {
        Passage passage = CURRENT.get();
        if (passage == null) {
            return false;
        }
        passage.ends.add(connection);
        return true;
    }

    /// Ends collecting.
    @Override
    public void close() {
        CURRENT.remove();
    }

    /// Makes a child the holder of what was collected.
    ///
    /// @param pid the child, which has its orders; perhaps dead by now
    public void handOver(long pid) {
        ends.forEach(connection -> connection.end().handOver(pid));
    }
}
