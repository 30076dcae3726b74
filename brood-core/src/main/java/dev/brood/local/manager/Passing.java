package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

/// Between which two ends this thread encodes or decodes a message at the moment: references in it
/// are counted by both, others are on their way from or to no one knows where.
final class Passing {
    private static final ThreadLocal<@Nullable Object> CURRENT = new ThreadLocal<>();

    private Passing() {}

    /// Returns the [Link] or [Session] whose message it is.
    ///
    /// @return null if it is none
    static @Nullable Object current() {
        return CURRENT.get();
    }

    /// Begins a message, or ends it.
    ///
    /// @return what was so before
    static @Nullable Object set(@Nullable Object end) {
        Object before = CURRENT.get();
        if (end == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(end);
        }
        return before;
    }
}
