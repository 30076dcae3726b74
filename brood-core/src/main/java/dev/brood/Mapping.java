package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.function.Function;

/// A [Function] that can travel to another process: what [ManagedMap#computeIfAbsent] runs in the
/// manager's server.
///
/// @param <T> its argument
/// @param <R> what it gives
@FunctionalInterface
public interface Mapping<T extends @Nullable Object, R extends @Nullable Object>
        extends Function<T, R>, Serializable {}
