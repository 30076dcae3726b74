package dev.brood.cli.copy;

import java.util.Locale;

/// Which files that exist in the destination are replaced.
public enum Overwrite {
    /// None.
    NEVER,
    /// Those last changed before the source was.
    OLDER,
    /// Those whose size or time of last change is not the source's.
    DIFFERENT,
    /// All.
    ALWAYS;

    /// Returns the name as it is typed.
    ///
    /// @return for instance `different`
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
