package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Task;

import org.junit.jupiter.api.Test;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

final class SharingTest {

    private record Parent(String name, List<Child> children) {}

    private record Child(Parent parent, int age) {}

    private record Holder(Object content) {}

    @Test
    void decode_sharedContainers_areShared() {
        for (Object shared :
                List.of(
                        new ArrayList<>(),
                        new HashMap<>(),
                        new int[3],
                        new Object[1],
                        new Holder(1),
                        List.of(1, 2),
                        (Task<Integer>) () -> 1)) {
            Object[] arrived = RoundTrip.of(new Object[] {shared, shared, List.of(shared)});
            assertThat(arrived[1]).isSameAs(arrived[0]);
            assertThat(((List<?>) arrived[2]).getFirst()).isSameAs(arrived[0]);
        }
    }

    @Test
    void decode_manyShared_areShared() {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            list.add(new Holder(i));
        }
        list.addAll(List.copyOf(list));
        List<Object> arrived = RoundTrip.of(list);
        for (int i = 0; i < 1000; i++) {
            assertThat(arrived.get(1000 + i)).isSameAs(arrived.get(i)).isEqualTo(list.get(i));
        }
    }

    @Test
    void decode_cycleOfContainers_closes() {
        List<Object> list = new ArrayList<>();
        Map<Object, Object> map = new HashMap<>();
        Object[] array = {list, map};
        list.add(array);
        map.put("list", list);
        Object[] arrived = RoundTrip.of(array);
        assertThat(((List<?>) arrived[0]).getFirst()).isSameAs(arrived);
        assertThat(((Map<?, ?>) arrived[1]).get("list")).isSameAs(arrived[0]);
    }

    @Test
    void decode_containerInItself_closes() {
        List<Object> list = new ArrayList<>();
        list.add(Collections.unmodifiableList(list));
        List<?> arrived = RoundTrip.of(list);
        assertThat(((List<?>) arrived.getFirst()).getFirst()).isSameAs(arrived.getFirst());
    }

    @Test
    void decode_cycleThroughRecord_closes() {
        List<Object> content = new ArrayList<>();
        Holder holder = new Holder(content);
        content.add(1);
        content.add(holder);
        content.add(2);
        Holder arrived = RoundTrip.of(holder);
        List<?> list = (List<?>) arrived.content();
        assertThat(list).hasSize(3);
        assertThat(list.get(1)).isSameAs(arrived);
        assertThat(list.get(2)).isEqualTo(2);
    }

    @Test
    void decode_cycleThroughTwoRecords_closes() {
        List<Child> children = new ArrayList<>();
        Parent parent = new Parent("p", children);
        children.add(new Child(parent, 1));
        children.add(new Child(parent, 2));
        Parent arrived = RoundTrip.of(parent);
        assertThat(arrived.children()).extracting(Child::age).containsExactly(1, 2);
        assertThat(arrived.children()).allSatisfy(it -> assertThat(it.parent()).isSameAs(arrived));
    }

    @Test
    void decode_cycleThroughUnchangeables_closes() {
        Object[] array = new Object[6];
        array[0] =
                List.of(new Holder(Optional.of(Map.of("a", Set.of(List.of(new Holder(array)))))));
        array[1] = ((List<?>) array[0]).getFirst();
        array[2] = Collections.singletonMap("k", Arrays.asList(array, 1));
        array[3] = array[2];
        Holder root = new Holder(array);
        array[4] = Optional.of(root);
        array[5] = root;
        Holder arrivedRoot = RoundTrip.of(root);
        Object[] arrived = (Object[]) arrivedRoot.content();
        assertThat(arrived[1]).isSameAs(((List<?>) arrived[0]).getFirst());
        assertThat(arrived[3]).isSameAs(arrived[2]);
        assertThat(((List<?>) ((Map<?, ?>) arrived[2]).get("k")).getFirst()).isSameAs(arrived);
        assertThat(((Optional<?>) arrived[4]).orElseThrow()).isSameAs(arrivedRoot);
        assertThat(arrived[5]).isSameAs(arrivedRoot);
    }

    @Test
    void decode_cycleThroughMapsAndRecords_closes() {
        for (Map<Object, Object> map :
                List.of(
                        new HashMap<Object, Object>(),
                        new LinkedHashMap<Object, Object>(),
                        new ConcurrentHashMap<Object, Object>())) {
            Holder holder = new Holder(map);
            map.put("before", 1);
            map.put("self", holder);
            map.put("zafter", 2);
            Holder arrived = RoundTrip.of(holder);
            Map<?, ?> content = (Map<?, ?>) arrived.content();
            assertThat(content.get("self")).isSameAs(arrived);
            assertThat(List.copyOf(content.keySet())).isEqualTo(List.copyOf(map.keySet()));
        }
    }

    @Test
    void decode_cycleThroughDequeAndRecord_keepsOrder() {
        ArrayDeque<Object> deque = new ArrayDeque<>();
        Holder holder = new Holder(deque);
        deque.add(1);
        deque.add(holder);
        deque.add(3);
        Holder arrived = RoundTrip.of(holder);
        ArrayDeque<?> content = (ArrayDeque<?>) arrived.content();
        assertThat(content.poll()).isEqualTo(1);
        assertThat(content.poll()).isSameAs(arrived);
        assertThat(content.poll()).isEqualTo(3);
    }

    private static final class Key implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private record KeyHolder(Key key, Object other) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return 7;
        }
    }

    @Test
    void decode_setWithElementThatRefersBack_isFilled() {
        Set<Object> set = new HashSet<>();
        KeyHolder element = new KeyHolder(new Key(), set);
        set.add(element);
        set.add("other");
        Set<?> arrived = RoundTrip.of(set);
        assertThat(arrived).hasSize(2);
        assertThat(arrived.contains("other")).isTrue();
        KeyHolder holder =
                (KeyHolder) arrived.stream().filter(KeyHolder.class::isInstance).findAny().get();
        assertThat(holder.other()).isSameAs(arrived);
        assertThat(arrived.contains(holder)).isTrue();
    }

    @Test
    void decode_lambdaThatCapturesItsContainer_closes() throws Exception {
        List<Object> list = new ArrayList<>();
        list.add((Task<Object>) () -> list);
        List<?> arrived = RoundTrip.of(list);
        assertThat(((Task<?>) arrived.getFirst()).call()).isSameAs(arrived);
    }

    @Test
    void decode_lambdaInRecordItCaptures_closes() throws Exception {
        Object[] box = new Object[1];
        Holder holder = new Holder(box);
        box[0] = (Task<Object>) () -> holder;
        Holder arrived = RoundTrip.of(holder);
        Task<?> task = (Task<?>) ((Object[]) arrived.content())[0];
        assertThat(task.call()).isSameAs(arrived);
    }

    private static final class Node implements Serializable {
        private static final long serialVersionUID = 1;
        private Object first;
        private Object second;
    }

    @Test
    void decode_objectsInJavaSerialization_shareAmongEachOther() {
        Node shared = new Node();
        Node holder = new Node();
        holder.first = shared;
        holder.second = holder;
        Object[] arrived = RoundTrip.of(new Object[] {shared, holder, Map.of("k", holder), shared});
        Node arrivedHolder = (Node) arrived[1];
        assertThat(arrivedHolder.first).isSameAs(arrived[0]).isSameAs(arrived[3]);
        assertThat(arrivedHolder.second).isSameAs(arrivedHolder);
        assertThat(((Map<?, ?>) arrived[2]).get("k")).isSameAs(arrivedHolder);
    }

    @Test
    void decode_objectThatRefersToContainerAroundIt_closes() {
        List<Object> list = new ArrayList<>();
        Node node = new Node();
        node.first = list;
        node.second = new int[] {1};
        list.add(node);
        list.add(node.second);
        List<?> arrived = RoundTrip.of(list);
        Node arrivedNode = (Node) arrived.getFirst();
        assertThat(arrivedNode.first).isSameAs(arrived);
    }

    @Test
    void decode_objectThatRefersToRecordAroundIt_hasItsOwnCopy() {
        Node node = new Node();
        Holder holder = new Holder(node);
        node.first = holder;
        Holder arrived = RoundTrip.of(holder);
        Node arrivedNode = (Node) arrived.content();
        assertThat(((Holder) arrivedNode.first).content()).isSameAs(arrivedNode);
    }

    @Test
    void decode_objectThatRefersToRecordAroundItThroughAnother_hasItsOwnCopy() {
        for (int others : new int[] {0, 50}) {
            Node node = new Node();
            Holder holder = new Holder(node);
            node.first = new Child(new Parent("p", List.of(new Child(null, others))), 2);
            node.second = new Holder(List.of(holder));
            List<Object> list = new ArrayList<>(List.of(holder));
            for (int i = 0; i < others; i++) {
                list.add(new Object[i]);
            }
            list.add(holder);
            list.add(node);
            List<Object> arrived = RoundTrip.of(list);
            Holder arrivedHolder = (Holder) arrived.getFirst();
            Node arrivedNode = (Node) arrivedHolder.content();
            List<?> inner = (List<?>) ((Holder) arrivedNode.second).content();
            assertThat(((Holder) inner.getFirst()).content()).isSameAs(arrivedNode);
            assertThat(arrived.get(others + 1)).isSameAs(arrivedHolder);
            assertThat(arrived.getLast()).isSameAs(arrivedNode);
        }
    }

    @Test
    void decode_objectWithLambdaThatCapturesIt_closes() throws Exception {
        Node node = new Node();
        node.first = (Task<Object>) () -> node;
        node.second = node.first;
        Node arrived = RoundTrip.of(node);
        assertThat(((Task<?>) arrived.first).call()).isSameAs(arrived);
        assertThat(arrived.second).isSameAs(arrived.first);
    }
}
