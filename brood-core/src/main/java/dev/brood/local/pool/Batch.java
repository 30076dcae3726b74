package dev.brood.local.pool;

import dev.brood.Fn;
import dev.brood.Task;

import org.jspecify.annotations.Nullable;

/// A function and items to apply it to, as one task. A worker does not [#call] it but runs item by
/// item ([BatchRun]), so that its death, or a time-out, costs one of them.
///
/// @param function what to apply
/// @param items what to apply it to
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Batch(Fn<@Nullable Object, @Nullable Object> function, @Nullable Object[] items)
        implements Task<@Nullable Object[]> {

    /// The outcome of an item that failed.
    ///
    /// @param cause what the function threw, or what else became of it
    public record Failed(Throwable cause) {}

    /// Applies the function to an item.
    ///
    /// @return what it returns, or what it threw
    @Nullable Object outcome(int item) {
        try {
            return function.apply(items[item]);
        } catch (Throwable e) { // whatever it is, it is this item's
            return new Failed(e);
        }
    }

    @Override
    public @Nullable Object[] call() {
        @Nullable Object[] outcomes = new Object[items.length];
        for (int i = 0; i < items.length; i++) {
            outcomes[i] = outcome(i);
        }
        return outcomes;
    }
}
