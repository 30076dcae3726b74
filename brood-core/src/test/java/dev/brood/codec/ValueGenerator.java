package dev.brood.codec;

import dev.brood.Fn;
import dev.brood.Task;

import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Makes values of every kind that the codec knows, nested and shared, from a seed.
final class ValueGenerator {
    private final RandomGenerator random;
    private final List<Object> made = new ArrayList<>();

    ValueGenerator(RandomGenerator random) {
        this.random = random;
    }

    record Pair(Object first, int number, Object second) {}

    record Numbers(byte b, short s, char c, long j, float f, double d, boolean z) {}

    static final class Bean implements Serializable {
        private static final long serialVersionUID = 1;
        private final Object value;

        Bean(Object value) {
            this.value = value;
        }

        Object value() {
            return value;
        }
    }

    /// Makes a value of at most some levels.
    Object value(int depth) {
        if (!made.isEmpty() && random.nextInt(12) == 0) {
            return made.get(random.nextInt(made.size()));
        }
        Object value =
                switch (depth <= 0 ? random.nextInt(2) : random.nextInt(6)) {
                    case 0 -> scalar();
                    case 1 -> array();
                    case 2 -> collection(depth - 1);
                    case 3 -> map(depth - 1);
                    case 4 -> objects(depth - 1);
                    default -> other(depth - 1);
                };
        if (value != null) {
            made.add(value);
        }
        return value;
    }

    /// Makes a value with value equality, fit to be a key.
    Object scalar() {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(-20, 120);
            case 2 -> random.nextLong();
            case 3 -> random.nextLong(1000);
            case 4 -> random.nextDouble();
            case 5 -> (float) random.nextDouble();
            case 6 -> random.nextBoolean();
            case 7 -> (byte) random.nextInt();
            case 8 -> (short) random.nextInt();
            case 9 -> (char) random.nextInt();
            case 10 -> new BigInteger(random.nextInt(200), new java.util.Random(random.nextLong()));
            case 11 -> new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(40));
            case 12 -> new UUID(random.nextLong(), random.nextLong());
            case 13 -> Duration.ofNanos(random.nextLong());
            case 14 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 15 -> LocalDateTime.ofEpochSecond(random.nextInt(), 5, ZoneOffset.UTC);
            case 16 -> DayOfWeek.of(1 + random.nextInt(7));
            case 17 -> List.of(int.class, String[].class, Map.Entry.class).get(random.nextInt(3));
            case 18 -> random.nextBoolean() ? Path.of(text()) : URI.create("x:" + random.nextInt());
            default -> text();
        };
    }

    private String text() {
        int limit = List.of(0x7F, 0xFF, 0xFFFF).get(random.nextInt(3));
        char[] text = new char[random.nextInt(30)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) (1 + random.nextInt(limit));
            if (Character.isSurrogate(text[i])) {
                text[i] = 'x'; // a path can't hold half a pair
            }
        }
        return new String(text);
    }

    private Object array() {
        int length = random.nextInt(10) == 0 ? 2000 : random.nextInt(10);
        return switch (random.nextInt(8)) {
            case 0 -> new boolean[length];
            case 1 -> {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                yield bytes;
            }
            case 2 -> new short[length];
            case 3 -> text().toCharArray();
            case 4 -> random.ints(length).toArray();
            case 5 -> random.longs(length).toArray();
            case 6 -> new float[length];
            default -> random.doubles(length).toArray();
        };
    }

    private Object collection(int depth) {
        List<Object> list = new ArrayList<>();
        Set<Object> set = new LinkedHashSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            list.add(value(depth));
            set.add(scalar());
        }
        List<Object> whole = list.stream().filter(Objects::nonNull).toList();
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> list;
            case 3 -> linked(list);
            case 4 -> new ArrayDeque<>(whole);
            case 5, 6 -> List.copyOf(whole);
            case 7 -> Arrays.asList(list.toArray());
            case 8 -> Collections.unmodifiableList(list);
            case 9 -> Collections.singletonList(value(depth));
            case 10 -> new HashSet<>(set);
            case 11 -> set;
            case 12 -> new TreeSet<>(List.of(random.nextInt(), random.nextInt()));
            case 13 -> EnumSet.of(DayOfWeek.FRIDAY, DayOfWeek.of(1 + random.nextInt(7)));
            case 14 -> Set.copyOf(set);
            default -> Collections.unmodifiableSet(set);
        };
    }

    @SuppressWarnings("JdkObsolete") // they travel too
    private static Collection<Object> linked(List<Object> list) {
        return new LinkedList<>(list);
    }

    private Object map(int depth) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            Object value = value(depth);
            map.put(scalar(), value == null ? 0 : value);
        }
        return switch (random.nextInt(9)) {
            case 0 -> map;
            case 1, 2 -> new HashMap<>(map);
            case 3 -> new ConcurrentHashMap<>(map);
            case 4 -> new TreeMap<>(Map.of(text(), value(depth) instanceof Pair ? 1 : 2));
            case 5 -> new EnumMap<>(Map.of(DayOfWeek.MONDAY, scalar()));
            case 6 -> Map.copyOf(map);
            case 7 -> Collections.unmodifiableMap(map);
            default -> Collections.singletonMap(text(), value(depth));
        };
    }

    private Object objects(int depth) {
        Object[] array = new Object[random.nextInt(5)];
        for (int i = 0; i < array.length; i++) {
            array[i] = value(depth);
        }
        if (random.nextInt(4) == 0) {
            return new String[] {text(), null, text()};
        }
        if (array.length > 0 && random.nextInt(4) == 0) {
            array[0] = random.nextBoolean() ? array : new Pair(array, 1, null);
        }
        return array;
    }

    private Object other(int depth) {
        return switch (random.nextInt(7)) {
            case 0, 1 -> new Pair(value(depth), random.nextInt(), value(depth));
            case 2 ->
                    new Numbers(
                            (byte) random.nextInt(),
                            (short) random.nextInt(),
                            (char) random.nextInt(),
                            random.nextLong(),
                            random.nextInt(),
                            random.nextDouble(),
                            random.nextBoolean());
            case 3 -> Optional.ofNullable(value(depth));
            case 4 -> new Bean(value(depth));
            case 5 -> {
                Object captured = value(depth);
                int number = random.nextInt();
                Task<Object> task = () -> List.of(Optional.ofNullable(captured), number);
                Fn<Object, Object> fn = _ -> captured;
                yield random.nextBoolean() ? task : fn;
            }
            default -> {
                Exception exception = new IllegalStateException(text());
                exception.addSuppressed(new IOException(text()));
                exception.setStackTrace(
                        Arrays.copyOf(exception.getStackTrace(), random.nextInt(3)));
                yield exception;
            }
        };
    }
}
