package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

/// What has become of items that travelled together.
///
/// @param part the items
/// @param outcomes the result of each or [Batch.Failed]; null if all have failed
/// @param failure why, if all have
@SuppressWarnings("ArrayRecordComponent") // never compared
record DonePart(
        ItemPart part, @Nullable Object @Nullable [] outcomes, @Nullable Throwable failure) {

    /// That of no items.
    static final DonePart NONE = new DonePart(new ItemPart(-1, new Object[0]), new Object[0], null);

    /// Hands out the result of an item, once: what a stream has given, its reader alone keeps.
    ///
    /// @return null for none
    @Nullable Object take(int position) {
        if (outcomes == null) {
            return null;
        }
        Object result = outcomes[position];
        outcomes[position] = null;
        return result;
    }

    /// Returns why an item has failed.
    ///
    /// @return null if it has not
    @Nullable Throwable failure(int position) {
        if (outcomes == null) {
            return failure;
        }
        return outcomes[position] instanceof Batch.Failed(Throwable cause) ? cause : null;
    }
}
