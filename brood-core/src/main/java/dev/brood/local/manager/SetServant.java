package dev.brood.local.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A set in the server.
final class SetServant implements SetService, Servant.Serial {
    private final Ordered elements = new Ordered();

    SetServant(Collection<?> contents) {
        boolean _ = addAll(contents);
    }

    @Override
    public Class<?> face() {
        return SetService.class;
    }

    @Override
    public boolean add(Object element) {
        return !contains(element) && elements.put(element, true) == null;
    }

    @Override
    public boolean remove(Object element) {
        return elements.remove(element) != null;
    }

    @Override
    public boolean contains(Object element) {
        return elements.get(element) != null;
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public void clear() {
        elements.clear();
    }

    @Override
    public boolean addAll(Collection<?> more) {
        more.forEach(element -> Objects.requireNonNull(element, "element"));
        boolean changed = false;
        for (Object element : more) {
            changed |= add(element);
        }
        return changed;
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        boolean changed = false;
        for (Object other : others) {
            changed |= other != null && remove(other);
        }
        return changed;
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        Set<Object> wanted = new HashSet<>(others);
        List<Object> unwanted = new ArrayList<>();
        elements.forEach(node -> {
            if (!wanted.contains(node.key)) {
                unwanted.add(node.key);
            }
        });
        return removeAll(unwanted);
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        for (Object other : others) {
            if (other == null || !contains(other)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Set<Object> copy() {
        Set<Object> copy = LinkedHashSet.newLinkedHashSet(elements.size());
        elements.forEach(node -> copy.add(node.key));
        return copy;
    }

    @Override
    public Object[] chunk(long after, int most) {
        Ordered.Node[] nodes = elements.chunk(after, most);
        Object[] chunk = new Object[1 + nodes.length];
        chunk[0] = nodes.length == 0 ? after : nodes[nodes.length - 1].number;
        for (int i = 0; i < nodes.length; i++) {
            chunk[1 + i] = nodes[i].key;
        }
        return chunk;
    }

    @Override
    public String toString() {
        return copy().toString();
    }
}
