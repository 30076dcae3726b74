package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.DayOfWeek;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

final class CollectionsTest {

    @SuppressWarnings("JdkObsolete") // what is sent, not what is recommended
    static Stream<Collection<?>> lists() {
        return Stream.of(
                new ArrayList<>(),
                new ArrayList<>(Arrays.asList("a", null, 3)),
                new LinkedList<>(List.of(1, 2)),
                List.of(),
                List.of(1),
                List.of(1, 2),
                List.of(1, 2, 3),
                Stream.of(1, null, 3).toList(),
                Arrays.asList(1, null),
                Collections.emptyList(),
                Collections.singletonList(null),
                Collections.nCopies(3, "x"),
                Collections.unmodifiableList(new ArrayList<>(List.of(1, 2))),
                Collections.unmodifiableList(new LinkedList<>(List.of(1, 2))),
                Collections.synchronizedList(new ArrayList<>(List.of(1, 2))),
                new CopyOnWriteArrayList<>(List.of(1, 2)),
                new Vector<>(List.of(1, 2)));
    }

    static Stream<Set<?>> sets() {
        return Stream.of(
                new HashSet<>(),
                new HashSet<>(Arrays.asList("a", null, 3)),
                new LinkedHashSet<>(Arrays.asList("z", null, "a")),
                new TreeSet<>(Set.of("a", "b")),
                EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY),
                EnumSet.noneOf(DayOfWeek.class),
                Set.of(),
                Set.of(1),
                Set.of(1, 2, 3),
                Collections.emptySet(),
                Collections.singleton("x"),
                Collections.unmodifiableSet(new HashSet<>(Set.of(1, 2))),
                Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(1, 2))),
                Collections.unmodifiableNavigableSet(new TreeSet<>(Set.of(1, 2))),
                ConcurrentHashMap.newKeySet());
    }

    static Stream<Map<?, ?>> maps() {
        Map<Object, Object> nulls = new HashMap<>();
        nulls.put(null, 1);
        nulls.put("x", null);
        return Stream.of(
                new HashMap<>(),
                nulls,
                new LinkedHashMap<>(nulls),
                new TreeMap<>(Map.of("a", 1, "b", 2)),
                new ConcurrentHashMap<>(Map.of("a", 1, "b", 2)),
                new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1, DayOfWeek.SUNDAY, 2)),
                new EnumMap<>(DayOfWeek.class),
                Map.of(),
                Map.of(1, 2),
                Map.of(1, 2, 3, 4),
                Collections.emptyMap(),
                Collections.singletonMap("x", null),
                Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
                Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(1, 2))),
                Collections.unmodifiableNavigableMap(new TreeMap<>(Map.of(1, 2))),
                new ConcurrentSkipListMap<>(Map.of(1, 2)));
    }

    @Test
    void decode_entry_isEqual() {
        RoundTrip.keeps(List.of(Map.entry("k", 1), new SimpleEntry<>("k", null)));
    }

    @ParameterizedTest
    @MethodSource({"lists", "sets", "maps"})
    void decode_collection_isEqualAndOfSameClass(Object collection) {
        RoundTrip.keeps(collection);
    }

    @Test
    void decode_deque_keepsOrderAndClass() {
        ArrayDeque<Integer> deque = new ArrayDeque<>(List.of(3, 1, 2));
        ArrayDeque<Integer> arrived = RoundTrip.of(deque);
        assertThat(arrived).containsExactly(3, 1, 2);
    }

    @Test
    void decode_priorityQueue_keepsOrderAndComparator() {
        PriorityQueue<Integer> queue = new PriorityQueue<>(Comparator.reverseOrder());
        queue.addAll(List.of(1, 3, 2));
        assertThat(RoundTrip.of(queue).poll()).isEqualTo(3);
    }

    @Test
    void decode_unmodifiableCollection_keepsContent() {
        Collection<Integer> view = Collections.unmodifiableCollection(List.of(2, 1));
        Collection<Integer> arrived = RoundTrip.of(view);
        assertThat(arrived).containsExactly(2, 1).hasSameClassAs(view);
        assertThatThrownBy(() -> arrived.add(3)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void decode_unmodifiableSortedMap_keepsComparator() {
        TreeMap<String, Integer> map = new TreeMap<>(Comparator.reverseOrder());
        map.putAll(Map.of("a", 1, "b", 2));
        assertThat(RoundTrip.of(Collections.unmodifiableSortedMap(map)).firstKey()).isEqualTo("b");
    }

    @Test
    void decode_listOf_refusesChange() {
        List<Integer> arrived = RoundTrip.of(List.of(1, 2, 3));
        assertThatThrownBy(() -> arrived.add(4)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void decode_asList_keepsFixedSize() {
        List<Integer> arrived = RoundTrip.of(Arrays.asList(1, 2));
        arrived.set(0, 9);
        assertThat(arrived).containsExactly(9, 2);
        assertThatThrownBy(() -> arrived.add(4)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void decode_linkedContainers_keepInsertionOrder() {
        Map<Integer, String> map = new LinkedHashMap<>();
        Set<Integer> set = new LinkedHashSet<>();
        for (int i = 100; i > 0; i--) {
            map.put(i * 7919 % 1000, "x");
            set.add(i * 7919 % 1000);
        }
        assertThat(List.copyOf(RoundTrip.of(map).keySet())).isEqualTo(List.copyOf(map.keySet()));
        assertThat(List.copyOf(RoundTrip.of(set))).isEqualTo(List.copyOf(set));
    }

    @Test
    void decode_sublists_areCopies() {
        List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3, 4));
        assertThat(RoundTrip.<List<Integer>>of(numbers.subList(1, 3))).containsExactly(2, 3);
        assertThat(RoundTrip.<List<Integer>>of(List.of(1, 2, 3, 4).subList(1, 3)))
                .containsExactly(2, 3);
    }

    @Test
    void decode_subclassOfListedClass_goesTheGeneralWay() {
        Stack stack = new Stack();
        stack.add("x");
        stack.depth = 7;
        Stack arrived = RoundTrip.of(stack);
        assertThat(arrived).isEqualTo(stack);
        assertThat(arrived.depth).isEqualTo(7);
    }

    @Test
    void decode_identityMap_keepsContent() {
        IdentityHashMap<Object, Object> map = new IdentityHashMap<>();
        map.put(DayOfWeek.MONDAY, 1);
        assertThat(RoundTrip.of(map)).containsKey(DayOfWeek.MONDAY).hasSameClassAs(map);
    }

    @Test
    void decode_largeContainers_areEqual() {
        List<Object> list = new ArrayList<>();
        Map<Object, Object> map = new HashMap<>();
        Set<Object> set = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            list.add(List.of(i));
            map.put("k" + i, i);
            set.add((long) i);
        }
        RoundTrip.keeps(list);
        RoundTrip.keeps(map);
        RoundTrip.keeps(set);
    }

    private static final class Stack extends ArrayList<Object> {
        private static final long serialVersionUID = 1;
        private int depth;
    }
}
