package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A namespace in the server.
final class NamespaceServant implements NamespaceFace, Servant.Serial {
    private static final long serialVersionUID = 1;

    private final transient TreeMap<String, @Nullable Object> variables = new TreeMap<>();

    @Override
    public Class<?> face() {
        return NamespaceFace.class;
    }

    @Override
    public void set(String name, @Nullable Object value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a variable's name must not be empty");
        }
        variables.put(name, value);
    }

    @Override
    public @Nullable Object get(String name) {
        require(name);
        return variables.get(name);
    }

    private void require(String name) {
        if (!variables.containsKey(name)) {
            throw new NoSuchElementException(
                    "there is no variable '%s'; there are %s".formatted(name, variables.keySet()));
        }
    }

    @Override
    public void delete(String name) {
        require(name);
        variables.remove(name);
    }

    @Override
    public Set<String> names() {
        return new TreeSet<>(variables.keySet());
    }

    @Override
    public String toString() {
        return variables.entrySet().stream()
                .filter(each -> !each.getKey().startsWith("_"))
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", ", "Namespace(", ")"));
    }

    @Override
    public String name() {
        return "namespace";
    }

    @Override
    public boolean isClosed() {
        return false; // the server answers for it
    }

    @Override
    public void close() {
        variables.clear();
    }
}
