package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/// [EnumMap] and [EnumSet], unless it is empty and so won't say of what enum it is: then it goes by
/// Java serialization.
final class EnumContainers extends Form {
    private final JdkForm ifEmpty = new JdkForm();

    @Override
    boolean madeFirst() {
        return true;
    }

    @Override
    void write(Encoder out, Object value) {
        if (value instanceof EnumSet<?> set) {
            writeSet(out, set);
        } else if (value instanceof EnumMap<?, ?> map) {
            writeMap(out, map);
        }
    }

    private void writeSet(Encoder out, EnumSet<?> set) {
        if (set.isEmpty()) {
            ifEmpty.write(out, set);
        } else if (out.begin(set, Tag.ENUM_SET)) {
            out.descriptor(type(set.iterator().next()));
            Lists.writeElements(out, set);
            out.end();
        }
    }

    private void writeMap(Encoder out, EnumMap<?, ?> map) {
        if (map.isEmpty()) {
            ifEmpty.write(out, map);
        } else if (out.begin(map, Tag.ENUM_MAP)) {
            out.descriptor(type(map.keySet().iterator().next()));
            Maps.writeEntries(out, map.entrySet());
            out.end();
        }
    }

    private static TypeDescriptor type(Enum<?> constant) {
        return TypeDescriptor.of(constant.getDeclaringClass());
    }

    static Object readSet(Decoder in) {
        int number = in.reserve();
        Collection<@Nullable Object> set = emptySet(in.type());
        in.number(number, set);
        Lists.fill(set, in.bytes().count(1), in);
        return set;
    }

    static Object readMap(Decoder in) {
        int number = in.reserve();
        Map<@Nullable Object, @Nullable Object> map = emptyMap(in.type());
        in.number(number, map);
        Maps.fill(map, Maps.count(in), in);
        return map;
    }

    // What is added is checked by the collections themselves: ClassCastException.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Collection<@Nullable Object> emptySet(Class<?> type) {
        return (Collection) EnumSet.noneOf((Class) EnumForm.checked(type));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map<@Nullable Object, @Nullable Object> emptyMap(Class<?> type) {
        return (Map) new EnumMap((Class) EnumForm.checked(type));
    }
}
