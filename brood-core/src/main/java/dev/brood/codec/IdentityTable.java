package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Numbers objects by identity in the order they come.
///
/// Most values have a handful of parts: those are found by looking at each, since the first
/// identity hash of an object costs more than that. Beyond there is a hash table of open addressing
/// with linear probing, which holds number + 1 and is at most half full.
final class IdentityTable {
    private static final int SEARCHED = 16;
    private static final int KEPT = 1024;

    private @Nullable Object[] objects = new @Nullable Object[SEARCHED];
    private int size;
    private int[] slots = {};
    private boolean hashed;

    /// Returns the number of an object that was added before, or adds it and returns -1.
    int findOrAdd(Object object) {
        int found = find(object);
        if (found < 0) {
            add(object);
        }
        return found;
    }

    /// Returns the number of an object, or -1.
    @SuppressWarnings("ReferenceEquality") // the point of it
    int find(Object object) {
        if (!hashed) {
            for (int i = size - 1; i >= 0; i--) {
                if (objects[i] == object) {
                    return i;
                }
            }
            return -1;
        }
        int mask = slots.length - 1;
        for (int slot = hash(object) & mask; ; slot = (slot + 1) & mask) {
            int number = slots[slot] - 1;
            if (number < 0 || objects[number] == object) {
                return number;
            }
        }
    }

    int size() {
        return size;
    }

    /// Adds an object that has a number already; from now on it is found by the new one.
    void addAgain(Object object) {
        add(object);
    }

    /// Takes back the latest number of an object that was added again.
    void restore(Object object, int number) {
        objects[find(object)] = null;
        if (hashed) {
            enter(object, number + 1);
        }
    }

    /// Forgets all, and lets go of all but what is cheap to keep.
    void clear() {
        if (objects.length > KEPT) {
            objects = new @Nullable Object[SEARCHED];
            slots = new int[0];
        } else {
            Arrays.fill(objects, 0, size, null);
            if (hashed) {
                Arrays.fill(slots, 0);
            }
        }
        hashed = false;
        size = 0;
    }

    private void add(Object object) {
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, size * 2);
        }
        objects[size++] = object;
        if (hashed && size <= slots.length / 2) {
            enter(object, size);
        } else if (size > SEARCHED) {
            hashAll();
        }
    }

    private void hashAll() {
        int wanted = Math.max(64, Integer.highestOneBit(size) * 4);
        if (hashed || slots.length < wanted) {
            slots = new int[Math.max(wanted, slots.length)];
        }
        hashed = true;
        for (int i = 0; i < size; i++) {
            Object object = objects[i];
            if (object != null) {
                enter(object, i + 1);
            }
        }
    }

    /// Puts an entry in the slot of its object, or in the first free one.
    @SuppressWarnings("ReferenceEquality") // the point of it
    private void enter(Object object, int entry) {
        int mask = slots.length - 1;
        int slot = hash(object) & mask;
        while (slots[slot] != 0 && objects[slots[slot] - 1] != object) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
    }

    private static int hash(Object object) {
        return (System.identityHashCode(object) * 0x9E3779B9) >>> 7;
    }
}
