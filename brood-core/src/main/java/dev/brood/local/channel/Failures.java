package dev.brood.local.channel;

import org.jspecify.annotations.Nullable;

/// Collects failures of several steps that are all done whatever happens.
final class Failures {
    private @Nullable RuntimeException first;

    /// Does a step.
    void collect(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            if (first == null) {
                first = e;
            } else if (!first.equals(e)) {
                first.addSuppressed(e);
            }
        }
    }

    /// Returns whether a step has failed.
    boolean any() {
        return first != null;
    }

    /// Throws the first failure, with the others suppressed in it, if there was any.
    void throwAny() {
        if (first != null) {
            throw first;
        }
    }
}
