package dev.brood.local.pool;

import dev.brood.codec.Codec;
import dev.brood.codec.Encoded;

import org.jspecify.annotations.Nullable;

/// The results of a [Batch] among which is one that can't be encoded.
final class BatchResults {
    private BatchResults() {}

    /// Puts failures in the place of those that can't be encoded, so that they cost no other.
    static @Nullable Object[] encodable(@Nullable Object[] outcomes) {
        @Nullable Object[] fit = outcomes.clone();
        for (int i = 0; i < fit.length; i++) {
            try (Encoded _ = Codec.standard().encode("result", fit[i])) {
                // It can be.
            } catch (RuntimeException e) {
                fit[i] = new Batch.Failed(e);
            }
        }
        return fit;
    }
}
