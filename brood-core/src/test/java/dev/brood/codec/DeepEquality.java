package dev.brood.codec;

import dev.brood.Fn;
import dev.brood.Task;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Compares two graphs of objects part by part: classes, content, and which parts are the same.
@SuppressWarnings("ReferenceEquality") // what was one object is to be one object
final class DeepEquality {
    private final IdentityHashMap<Object, Object> known = new IdentityHashMap<>();

    private DeepEquality() {}

    /// Returns null if they are equal, or else where they differ.
    static String difference(Object expected, Object actual) {
        try {
            return new DeepEquality().compare(expected, actual, "value");
        } catch (Exception e) {
            return e.toString();
        }
    }

    private String compare(Object expected, Object actual, String path) throws Exception {
        if (expected == null || actual == null) {
            return expected == actual ? null : path + " is null on one side";
        }
        Object before = known.get(expected);
        if (before != null && isShared(expected)) {
            return before == actual ? null : path + " is not the same as before";
        }
        if (before != null) {
            return null;
        }
        known.put(expected, actual);
        boolean function = expected instanceof Task || expected instanceof Fn;
        if (!function && expected.getClass() != actual.getClass()) {
            return path + ": " + expected.getClass() + " became " + actual.getClass();
        }
        return content(expected, actual, path);
    }

    /// Java serialization sees its own copies of what can't change, so identity is not compared
    /// there.
    private static boolean isShared(Object value) {
        return value instanceof ValueGenerator.Bean;
    }

    private String content(Object expected, Object actual, String path) throws Exception {
        return switch (expected) {
            case Object _ when expected.getClass().isArray() -> array(expected, actual, path);
            case Set<?> set -> set.equals(actual) ? null : path + ": sets differ";
            case Collection<?> collection ->
                    inOrder(collection.iterator(), ((Collection<?>) actual).iterator(), path);
            case Map<?, ?> map -> map(map, (Map<?, ?>) actual, path);
            case Record _ -> components(expected, actual, path);
            case Optional<?> optional ->
                    compare(optional.orElse(null), ((Optional<?>) actual).orElse(null), path + "?");
            case ValueGenerator.Bean bean ->
                    compare(bean.value(), ((ValueGenerator.Bean) actual).value(), path + ".value");
            case Task<?> task -> compare(task.call(), ((Task<?>) actual).call(), path + "()");
            case Fn<?, ?> fn ->
                    compare(fn.apply(null), ((Fn<?, ?>) actual).apply(null), path + "()");
            case Throwable throwable -> throwable(throwable, (Throwable) actual, path);
            default ->
                    expected.equals(actual) ? null : path + ": " + expected + " became " + actual;
        };
    }

    private String array(Object expected, Object actual, String path) throws Exception {
        int length = Array.getLength(expected);
        if (length != Array.getLength(actual)) {
            return path + ": length " + length + " became " + Array.getLength(actual);
        }
        for (int i = 0; i < length; i++) {
            Object element = Array.get(expected, i);
            String difference =
                    expected instanceof Object[]
                            ? compare(element, Array.get(actual, i), path + "[" + i + "]")
                            : element.equals(Array.get(actual, i)) ? null : path + "[" + i + "]";
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private String inOrder(Iterator<?> expected, Iterator<?> actual, String path) throws Exception {
        int index = 0;
        while (expected.hasNext() && actual.hasNext()) {
            String step = path + "[" + index++ + "]";
            String difference = compare(expected.next(), actual.next(), step);
            if (difference != null) {
                return difference;
            }
        }
        return expected.hasNext() == actual.hasNext() ? null : path + ": sizes differ";
    }

    private String map(Map<?, ?> expected, Map<?, ?> actual, String path) throws Exception {
        if (!expected.keySet().equals(actual.keySet())) {
            return path + ": keys differ";
        }
        for (Map.Entry<?, ?> entry : expected.entrySet()) {
            String step = path + "[" + entry.getKey() + "]";
            String difference = compare(entry.getValue(), actual.get(entry.getKey()), step);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private String components(Object expected, Object actual, String path) throws Exception {
        for (RecordComponent component : expected.getClass().getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            String difference =
                    compare(
                            component.getAccessor().invoke(expected),
                            component.getAccessor().invoke(actual),
                            path + "." + component.getName());
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static String throwable(Throwable expected, Throwable actual, String path) {
        boolean same =
                Objects.equals(expected.getMessage(), actual.getMessage())
                        && java.util.Arrays.equals(expected.getStackTrace(), actual.getStackTrace())
                        && expected.getSuppressed().length == actual.getSuppressed().length;
        return same ? null : path + ": throwables differ";
    }
}
