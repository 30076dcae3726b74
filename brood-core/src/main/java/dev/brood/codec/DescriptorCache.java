package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;

/// Remembers what the contents of descriptors were resolved to.
///
/// A table of fixed size in which the latest of two with the same slot stays; races between threads
/// lose an entry, at worst. Entries are weak: a [TypeDescriptor] or [RecordShape] is kept alive by
/// its class alone, a [LambdaTarget] by its capturing class, so the cache pins no class loader.
/// Each entry counts for one scope: the context loader where that decides what a name means.
final class DescriptorCache {
    private static final int SLOTS = 1 << 10;

    private final @Nullable Entry[] entries = new @Nullable Entry[SLOTS];

    @Nullable Descriptor find(int hash, byte[] bytes, int from, int length, Object scope) {
        @Nullable Entry entry = entries[slot(hash)];
        if (entry == null || !entry.scope.refersTo(scope)) {
            return null;
        }
        @Nullable Descriptor descriptor = entry.descriptor.get();
        return descriptor != null && descriptor.hasContent(bytes, from, length) ? descriptor : null;
    }

    void remember(int hash, Descriptor descriptor, Object scope) {
        entries[slot(hash)] =
                new Entry(new WeakReference<>(descriptor), new WeakReference<>(scope));
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 15)) & (SLOTS - 1);
    }

    /// Not a record: its fields are final, so it may be published by a race.
    private static final class Entry {
        final WeakReference<Descriptor> descriptor;
        final WeakReference<Object> scope;

        Entry(WeakReference<Descriptor> descriptor, WeakReference<Object> scope) {
            this.descriptor = descriptor;
            this.scope = scope;
        }
    }
}
