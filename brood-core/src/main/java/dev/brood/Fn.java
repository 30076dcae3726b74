package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/// A function that can travel to another process: what [ProcessPool#map] applies to each item.
///
/// @param <T> what it takes
/// @param <R> what it gives
@FunctionalInterface
public interface Fn<T extends @Nullable Object, R extends @Nullable Object> extends Serializable {

    /// Applies the function.
    ///
    /// @param item the argument
    /// @return the result
    /// @throws Exception if it fails
    R apply(T item) throws Exception;
}
