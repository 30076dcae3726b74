package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Items of a `map` or stream that travel together.
///
/// @param first the index of the first
/// @param items the items
@SuppressWarnings("ArrayRecordComponent") // never compared
record ItemPart(long first, @Nullable Object[] items) {
    /// Returns a part for each of the items.
    List<ItemPart> singles() {
        List<ItemPart> singles = new ArrayList<>();
        for (int i = 0; i < items.length; i++) {
            singles.add(new ItemPart(first + i, Arrays.copyOfRange(items, i, i + 1)));
        }
        return singles;
    }
}
