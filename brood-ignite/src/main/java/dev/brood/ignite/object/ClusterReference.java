package dev.brood.ignite.object;

import dev.brood.SharedReference;
import dev.brood.codec.Codec;
import dev.brood.ignite.cell.BytesCell;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// A value of any kind of a cluster, compared as it is encoded.
final class ClusterReference<T extends @Nullable Object> extends ClusterValue
        implements SharedReference<T> {
    private static final long serialVersionUID = 1;

    ClusterReference(ObjectName name) {
        super(name);
    }

    private static byte[] encoded(@Nullable Object value) {
        return Codec.standard().toBytes("value", value);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what was encoded
    private T decoded(byte[] bytes) {
        return (T) Codec.standard().fromBytes("value", bytes);
    }

    private byte[] bytes() {
        return (byte[]) Objects.requireNonNull(call(new BytesCell.Get()));
    }

    @Override
    public T get() {
        return decoded(bytes());
    }

    @Override
    public void set(T value) {
        Object _ = call(new BytesCell.Swap(encoded(value)));
    }

    @Override
    public T getAndSet(T value) {
        return decoded((byte[]) Objects.requireNonNull(call(new BytesCell.Swap(encoded(value)))));
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        return isSet(encoded(expected), encoded(value));
    }

    private boolean isSet(byte[] expected, byte[] value) {
        return Boolean.TRUE.equals(call(new BytesCell.CompareAndSet(expected, value)));
    }

    @Override
    public T getAndUpdate(UnaryOperator<T> function) {
        while (true) {
            byte[] before = bytes();
            if (isSet(before, encoded(function.apply(decoded(before))))) {
                return decoded(before);
            }
        }
    }

    @Override
    public T updateAndGet(UnaryOperator<T> function) {
        while (true) {
            byte[] before = bytes();
            T after = function.apply(decoded(before));
            if (isSet(before, encoded(after))) {
                return after;
            }
        }
    }

    @Override
    public T getAndAccumulate(T operand, BinaryOperator<T> function) {
        return getAndUpdate(value -> function.apply(value, operand));
    }

    @Override
    public T accumulateAndGet(T operand, BinaryOperator<T> function) {
        return updateAndGet(value -> function.apply(value, operand));
    }

    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
