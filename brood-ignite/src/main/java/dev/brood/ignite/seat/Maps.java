package dev.brood.ignite.seat;

import dev.brood.ignite.link.CellCaller;
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
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import javax.cache.Cache;
import javax.cache.processor.MutableEntry;

/// The maps of the cluster: each is a cache of Ignite's, all of one group.
final class Maps {
    private static final String PREFIX = "brood-map/";
    private static final String GROUP = "brood-maps";
    private static final int BACKUPS = 1;

    /// Bytes in front of each value: the number of the change that put it there.
    private static final int STAMP = Long.BYTES;

    private final Ignite ignite;

    Maps(Ignite ignite) {
        this.ignite = ignite;
    }

    MapCall.Result call(String map, MapCall call) {
        if (call instanceof MapCall.Open) {
            var _ = ignite.getOrCreateCache(configuration(map));
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

    private static CacheConfiguration<String, byte[]> configuration(String map) {
        return new CacheConfiguration<String, byte[]>(PREFIX + map)
                .setGroupName(GROUP)
                .setCacheMode(CacheMode.PARTITIONED)
                .setAtomicityMode(CacheAtomicityMode.ATOMIC)
                .setBackups(BACKUPS)
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC);
    }

    private @Nullable Object given(IgniteCache<String, byte[]> cache, MapCall call) {
        switch (call) {
            case MapCall.Change(String key, MapCall.When when, byte[] expected, byte[] value) -> {
                long number = ThreadLocalRandom.current().nextLong();
                return cache.invoke(key, new EntryChange(number, when, expected, value));
            }
            case MapCall.GetAll(List<String> keys) -> {
                return values(cache, keys);
            }
            case MapCall.PutAll(List<String> keys, List<byte[]> values) -> {
                Map<String, byte[]> all = new java.util.TreeMap<>();
                for (int i = 0; i < keys.size(); i++) {
                    all.put(keys.get(i), stamped(0, values.get(i)));
                }
                cache.putAll(all);
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

    /// Changes one value, on the node that has it; see [MapCall.Change].
    ///
    /// If that node dies before it answers, Ignite asks the next one, whose copy may have the
    /// change: it shows that by the number in front of the value. Then nothing is changed again,
    /// and it is told that it fitted; only what was there before is not known any more (null), and
    /// of a removal nothing is left to show that it was made.
    private static final class EntryChange implements CacheEntryProcessor<String, byte[], Object> {
        private static final long serialVersionUID = 1;

        private final long number;
        private final MapCall.When when;
        private final byte @Nullable [] expected;
        private final byte @Nullable [] value;

        EntryChange(
                long number,
                MapCall.When when,
                byte @Nullable [] expected,
                byte @Nullable [] value) {
            this.number = number;
            this.when = when;
            this.expected = expected;
            this.value = value;
        }

        @Override
        @SuppressWarnings("NullAway") // what is missing is null
        public Object process(MutableEntry<String, byte[]> entry, Object... arguments) {
            byte[] stored = entry.exists() ? entry.getValue() : null;
            if (stored != null && ByteBuffer.wrap(stored).getLong() == number) {
                return when == MapCall.When.EQUAL ? (Object) true : null;
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
                entry.setValue(stamped(number, value));
            } else if (fits && before != null) {
                entry.remove();
            }
            return when == MapCall.When.EQUAL ? (Object) fits : before;
        }
    }
}
