package dev.brood.ignite.object;

import dev.brood.SharedReference;
import dev.brood.codec.Codec;
import dev.brood.ignite.cell.BytesCell;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// A value of any kind of a cluster, equal to another if its bytes are, or by its own `equals`.
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

    @Override
    public T get() {
        return decoded((byte[]) Objects.requireNonNull(call(new BytesCell.Get())));
    }

    @Override
    public void set(T value) {
        Object _ = call(new BytesCell.Set(encoded(value)));
    }

    @Override
    public T getAndSet(T value) {
        return decoded((byte[]) Objects.requireNonNull(call(new BytesCell.Swap(encoded(value)))));
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        byte[] given = encoded(expected);
        byte[] next = encoded(value);
        while (true) {
            BytesCell.Whole whole = look();
            if (!Arrays.equals(whole.bytes(), given)
                    && !Objects.equals(decoded(whole.bytes()), expected)) {
                return false;
            }
            if (isReplaced(whole, next)) {
                return true;
            }
        }
    }

    private BytesCell.Whole look() {
        return (BytesCell.Whole) Objects.requireNonNull(call(new BytesCell.Look()));
    }

    private boolean isReplaced(BytesCell.Whole seen, byte[] value) {
        return Boolean.TRUE.equals(call(new BytesCell.Replace(seen.version(), value)));
    }

    @Override
    public T getAndUpdate(UnaryOperator<T> function) {
        while (true) {
            BytesCell.Whole before = look();
            if (isReplaced(before, encoded(function.apply(decoded(before.bytes()))))) {
                return decoded(before.bytes());
            }
        }
    }

    @Override
    public T updateAndGet(UnaryOperator<T> function) {
        while (true) {
            BytesCell.Whole before = look();
            T after = function.apply(decoded(before.bytes()));
            if (isReplaced(before, encoded(after))) {
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
