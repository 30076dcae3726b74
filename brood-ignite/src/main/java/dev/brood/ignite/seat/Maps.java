package dev.brood.ignite.seat;

import dev.brood.codec.Codec;
import dev.brood.ignite.link.CellCaller;
import dev.brood.ignite.link.Full;
import dev.brood.ignite.link.MapCall;

import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheEntryProcessor;
import org.apache.ignite.cache.CacheMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.query.QueryCursor;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

import javax.cache.Cache;
import javax.cache.processor.EntryProcessorResult;
import javax.cache.processor.MutableEntry;

/// The maps of the cluster: each is a cache of Ignite's, all of one group.
final class Maps {
    private static final String PREFIX = "brood-map/";
    private static final String GROUP = "brood-maps";

    /// A map that nobody uses. It makes the group, whose partitions take memory, when there is
    /// some.
    private static final String FIRST = "brood-maps-first";

    private static final int BACKUPS = 1;

    /// What part of a node's memory for objects one value may be.
    private static final int LARGEST_PART = 4;

    /// Bytes in front of each value: the number of the change that put it there.
    private static final int STAMP = Long.BYTES;

    private final Ignite ignite;

    Maps(Ignite ignite) {
        this.ignite = ignite;
        if (!ignite.configuration().isClientMode()) {
            var _ = ignite.getOrCreateCache(configuration(FIRST));
        }
    }

    MapCall.Result call(String map, MapCall call) {
        if (call instanceof MapCall.Open) {
            var _ = ignite.getOrCreateCache(configuration(PREFIX + map));
            return new MapCall.Result(false, null);
        }
        IgniteCache<String, byte[]> cache = ignite.cache(PREFIX + map);
        if (cache == null) {
            return new MapCall.Result(true, null);
        }
        try {
            return new MapCall.Result(false, given(cache, call));
        } catch (IllegalStateException e) { // what Ignite says of a cache that was ended meanwhile
            if (ignite.cacheNames().contains(PREFIX + map)) {
                throw e;
            }
            return new MapCall.Result(true, null);
        }
    }

    private static CacheConfiguration<String, byte[]> configuration(String cache) {
        return new CacheConfiguration<String, byte[]>(cache)
                .setGroupName(GROUP)
                .setCacheMode(CacheMode.PARTITIONED)
                .setAtomicityMode(CacheAtomicityMode.ATOMIC)
                .setBackups(BACKUPS)
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC);
    }

    private @Nullable Object given(IgniteCache<String, byte[]> cache, MapCall call) {
        switch (call) {
            case MapCall.Change(String key, MapCall.When when, byte[] expected, byte[] value) -> {
                Object given =
                        cache.invoke(
                                key, new EntryChange(cache.getName(), when, expected, value, true));
                return given instanceof Refused refused ? refused(refused.why) : given;
            }
            case MapCall.GetAll(List<String> keys) -> {
                return values(cache, keys);
            }
            case MapCall.PutAll(List<String> keys, List<byte[]> values) -> {
                return putAll(cache, keys, values);
            }
            case MapCall.Keys _ -> {
                return keys(cache);
            }
            case MapCall.Size _ -> {
                return cache.size();
            }
            case MapCall.Clear _ -> cache.clear();
            case MapCall.Close _ -> cache.destroy();
            case MapCall.Open _ -> throw new AssertionError("is not asked of a map");
        }
        return null;
    }

    /// Gives null if all were put; else how many, and the first reason why others were not.
    private static MapCall.@Nullable PartlyPut putAll(
            IgniteCache<String, byte[]> cache, List<String> keys, List<byte[]> values) {
        Map<String, EntryChange> all = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            all.put(
                    keys.get(i),
                    new EntryChange(
                            cache.getName(), MapCall.When.ALWAYS, null, values.get(i), false));
        }
        Collection<EntryProcessorResult<Object>> refused = cache.invokeAll(all).values();
        return refused.isEmpty()
                ? null
                : new MapCall.PartlyPut(
                        all.size() - refused.size(),
                        all.size(),
                        refused((byte[]) refused.iterator().next().get()));
    }

    private static List<byte @Nullable []> values(
            IgniteCache<String, byte[]> cache, List<String> keys) {
        List<byte @Nullable []> values = new ArrayList<>();
        if (keys.size() == 1) {
            values.add(plain(cache.get(keys.getFirst())));
            return values;
        }
        Map<String, byte[]> found = cache.getAll(new HashSet<>(keys));
        keys.forEach(key -> values.add(plain(found.get(key))));
        return values;
    }

    private static List<String> keys(IgniteCache<String, byte[]> cache) {
        List<String> keys = new ArrayList<>();
        try (QueryCursor<String> cursor =
                cache.query(new ScanQuery<String, byte[]>(), Cache.Entry::getKey)) {
            cursor.forEach(keys::add);
        }
        return keys;
    }

    /// Ends all maps whose key begins with something.
    void closeAll(String prefix) {
        for (String name : ignite.cacheNames()) {
            if (name.startsWith(PREFIX + prefix)) {
                ignite.destroyCache(name);
            }
        }
    }

    /// Ends those without a name whose program has left. The oldest node does, after each loss: so
    /// it makes good what one before it was to do that was lost too.
    void sweep() {
        ClusterNode oldest = ignite.cluster().forServers().forOldest().node();
        if (oldest == null || !oldest.isLocal()) {
            return;
        }
        Map<String, Boolean> present = new HashMap<>();
        ignite.cluster().nodes().forEach(node -> present.put(node.id().toString(), true));
        for (String name : ignite.cacheNames()) {
            String seat =
                    name.startsWith(PREFIX)
                            ? CellCaller.seatOf(name.substring(PREFIX.length()))
                            : null;
            if (seat != null && !present.containsKey(seat)) {
                ignite.destroyCache(name);
            }
        }
    }

    private static byte[] stamped(long number, byte[] value) {
        return ByteBuffer.allocate(STAMP + value.length).putLong(number).put(value).array();
    }

    private static byte @Nullable [] plain(byte @Nullable [] stamped) {
        return stamped == null ? null : Arrays.copyOfRange(stamped, STAMP, stamped.length);
    }

    /// What a change gives that was not made, and else would give bytes. No record, as Ignite can't
    /// send those.
    private static final class Refused implements Serializable {
        private static final long serialVersionUID = 1;

        private final byte[] why;

        Refused(byte[] why) {
            this.why = why;
        }
    }

    private static Full refused(byte[] why) {
        return (Full) Objects.requireNonNull(Codec.standard().fromBytes("full", why));
    }

    /// Changes one value, on the node that has it; see [MapCall.Change].
    ///
    /// If that node dies before it answers, Ignite asks the next one, whose copy may have the
    /// change: it shows that by the number in front of the value. Then nothing is changed again,
    /// and it is told that it fitted; only what was there before is not known any more (null), and
    /// of a removal nothing is left to show that it was made.
    private static final class EntryChange implements CacheEntryProcessor<String, byte[], Object> {
        private static final long serialVersionUID = 1;

        private final long number = ThreadLocalRandom.current().nextLong();
        private final String cache;
        private final MapCall.When when;
        private final byte @Nullable [] expected;
        private final byte @Nullable [] value;
        private final boolean tells;
        @IgniteInstanceResource private transient @Nullable Ignite ignite;

        EntryChange(
                String cache,
                MapCall.When when,
                byte @Nullable [] expected,
                byte @Nullable [] value,
                boolean tells) {
            this.cache = cache;
            this.when = when;
            this.expected = expected;
            this.value = value;
            this.tells = tells;
        }

        @Override
        @SuppressWarnings("NullAway") // what is missing is null
        public Object process(MutableEntry<String, byte[]> entry, Object... arguments) {
            byte[] stored = entry.exists() ? entry.getValue() : null;
            if (stored != null && ByteBuffer.wrap(stored).getLong() == number) {
                return given(true, null);
            }
            byte[] before = plain(stored);
            boolean fits =
                    switch (when) {
                        case ALWAYS -> true;
                        case ABSENT -> before == null;
                        case PRESENT -> before != null;
                        case EQUAL -> before != null && Arrays.equals(before, expected);
                    };
            if (fits && value != null) {
                Full full = refusal(entry.getKey(), before);
                if (full != null) {
                    byte[] why = Codec.standard().toBytes("full", full);
                    return tells ? new Refused(why) : why;
                }
                entry.setValue(stamped(number, value));
            } else if (fits && before != null) {
                entry.remove();
            }
            return given(fits, before);
        }

        @SuppressWarnings("NullAway") // what is missing is null
        private Object given(boolean fits, byte @Nullable [] before) {
            return when == MapCall.When.EQUAL ? (Object) fits : tells ? before : null;
        }

        private @Nullable Full refusal(String key, byte @Nullable [] before) {
            int length = value == null ? 0 : value.length;
            int growth = before == null ? key.length() + length : length - before.length;
            return growth <= 0 && before != null && before.length == length
                    ? null
                    : Regions.refusal(
                            Objects.requireNonNull(ignite),
                            cache,
                            key,
                            growth,
                            length,
                            LARGEST_PART);
        }
    }
}
