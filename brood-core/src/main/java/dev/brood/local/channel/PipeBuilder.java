package dev.brood.local.channel;

import dev.brood.Pipe;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

/// Makes pipes of a tree.
public final class PipeBuilder implements Pipe.Builder {
    private final Tree tree;
    private boolean duplex = true;
    private long capacity = Pipes.DEFAULT_CAPACITY;
    private @Nullable String name;

    /// Begins a pipe.
    ///
    /// @param tree whose
    public PipeBuilder(Tree tree) {
        this.tree = tree;
    }

    @Override
    public Pipe.Builder duplex(boolean both) {
        duplex = both;
        return this;
    }

    @Override
    public Pipe.Builder capacity(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException(
                    "a pipe's capacity must be at least 1 byte, was " + bytes);
        }
        capacity = bytes;
        return this;
    }

    @Override
    public Pipe.Builder name(@Nullable String label) {
        name = label;
        return this;
    }

    @Override
    public Pipe open() {
        return Pipes.of(tree).create(name, duplex, capacity);
    }
}
