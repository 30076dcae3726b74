package dev.brood.local.sync;

import dev.brood.Action;
import dev.brood.EncodingException;
import dev.brood.SharedBarrier;
import dev.brood.SharedObject;
import dev.brood.codec.Codec;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;

/// Makes a [SharedBarrier].
public final class BarrierBuilder implements SharedBarrier.Builder {
    private static final int LARGEST_ACTION = 700;

    private final Tree tree;
    private final Consumer<SharedObject> made;
    private final int parties;
    private @Nullable Action action;
    private @Nullable Duration timeout;
    private @Nullable String name;

    /// Begins a barrier.
    ///
    /// @param tree where it will be
    /// @param made told of it
    /// @param parties how many must arrive
    public BarrierBuilder(Tree tree, Consumer<SharedObject> made, int parties) {
        if (parties < 1 || parties > LocalBarrier.MOST_PARTIES) {
            throw new IllegalArgumentException(
                    "a barrier's parties must be 1 to %d, was %d"
                            .formatted(LocalBarrier.MOST_PARTIES, parties));
        }
        this.tree = tree;
        this.made = made;
        this.parties = parties;
    }

    @Override
    public SharedBarrier.Builder action(Action last) {
        action = last;
        return this;
    }

    @Override
    public SharedBarrier.Builder timeout(Duration time) {
        timeout = time;
        return this;
    }

    @Override
    public SharedBarrier.Builder name(String label) {
        name = label;
        return this;
    }

    @Override
    public SharedBarrier open() {
        byte[] bytes = action == null ? new byte[0] : Codec.standard().toBytes("action", action);
        if (bytes.length > LARGEST_ACTION) {
            throw new EncodingException(
                    "a barrier's action may have %d bytes encoded, and has %d: keep what it captures in a shared object"
                            .formatted(LARGEST_ACTION, bytes.length),
                    null);
        }
        long nanos = timeout == null ? 0 : Math.max(1, timeout.toNanos());
        SharedBarrier barrier =
                LocalBarrier.create(SyncObjects.of(tree), name, parties, nanos, bytes);
        made.accept(barrier);
        return barrier;
    }
}
