package dev.brood.ignite.object;

import dev.brood.Namespace;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.ignite.link.MapCall.When;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A namespace of a cluster: a map of it by names, see [ClusterMap].
final class ClusterNamespace implements Namespace, Portable {
    private static final long serialVersionUID = 1;

    private final transient MapCore core;

    ClusterNamespace(MapCore core) {
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

    @Override
    public void set(String name, @Nullable Object value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a variable's name must not be empty");
        }
        byte[] _ = core.change(MapCore.key(name), When.ALWAYS, MapCore.encoded(value));
    }

    @Override
    public @Nullable Object get(String name) {
        byte[] value = core.get(MapCore.key(name));
        if (value == null) {
            throw missing(name);
        }
        return MapCore.decoded(value);
    }

    private NoSuchElementException missing(String name) {
        return new NoSuchElementException(
                "there is no variable '%s'; there are %s".formatted(name, names()));
    }

    @Override
    public void delete(String name) {
        if (core.change(MapCore.key(name), When.ALWAYS, null) == null) {
            throw missing(name);
        }
    }

    @Override
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        core.keys().forEach(key -> names.add((String) MapCore.decodedKey(key)));
        return names;
    }

    @Override
    public String toString() {
        List<String> names = new ArrayList<>(names());
        names.removeIf(name -> name.startsWith("_"));
        List<byte @Nullable []> values = core.getAll(MapCore.keys(names));
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            byte[] value = values.get(i);
            if (value != null) {
                shown.add(names.get(i) + "=" + MapCore.decoded(value));
            }
        }
        return shown.stream().collect(Collectors.joining(", ", "Namespace(", ")"));
    }
}
