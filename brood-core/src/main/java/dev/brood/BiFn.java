package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.function.BiFunction;

/// A function of two arguments that can travel to another process: what [ManagedMap#merge] and
/// [ManagedMap#compute] run in the manager's server.
///
/// @param <T> its first argument
/// @param <U> its second argument
/// @param <R> what it gives
@FunctionalInterface
public interface BiFn<
                T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
        extends BiFunction<T, U, R>, Serializable {}
