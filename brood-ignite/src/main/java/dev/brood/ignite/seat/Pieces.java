package dev.brood.ignite.seat;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/// Moves the pieces of a parcel, a few at a time: one would leave the way empty for as long as an
/// answer takes, and all would fill the heaps that pieces are to spare.
final class Pieces {
    private static final int AT_ONCE = 4;

    private final int length;
    private final IntFunction<CompletableFuture<?>> move;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

    // Guarded by this.
    private int next;
    private int left;

    /// Makes it.
    ///
    /// @param length of the parcel
    /// @param move begins to move the piece at an offset
    Pieces(int length, IntFunction<CompletableFuture<?>> move) {
        this.length = length;
        this.move = move;
        this.left = Math.ceilDiv(length, Parcels.PIECE);
    }

    /// Begins.
    ///
    /// @return complete when all have been moved; fails as soon as one could not be, after which no
    ///   other is begun
    CompletableFuture<@Nullable Void> begin() {
        for (int i = 0; i < AT_ONCE; i++) {
            another();
        }
        return done;
    }

    private void another() {
        int offset;
        synchronized (this) {
            offset = next;
            if (offset >= length || done.isDone()) {
                return;
            }
            next += Parcels.PIECE;
        }
        var _ = move.apply(offset).whenComplete((_, failure) -> moved(failure));
    }

    private void moved(@Nullable Throwable failure) {
        boolean wasLast;
        synchronized (this) {
            left--;
            wasLast = left == 0;
        }
        if (failure != null) {
            done.completeExceptionally(failure);
        } else if (wasLast) {
            done.complete(null);
        } else {
            another();
        }
    }
}
