package dev.brood.ignite.seat;

import dev.brood.codec.Codec;
import dev.brood.ignite.link.Full;

import org.apache.ignite.Ignite;
import org.apache.ignite.cache.CacheEntryProcessor;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

import javax.cache.processor.MutableEntry;

/// Keeps a large item, if the node that is to have it has room. Gives an encoded [Full] if not.
final class StoreProcessor implements CacheEntryProcessor<String, byte[], byte[]> {
    private static final long serialVersionUID = 1;

    /// What part of a node's memory for objects one item may be.
    private static final int LARGEST_PART = 4;

    @IgniteInstanceResource private transient @Nullable Ignite ignite;

    @Override
    @SuppressWarnings("NullAway") // if it is kept, nothing is given
    public byte[] process(MutableEntry<String, byte[]> entry, Object... arguments) {
        byte[] item = (byte[]) arguments[0];
        Full full =
                Regions.refusal(
                        Objects.requireNonNull(ignite),
                        Cells.CACHE,
                        entry.getKey(),
                        item.length,
                        item.length,
                        LARGEST_PART);
        if (full == null) {
            entry.setValue(item);
            return null;
        }
        return Codec.standard().toBytes("full", full);
    }
}
