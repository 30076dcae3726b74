package dev.brood.local.pool;

import dev.brood.Fn;
import dev.brood.Task;

import org.jspecify.annotations.Nullable;

/// A function and items to apply it to, as one task.
///
/// @param function what to apply
/// @param items what to apply it to
@SuppressWarnings("ArrayRecordComponent") // never compared
record Batch(Fn<@Nullable Object, @Nullable Object> function, @Nullable Object[] items)
        implements Task<@Nullable Object[]> {

    /// The outcome of an item for which the function failed.
    ///
    /// @param cause what it threw
    record Failed(Throwable cause) {}

    @Override
    public @Nullable Object[] call() throws InterruptedException {
        @Nullable Object[] outcomes = new Object[items.length];
        for (int i = 0; i < items.length; i++) {
            try {
                outcomes[i] = function.apply(items[i]);
            } catch (InterruptedException e) {
                throw e; // given up, the whole of it
            } catch (Exception e) {
                outcomes[i] = new Failed(e);
            }
        }
        return outcomes;
    }
}
