package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Maps.
final class Maps extends Form implements Maker {
    private static final Maps MAP_OF = new Maps(Tag.MAP_OF);
    private static final Maps SINGLETON = new Maps(Tag.SINGLETON_MAP);
    private static final Maps ENTRY = new Maps(Tag.ENTRY);

    private final int tag;

    Maps(int tag) {
        this.tag = tag;
    }

    @Override
    boolean madeFirst() {
        return switch (tag) {
            case Tag.HASH_MAP, Tag.LINKED_HASH_MAP, Tag.TREE_MAP, Tag.CONCURRENT_HASH_MAP -> true;
            default -> false;
        };
    }

    @Override
    void write(Encoder out, Object value) {
        if (tag == Tag.EMPTY_MAP) {
            out.bytes().put(tag);
        } else if (out.begin(value, tag)) {
            if (value instanceof SortedMap<?, ?> sorted) {
                Sets.writeComparator(out, sorted.comparator());
            }
            Collection<? extends Map.Entry<?, ?>> entries =
                    value instanceof Map.Entry<?, ?> entry
                            ? List.of(entry)
                            : ((Map<?, ?>) value).entrySet();
            // This one may change while it is written, and that is no error.
            writeEntries(out, tag == Tag.CONCURRENT_HASH_MAP ? new ArrayList<>(entries) : entries);
            out.end();
        }
    }

    static void writeEntries(Encoder out, Collection<? extends Map.Entry<?, ?>> entries) {
        int size = entries.size();
        out.bytes().varint(size);
        int written = 0;
        for (Map.Entry<?, ?> entry : entries) {
            @Nullable Object key = entry.getKey();
            try {
                out.write(key);
            } catch (RuntimeException | Error e) {
                throw CodecFailure.at(e, "key " + Describe.key(key));
            }
            try {
                out.write(entry.getValue());
            } catch (RuntimeException | Error e) {
                throw CodecFailure.at(e, "[" + Describe.key(key) + "]");
            }
            written++;
        }
        if (written != size) {
            throw Lists.changed(entries, size, written);
        }
    }

    static Object read(int tag, Decoder in) {
        return switch (tag) {
            case Tag.HASH_MAP -> {
                int count = count(in);
                yield filled(HashMap.newHashMap(count), count, in);
            }
            case Tag.LINKED_HASH_MAP -> {
                int count = count(in);
                yield filled(LinkedHashMap.newLinkedHashMap(count), count, in);
            }
            case Tag.CONCURRENT_HASH_MAP -> filled(new ConcurrentHashMap<>(), count(in), in);
            case Tag.TREE_MAP, Tag.UNMODIFIABLE_SORTED_MAP, Tag.UNMODIFIABLE_NAVIGABLE_MAP ->
                    sorted(tag, in);
            case Tag.ENUM_MAP -> EnumContainers.readMap(in);
            case Tag.MAP_OF -> made(MAP_OF, in);
            case Tag.SINGLETON_MAP -> made(SINGLETON, in);
            case Tag.ENTRY -> made(ENTRY, in);
            case Tag.EMPTY_MAP -> Collections.emptyMap();
            case Tag.UNMODIFIABLE_MAP -> {
                Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
                Object view = Collections.unmodifiableMap(map);
                in.number(in.reserve(), view);
                fill(map, count(in), in);
                yield view;
            }
            default -> throw Decoder.noSuchTag(tag);
        };
    }

    /// Reads how many entries follow, which bounds what may be allocated for them.
    static int count(Decoder in) {
        return in.bytes().count(2);
    }

    private static Object filled(
            Map<@Nullable Object, @Nullable Object> target, int count, Decoder in) {
        in.number(in.reserve(), target);
        fill(target, count, in);
        return target;
    }

    private static Object sorted(int tag, Decoder in) {
        int number = in.reserve();
        NavigableMap<@Nullable Object, @Nullable Object> map =
                new TreeMap<>(Sets.readComparator(in));
        Object view =
                switch (tag) {
                    case Tag.TREE_MAP -> map;
                    case Tag.UNMODIFIABLE_SORTED_MAP -> Collections.unmodifiableSortedMap(map);
                    default -> Collections.unmodifiableNavigableMap(map);
                };
        in.number(number, view);
        fill(map, count(in), in);
        return view;
    }

    /// Reads entries into a map that may be referred to while they are read.
    static void fill(Map<@Nullable Object, @Nullable Object> target, int count, Decoder in) {
        in.deeper();
        for (int i = 0; i < count; i++) {
            @Nullable Object key = key(in);
            @Nullable Object value = value(key, in);
            if (key instanceof Pending || value instanceof Pending) {
                @Nullable Object[] rest = new @Nullable Object[2 * (count - i)];
                rest[0] = key;
                rest[1] = value;
                read(rest, 2, in);
                putAtLast(target, rest, in);
                break;
            }
            put(target, key, value);
        }
        in.end();
    }

    /// Reads entries until an array of keys and values in turn is full.
    private static void read(@Nullable Object[] entries, int from, Decoder in) {
        for (int i = from; i < entries.length; i += 2) {
            entries[i] = key(in);
            entries[i + 1] = value(entries[i], in);
        }
    }

    private static @Nullable Object key(Decoder in) {
        in.hashing();
        try {
            return in.read();
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "key");
        } finally {
            in.hashed();
        }
    }

    private static @Nullable Object value(@Nullable Object key, Decoder in) {
        try {
            return in.read();
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "[" + Describe.key(key) + "]");
        }
    }

    private static void put(
            Map<@Nullable Object, @Nullable Object> target,
            @Nullable Object key,
            @Nullable Object value) {
        try {
            target.put(key, value);
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "key " + Describe.key(key));
        }
    }

    /// Puts entries into a map when those that can't be made yet can be.
    private static void putAtLast(
            Map<@Nullable Object, @Nullable Object> target,
            @Nullable Object[] entries,
            Decoder in) {
        in.atLast(
                new Runnable() {
                    @Override
                    public void run() {
                        Pending.settleAll(entries);
                        for (int i = 0; i < entries.length; i += 2) {
                            put(target, entries[i], entries[i + 1]);
                        }
                    }
                });
    }

    private static Object made(Maps maker, Decoder in) {
        int number = in.reserve();
        @Nullable Object[] entries = new @Nullable Object[2 * count(in)];
        in.deeper();
        read(entries, 0, in);
        in.end();
        return in.make(maker, number, entries);
    }

    @Override
    public Object make(@Nullable Object[] parts) {
        if (tag != Tag.MAP_OF && parts.length != 2) {
            throw new CodecFailure("damaged bytes: a singleton of " + parts.length / 2);
        }
        if (tag == Tag.SINGLETON_MAP) {
            return Collections.singletonMap(parts[0], parts[1]);
        }
        Map.Entry<?, ?>[] entries = new Map.Entry<?, ?>[parts.length / 2];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = entry(parts[2 * i], parts[2 * i + 1]);
        }
        return tag == Tag.ENTRY ? entries[0] : Map.ofEntries(entries);
    }

    private static Map.Entry<?, ?> entry(@Nullable Object key, @Nullable Object value) {
        if (key == null || value == null) {
            throw new CodecFailure("damaged bytes: null in a map that can't hold it");
        }
        return Map.entry(key, value);
    }
}
