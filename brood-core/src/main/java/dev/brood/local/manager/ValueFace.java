package dev.brood.local.manager;

import dev.brood.Fn;
import dev.brood.ManagedValue;
import dev.brood.Quick;

import org.jspecify.annotations.Nullable;

/// A [ManagedValue] as the server has it.
///
/// @param <T> the value
interface ValueFace<T extends @Nullable Object> extends ManagedValue<T> {
    @Override
    @Quick
    T get();

    @Override
    @Quick
    void set(T value);

    @Override
    @Quick
    T getAndSet(T value);

    @Override
    @Quick
    boolean compareAndSet(T expected, T value);

    @Override
    T updateAndGet(Fn<? super T, ? extends T> function);

    @Override
    T getAndUpdate(Fn<? super T, ? extends T> function);
}
