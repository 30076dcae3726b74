package dev.brood.ignite.object;

import dev.brood.Fn;
import dev.brood.ManagedValue;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.ignite.cell.BytesCell;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.CompletionException;

/// A managed value of a cluster. Functions are applied here, as often as others come in between.
///
/// @param <T> the value
@SuppressWarnings({"unchecked", "NullAway"}) // what was set; null is a value
final class ClusterManagedValue<T extends @Nullable Object> implements ManagedValue<T>, Portable {
    private static final long serialVersionUID = 1;

    private final transient Faced core;

    ClusterManagedValue(Faced core) {
        this.core = core;
    }

    @Override
    public Reference reference() {
        return core.reference();
    }

    /// For Java serialization.
    ///
    /// @return what it travels as
    public Object writeReplace() {
        return core.writeReplace();
    }

    @Override
    public String name() {
        return core.name();
    }

    @Override
    public boolean isClosed() {
        return core.isClosed();
    }

    @Override
    public void close() {
        core.close();
    }

    private T decoded(@Nullable Object bytes) {
        return (T) MapCore.decoded((byte[]) bytes);
    }

    @Override
    public T get() {
        return decoded(core.call(new BytesCell.Get()));
    }

    @Override
    public void set(T value) {
        Object _ = core.call(new BytesCell.Set(MapCore.encoded(value)));
    }

    @Override
    public T getAndSet(T value) {
        return decoded(core.call(new BytesCell.Swap(MapCore.encoded(value))));
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        byte[] next = MapCore.encoded(value);
        while (true) {
            BytesCell.Whole whole = look();
            if (!Objects.equals(decoded(whole.bytes()), expected)) {
                return false;
            }
            if (isReplaced(whole, next)) {
                return true;
            }
        }
    }

    private BytesCell.Whole look() {
        return (BytesCell.Whole) Objects.requireNonNull(core.call(new BytesCell.Look()));
    }

    private boolean isReplaced(BytesCell.Whole seen, byte[] value) {
        return Boolean.TRUE.equals(core.call(new BytesCell.Replace(seen.version(), value)));
    }

    private record Update<T extends @Nullable Object>(T before, T after) {}

    private Update<T> update(Fn<? super T, ? extends T> function) {
        while (true) {
            BytesCell.Whole whole = look();
            T before = decoded(whole.bytes());
            T after;
            try {
                after = function.apply(before);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new CompletionException(e);
            }
            if (isReplaced(whole, MapCore.encoded(after))) {
                return new Update<>(decoded(whole.bytes()), after);
            }
        }
    }

    @Override
    public T updateAndGet(Fn<? super T, ? extends T> function) {
        return update(function).after;
    }

    @Override
    public T getAndUpdate(Fn<? super T, ? extends T> function) {
        return update(function).before;
    }

    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
