package dev.brood.local.manager;

import dev.brood.Namespace;
import dev.brood.Quick;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// A [Namespace] as the server has it.
interface NamespaceFace extends Namespace {
    @Override
    @Quick
    void set(String name, @Nullable Object value);

    @Override
    @Quick
    @Nullable Object get(String name);

    @Override
    @Quick
    void delete(String name);

    @Override
    @Quick
    Set<String> names();
}
