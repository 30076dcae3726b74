package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedList;
import java.util.List;

/// Lists, and other collections in the order of their elements.
final class Lists extends Form implements Maker {
    private static final Lists LIST_OF = new Lists(Tag.LIST_OF);
    private static final Lists LIST_OF_NULLABLE = new Lists(Tag.LIST_OF_NULLABLE);
    private static final Lists AS_LIST = new Lists(Tag.AS_LIST);
    private static final Lists SINGLETON = new Lists(Tag.SINGLETON_LIST);

    private final int tag;

    Lists(int tag) {
        this.tag = tag;
    }

    @Override
    boolean madeFirst() {
        return switch (tag) {
            case Tag.ARRAY_LIST, Tag.LINKED_LIST, Tag.ARRAY_DEQUE -> true;
            default -> false;
        };
    }

    @Override
    void write(Encoder out, Object value) {
        if (tag == Tag.EMPTY_LIST) {
            out.bytes().put(tag);
            return;
        }
        Collection<?> elements = (Collection<?>) value;
        // List.of and Stream.toList share a class, but only one of them may hold null.
        boolean nullable = tag == Tag.LIST_OF && holdsNull(elements);
        if (out.begin(value, nullable ? Tag.LIST_OF_NULLABLE : tag)) {
            writeElements(out, elements);
            out.end();
        }
    }

    static void writeElements(Encoder out, Collection<?> elements) {
        int size = elements.size();
        out.bytes().varint(size);
        int index = 0;
        try {
            for (Object element : elements) {
                out.write(element);
                index++;
            }
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "[" + index + "]");
        }
        if (index != size) {
            throw changed(elements, size, index);
        }
    }

    static CodecFailure changed(Object container, int size, int found) {
        return new CodecFailure(
                Describe.type(container)
                        + " said it holds "
                        + size
                        + " but held "
                        + found
                        + ": another thread may have changed it meanwhile");
    }

    private static boolean holdsNull(Collection<?> elements) {
        for (Object element : elements) {
            if (element == null) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("JdkObsolete") // what was a linked list is one again
    static Object read(int tag, Decoder in) {
        return switch (tag) {
            case Tag.ARRAY_LIST -> {
                int count = in.bytes().count(1);
                yield filled(new ArrayList<>(count), count, in);
            }
            case Tag.LINKED_LIST -> filled(new LinkedList<>(), in.bytes().count(1), in);
            case Tag.ARRAY_DEQUE -> {
                int count = in.bytes().count(1);
                yield filled(new ArrayDeque<>(count), count, in);
            }
            case Tag.LIST_OF -> made(LIST_OF, in);
            case Tag.LIST_OF_NULLABLE -> made(LIST_OF_NULLABLE, in);
            case Tag.AS_LIST -> made(AS_LIST, in);
            case Tag.SINGLETON_LIST -> made(SINGLETON, in);
            case Tag.EMPTY_LIST -> Collections.emptyList();
            case Tag.UNMODIFIABLE_LIST -> {
                List<@Nullable Object> list = new ArrayList<>();
                yield view(Collections.unmodifiableList(list), list, in);
            }
            case Tag.UNMODIFIABLE_LINKED_LIST -> {
                List<@Nullable Object> list = new LinkedList<>();
                yield view(Collections.unmodifiableList(list), list, in);
            }
            case Tag.UNMODIFIABLE_COLLECTION -> {
                List<@Nullable Object> list = new ArrayList<>();
                yield view(Collections.unmodifiableCollection(list), list, in);
            }
            default -> throw Decoder.noSuchTag(tag);
        };
    }

    /// Reads elements into a collection that may be referred to while they are read.
    static Object filled(Collection<@Nullable Object> target, int count, Decoder in) {
        in.number(in.reserve(), target);
        fill(target, count, in);
        return target;
    }

    /// Reads elements into a collection behind a view.
    static Object view(Object view, Collection<@Nullable Object> target, Decoder in) {
        in.number(in.reserve(), view);
        fill(target, in.bytes().count(1), in);
        return view;
    }

    static void fill(Collection<@Nullable Object> target, int count, Decoder in) {
        int index = 0;
        in.deeper();
        try {
            for (; index < count; index++) {
                Object element = in.read();
                if (element instanceof Pending) {
                    fillAtLast(target, element, count - index - 1, in);
                    break;
                }
                target.add(element);
            }
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "[" + index + "]");
        }
        in.end();
    }

    /// Reads the rest of a collection, from an element on that can't be made yet, and fills it when
    /// it can be.
    private static void fillAtLast(
            Collection<@Nullable Object> target, @Nullable Object pending, int more, Decoder in) {
        @Nullable Object[] rest = new @Nullable Object[more + 1];
        rest[0] = pending;
        System.arraycopy(in.parts(more), 0, rest, 1, more);
        in.atLast(
                new Runnable() {
                    @Override
                    public void run() {
                        Pending.settleAll(rest);
                        for (@Nullable Object element : rest) {
                            target.add(element);
                        }
                    }
                });
    }

    private static Object made(Lists maker, Decoder in) {
        int number = in.reserve();
        return in.make(maker, number, in.parts(in.bytes().count(1)));
    }

    @Override
    public Object make(@Nullable Object[] parts) {
        return switch (tag) {
            case Tag.LIST_OF -> List.of(parts);
            case Tag.AS_LIST -> Arrays.asList(parts);
            case Tag.SINGLETON_LIST -> {
                if (parts.length != 1) {
                    throw new CodecFailure("damaged bytes: a singleton of " + parts.length);
                }
                yield Collections.singletonList(parts[0]);
            }
            default -> Arrays.asList(parts).stream().toList();
        };
    }
}
