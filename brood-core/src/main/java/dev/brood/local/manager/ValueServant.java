package dev.brood.local.manager;

import dev.brood.Fn;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.CompletionException;

/// A value in the server.
final class ValueServant implements ValueFace<@Nullable Object>, Servant.Serial {
    private static final long serialVersionUID = 1;

    private transient @Nullable Object value;

    ValueServant(@Nullable Object initial) {
        value = initial;
    }

    @Override
    public Class<?> face() {
        return ValueFace.class;
    }

    @Override
    public @Nullable Object get() {
        return value;
    }

    @Override
    public void set(@Nullable Object next) {
        value = next;
    }

    @Override
    public @Nullable Object getAndSet(@Nullable Object next) {
        Object old = value;
        value = next;
        return old;
    }

    @Override
    public boolean compareAndSet(@Nullable Object expected, @Nullable Object next) {
        boolean equal = Objects.equals(value, expected);
        if (equal) {
            value = next;
        }
        return equal;
    }

    @Override
    public @Nullable Object updateAndGet(
            Fn<? super @Nullable Object, ? extends @Nullable Object> function) {
        value = apply(function, value);
        return value;
    }

    @Override
    public @Nullable Object getAndUpdate(
            Fn<? super @Nullable Object, ? extends @Nullable Object> function) {
        Object old = value;
        value = apply(function, old);
        return old;
    }

    @SuppressWarnings("NullAway") // null is a value
    private static @Nullable Object apply(
            Fn<? super @Nullable Object, ? extends @Nullable Object> function,
            @Nullable Object argument) {
        try {
            return function.apply(argument);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }

    @Override
    public String name() {
        return "value";
    }

    @Override
    public boolean isClosed() {
        return false; // the server answers for it
    }

    @Override
    public void close() {
        value = null;
    }
}
