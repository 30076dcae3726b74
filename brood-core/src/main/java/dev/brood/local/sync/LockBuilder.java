package dev.brood.local.sync;

import dev.brood.SharedLock;
import dev.brood.SharedObject;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// Makes a [SharedLock].
public final class LockBuilder implements SharedLock.Builder {
    private final Tree tree;
    private final Consumer<SharedObject> made;
    private boolean fair;
    private @Nullable String name;

    /// Begins a lock.
    ///
    /// @param tree where it will be
    /// @param made told of it
    public LockBuilder(Tree tree, Consumer<SharedObject> made) {
        this.tree = tree;
        this.made = made;
    }

    @Override
    public SharedLock.Builder fair(boolean inOrder) {
        fair = inOrder;
        return this;
    }

    @Override
    public SharedLock.Builder name(String label) {
        name = label;
        return this;
    }

    @Override
    public SharedLock open() {
        SharedLock lock = LocalLock.create(SyncObjects.of(tree), name, fair);
        made.accept(lock);
        return lock;
    }
}
