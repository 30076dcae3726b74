package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Sets.
final class Sets extends Form implements Maker {
    private static final Sets SET_OF = new Sets(Tag.SET_OF);
    private static final Sets SINGLETON = new Sets(Tag.SINGLETON);

    private final int tag;

    Sets(int tag) {
        this.tag = tag;
    }

    @Override
    boolean madeFirst() {
        return switch (tag) {
            case Tag.HASH_SET, Tag.LINKED_HASH_SET, Tag.TREE_SET -> true;
            default -> false;
        };
    }

    @Override
    void write(Encoder out, Object value) {
        if (tag == Tag.EMPTY_SET) {
            out.bytes().put(tag);
        } else if (out.begin(value, tag)) {
            if (value instanceof SortedSet<?> sorted) {
                writeComparator(out, sorted.comparator());
            }
            Lists.writeElements(out, (Collection<?>) value);
            out.end();
        }
    }

    static void writeComparator(Encoder out, @Nullable Comparator<?> comparator) {
        try {
            out.write(comparator);
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "comparator");
        }
    }

    @SuppressWarnings("unchecked") // what is sorted by it came with it
    static @Nullable Comparator<@Nullable Object> readComparator(Decoder in) {
        @Nullable Object comparator;
        try {
            comparator = in.read();
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "comparator");
        }
        if (comparator == null || comparator instanceof Comparator<?>) {
            return (Comparator<@Nullable Object>) comparator;
        }
        throw new CodecFailure("damaged bytes: a comparator of class " + Describe.type(comparator));
    }

    static Object read(int tag, Decoder in) {
        in.hashing();
        Object set = readElements(tag, in);
        in.hashed();
        return set;
    }

    private static Object readElements(int tag, Decoder in) {
        return switch (tag) {
            case Tag.HASH_SET -> {
                int count = in.bytes().count(1);
                yield Lists.filled(HashSet.newHashSet(count), count, in);
            }
            case Tag.LINKED_HASH_SET -> {
                int count = in.bytes().count(1);
                yield Lists.filled(LinkedHashSet.newLinkedHashSet(count), count, in);
            }
            case Tag.TREE_SET, Tag.UNMODIFIABLE_SORTED_SET, Tag.UNMODIFIABLE_NAVIGABLE_SET ->
                    sorted(tag, in);
            case Tag.ENUM_SET -> EnumContainers.readSet(in);
            case Tag.SET_OF -> made(SET_OF, in);
            case Tag.SINGLETON -> made(SINGLETON, in);
            case Tag.EMPTY_SET -> Collections.emptySet();
            case Tag.UNMODIFIABLE_SET -> {
                Set<@Nullable Object> set = new LinkedHashSet<>();
                yield Lists.view(Collections.unmodifiableSet(set), set, in);
            }
            default -> throw Decoder.noSuchTag(tag);
        };
    }

    private static Object sorted(int tag, Decoder in) {
        int number = in.reserve();
        NavigableSet<@Nullable Object> set = new TreeSet<>(readComparator(in));
        Object view =
                switch (tag) {
                    case Tag.TREE_SET -> set;
                    case Tag.UNMODIFIABLE_SORTED_SET -> Collections.unmodifiableSortedSet(set);
                    default -> Collections.unmodifiableNavigableSet(set);
                };
        in.number(number, view);
        Lists.fill(set, in.bytes().count(1), in);
        return view;
    }

    private static Object made(Sets maker, Decoder in) {
        int number = in.reserve();
        return in.make(maker, number, in.parts(in.bytes().count(1)));
    }

    @Override
    public Object make(@Nullable Object[] parts) {
        if (tag == Tag.SET_OF) {
            return Set.of(parts);
        }
        if (parts.length != 1) {
            throw new CodecFailure("damaged bytes: a singleton of " + parts.length);
        }
        return Collections.singleton(parts[0]);
    }
}
