package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The object that Java serialization stumbled over, and how to get to it: found afterwards, by
/// looking through the objects that serialization would go through, the nearest first. An attempt:
/// it gives up after so many objects, and where fields are closed to it.
record Culprit(Object object, List<String> path) {
    private static final int MOST_OBJECTS = 20_000;

    /// Looks for an object.
    ///
    /// @param root where to begin
    /// @param wanted what to look for
    /// @return null if it was not found
    static @Nullable Culprit find(Object root, Predicate<Object> wanted) {
        try {
            return new Search(wanted).from(root);
        } catch (Throwable e) {
            CodecFailure.of(e); // collections of users may throw anything: the message does without
            return null;
        }
    }

    private record Place(Object object, @Nullable Place from, String step) {
        Culprit culprit() {
            ArrayDeque<String> path = new ArrayDeque<>();
            Place place = this;
            while (place.from != null) {
                path.addFirst(place.step);
                place = place.from;
            }
            return new Culprit(object, List.copyOf(path));
        }
    }

    private static final class Search {
        private final Predicate<Object> wanted;
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private final ArrayDeque<Place> next = new ArrayDeque<>();

        Search(Predicate<Object> wanted) {
            this.wanted = wanted;
        }

        @Nullable Culprit from(Object root) {
            seen.add(root);
            next.add(new Place(root, null, ""));
            while (!next.isEmpty() && seen.size() < MOST_OBJECTS) {
                Place place = next.remove();
                if (wanted.test(place.object)) {
                    return place.culprit();
                }
                expand(place);
            }
            return null;
        }

        private void expand(Place place) {
            Object object = place.object;
            Class<?> type = object.getClass();
            if (type.isArray()) {
                if (!type.getComponentType().isPrimitive()) {
                    for (int i = 0; i < Array.getLength(object); i++) {
                        add(place, Array.get(object, i), "[" + i + "]");
                    }
                }
            } else if (object instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : new ArrayList<>(map.entrySet())) {
                    String key = Describe.key(entry.getKey());
                    add(place, entry.getKey(), "key " + key);
                    add(place, entry.getValue(), "[" + key + "]");
                }
            } else if (object instanceof Collection<?> collection) {
                int index = 0;
                for (Object element : new ArrayList<@Nullable Object>(collection)) {
                    add(place, element, "[" + index++ + "]");
                }
            }
            for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
                fields(place, owner);
            }
        }

        private void fields(Place place, Class<?> owner) {
            for (Field field : owner.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (Modifier.isStatic(modifiers)
                        || Modifier.isTransient(modifiers)
                        || field.getType().isPrimitive()) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    add(place, field.get(place.object), "field '" + field.getName() + "'");
                } catch (InaccessibleObjectException | IllegalAccessException e) {
                    return; // nor would the other fields of this class be open
                }
            }
        }

        private void add(Place from, @Nullable Object object, String step) {
            if (object != null && seen.add(object)) {
                next.add(new Place(object, from, step));
            }
        }
    }
}
