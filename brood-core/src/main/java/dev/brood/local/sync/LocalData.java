package dev.brood.local.sync;

import dev.brood.ShareableList;
import dev.brood.SharedBoolean;
import dev.brood.SharedBooleanArray;
import dev.brood.SharedByteArray;
import dev.brood.SharedCharArray;
import dev.brood.SharedDataFactory;
import dev.brood.SharedDouble;
import dev.brood.SharedDoubleArray;
import dev.brood.SharedFloatArray;
import dev.brood.SharedInt;
import dev.brood.SharedIntArray;
import dev.brood.SharedLong;
import dev.brood.SharedLongArray;
import dev.brood.SharedMemory;
import dev.brood.SharedReference;
import dev.brood.SharedShortArray;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Objects;

/// Makes the shared data of a tree.
public abstract class LocalData implements SharedDataFactory {
    private final Tree tree;

    /// Makes the maker.
    ///
    /// @param tree whose data it makes
    protected LocalData(Tree tree) {
        this.tree = tree;
    }

    /// Refuses to make anything, if that is over.
    ///
    /// @throws dev.brood.ClosedException if so
    protected abstract void requireOpen();

    private Lifetimes lifetimes() {
        requireOpen();
        return Lifetimes.of(tree);
    }

    @Override
    public SharedInt sharedInt(int value) {
        return LocalInt.create(lifetimes(), value);
    }

    @Override
    public SharedLong sharedLong(long value) {
        return LocalLong.create(lifetimes(), value);
    }

    @Override
    public SharedDouble sharedDouble(double value) {
        return LocalDouble.create(lifetimes(), value);
    }

    @Override
    public SharedBoolean sharedBoolean(boolean value) {
        return LocalBoolean.create(lifetimes(), value);
    }

    @Override
    public <E extends @Nullable Object> ShareableList<E> shareableList(
            Collection<? extends E> elements) {
        return LocalList.create(lifetimes(), elements);
    }

    @Override
    public SharedMemory memory(long bytes) {
        return LocalMemory.create(lifetimes(), null, bytes);
    }

    @Override
    public SharedMemory memory(String name, long bytes) {
        return LocalMemory.create(lifetimes(), Objects.requireNonNull(name, "name"), bytes);
    }

    @Override
    public SharedMemory attachMemory(String name) {
        SharedMemory own =
                (SharedMemory)
                        lifetimes()
                                .find(
                                        DataKind.MEMORY,
                                        arena ->
                                                MemoryNames.find(arena, MemoryNames.require(name)));
        return own != null ? own : ForeignMemory.attach(tree, name);
    }

    @Override
    public <T extends @Nullable Object> SharedReference<T> reference(T value) {
        return LocalReference.create(lifetimes(), value);
    }

    @Override
    public SharedByteArray bytes(long length) {
        return LocalByteArray.create(lifetimes(), length);
    }

    @Override
    public SharedShortArray shorts(long length) {
        return LocalShortArray.create(lifetimes(), length);
    }

    @Override
    public SharedCharArray chars(long length) {
        return LocalCharArray.create(lifetimes(), length);
    }

    @Override
    public SharedIntArray ints(long length) {
        return LocalIntArray.create(lifetimes(), length);
    }

    @Override
    public SharedLongArray longs(long length) {
        return LocalLongArray.create(lifetimes(), length);
    }

    @Override
    public SharedFloatArray floats(long length) {
        return LocalFloatArray.create(lifetimes(), length);
    }

    @Override
    public SharedDoubleArray doubles(long length) {
        return LocalDoubleArray.create(lifetimes(), length);
    }

    @Override
    public SharedBooleanArray booleans(long length) {
        return LocalBooleanArray.create(lifetimes(), length);
    }
}
