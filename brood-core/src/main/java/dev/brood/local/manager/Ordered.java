package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Keys with values in the order of their insertion, which can be gone through in pieces while they
/// change: each has a number, greater than those of all before it, by which a reader finds his way
/// back.
///
/// The nodes are in an array in that order. One that is removed stays there as a mark until there
/// are more marks than nodes.
///
/// Not thread-safe.
final class Ordered {
    private static final int SMALL = 16;

    /// A key and its value.
    static final class Node {
        final Object key;
        final long number;
        @Nullable Object value; // null once it is removed

        Node(Object key, Object value, long number) {
            this.key = key;
            this.value = value;
            this.number = number;
        }

        Object value() {
            return Objects.requireNonNull(value);
        }
    }

    private final Map<Object, Node> nodes = new HashMap<>();
    private @Nullable Node[] order = new Node[SMALL];
    private int used;
    private long last;

    int size() {
        return nodes.size();
    }

    @Nullable Object get(Object key) {
        Node node = nodes.get(key);
        return node == null ? null : node.value;
    }

    @Nullable Node node(Object key) {
        return nodes.get(key);
    }

    /// Puts a value, at the end if its key is new.
    ///
    /// @return the value before, null if there was none
    @Nullable Object put(Object key, Object value) {
        Node node = nodes.get(key);
        if (node != null) {
            Object old = node.value;
            node.value = value;
            return old;
        }
        Node added = new Node(key, value, last + 1);
        nodes.put(key, added); // first: it may throw what the key's equals throws
        last++;
        if (used == order.length) {
            compact();
        }
        order[used++] = added;
        return null;
    }

    /// Removes a key.
    ///
    /// @return the value it had, null if there was none
    @Nullable Object remove(Object key) {
        Node node = nodes.remove(key);
        if (node == null) {
            return null;
        }
        Object old = node.value;
        node.value = null;
        if (nodes.isEmpty()) {
            forget();
        }
        return old;
    }

    void clear() {
        nodes.clear();
        forget();
    }

    private void forget() {
        order = new Node[SMALL];
        used = 0;
    }

    private void compact() {
        @Nullable Node[] next = new Node[Math.max(SMALL, 2 * nodes.size())];
        int count = 0;
        for (Node node : order) {
            if (node != null && node.value != null) {
                next[count++] = node;
            }
        }
        order = next;
        used = count;
    }

    /// Goes through all in order.
    void forEach(Consumer<Node> action) {
        for (int i = 0; i < used; i++) {
            Node node = Objects.requireNonNull(order[i]);
            if (node.value != null) {
                action.accept(node);
            }
        }
    }

    /// Returns some nodes in order.
    ///
    /// @param after the number before theirs, 0 for the first
    Node[] chunk(long after, int most) {
        Node[] found = new Node[Math.min(most, nodes.size())];
        int count = 0;
        for (int i = firstAfter(after); i < used && count < found.length; i++) {
            Node node = Objects.requireNonNull(order[i]);
            if (node.value != null) {
                found[count++] = node;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private int firstAfter(long number) {
        int low = 0;
        int high = used;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Objects.requireNonNull(order[middle]).number <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
