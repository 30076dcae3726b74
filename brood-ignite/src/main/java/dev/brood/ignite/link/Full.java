package dev.brood.ignite.link;

import dev.brood.ignite.ClusterFullException;

import java.io.Serializable;
import java.util.Locale;

/// What a node gives instead of doing something for which it has no room. Nothing was changed.
///
/// @param node the node's name
/// @param used how many bytes of its memory for objects are taken
/// @param size of how many
/// @param wanted how many more were asked for; or how large the one piece is, if that is the reason
/// @param most how large one piece may be; 0 if that is not the reason
public record Full(String node, long used, long size, long wanted, long most)
        implements Serializable {

    private static final double UNIT = 1 << 10;

    /// Makes what the caller gets.
    ///
    /// @param object what it wanted to put something into
    /// @param done what was done all the same; empty for nothing
    /// @return an exception to be thrown
    public ClusterFullException failure(String object, String done) {
        if (most > 0) {
            return new ClusterFullException(
                    "%s can't keep %s in one piece: node '%s' has %s for objects, and one of this kind may have %s of it%s; divide it, or start nodes with more: --memory"
                            .formatted(
                                    object, text(wanted), node, text(size), text(most), end(done)),
                    null);
        }
        return new ClusterFullException(
                "%s takes no more: of the %s that node '%s' has for objects %s (%d %%) are taken, and %s were to be added%s; take from it, close objects, add nodes, or start nodes with more: --memory"
                        .formatted(
                                object,
                                text(size),
                                node,
                                text(used),
                                100 * used / size,
                                text(wanted),
                                end(done)),
                null);
    }

    private static String end(String done) {
        return done.isEmpty() ? "" : "; " + done;
    }

    private static String text(long bytes) {
        double size = bytes;
        for (String unit : new String[] {"bytes", "KB", "MB"}) {
            if (size < UNIT) {
                return String.format(
                        Locale.ROOT, unit.equals("bytes") ? "%.0f %s" : "%.1f %s", size, unit);
            }
            size /= UNIT;
        }
        return String.format(Locale.ROOT, "%.1f GB", size);
    }
}
