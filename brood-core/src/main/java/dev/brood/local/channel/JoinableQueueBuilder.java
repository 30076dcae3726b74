package dev.brood.local.channel;

import dev.brood.JoinableQueue;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// Collects the options of a [LocalJoinableQueue] and makes it.
///
/// @param <E> what the queue will hold
public final class JoinableQueueBuilder<E> implements JoinableQueue.Builder<E> {
    private final Tree tree;
    private final Consumer<LocalQueue<?>> made;
    private int capacity = Queues.DEFAULT_CAPACITY;
    private boolean redeliver;
    private @Nullable String name;

    /// Makes a builder.
    ///
    /// @param tree where to make the queue
    /// @param made told of it
    public JoinableQueueBuilder(Tree tree, Consumer<LocalQueue<?>> made) {
        this.tree = tree;
        this.made = made;
    }

    @Override
    public JoinableQueue.Builder<E> capacity(int items) {
        if (items < 1) {
            throw new IllegalArgumentException(
                    "a queue's capacity must be at least 1, was " + items);
        }
        capacity = items;
        return this;
    }

    @Override
    public JoinableQueue.Builder<E> name(String label) {
        name = label;
        return this;
    }

    @Override
    public JoinableQueue.Builder<E> redeliver(boolean again) {
        redeliver = again;
        return this;
    }

    @Override
    public JoinableQueue<E> open() {
        LocalJoinableQueue<E> queue = Queues.of(tree).createJoinable(name, capacity, redeliver);
        made.accept(queue);
        return queue;
    }
}
