package dev.brood.codec;

import org.jspecify.annotations.Nullable;

/// Makes a value that needs all its parts to be made: a record, a list that can't change.
interface Maker {

    /// Makes the value; may throw anything, for user code may be involved.
    Object make(@Nullable Object[] parts);
}
