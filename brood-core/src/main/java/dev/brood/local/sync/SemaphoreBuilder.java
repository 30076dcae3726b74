package dev.brood.local.sync;

import dev.brood.SharedObject;
import dev.brood.SharedSemaphore;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// Makes a [SharedSemaphore].
public final class SemaphoreBuilder implements SharedSemaphore.Builder {
    private final Tree tree;
    private final Consumer<SharedObject> made;
    private int permits = 1;
    private int bound = Permits.MOST;
    private boolean fair;
    private boolean counted = true;
    private @Nullable String name;

    /// Begins a semaphore.
    ///
    /// @param tree where it will be
    /// @param made told of it
    public SemaphoreBuilder(Tree tree, Consumer<SharedObject> made) {
        this.tree = tree;
        this.made = made;
    }

    private static int require(String what, int least, int number) {
        if (number < least || number > Permits.MOST) {
            throw new IllegalArgumentException(
                    "a semaphore's %s must be %d to %d, was %d"
                            .formatted(what, least, Permits.MOST, number));
        }
        return number;
    }

    @Override
    public SharedSemaphore.Builder permits(int number) {
        permits = require("permits", 0, number);
        return this;
    }

    @Override
    public SharedSemaphore.Builder bound(int most) {
        bound = require("bound", 1, most);
        return this;
    }

    @Override
    public SharedSemaphore.Builder fair(boolean inOrder) {
        fair = inOrder;
        return this;
    }

    @Override
    public SharedSemaphore.Builder counted(boolean held) {
        counted = held;
        return this;
    }

    @Override
    public SharedSemaphore.Builder name(String label) {
        name = label;
        return this;
    }

    @Override
    public SharedSemaphore open() {
        if (permits > bound) {
            throw new IllegalArgumentException(
                    "a semaphore can't have %d permits at first and a bound of %d"
                            .formatted(permits, bound));
        }
        LocalSemaphore.Options options = new LocalSemaphore.Options(permits, bound, fair, counted);
        SharedSemaphore semaphore = LocalSemaphore.create(SyncObjects.of(tree), name, options);
        made.accept(semaphore);
        return semaphore;
    }
}
