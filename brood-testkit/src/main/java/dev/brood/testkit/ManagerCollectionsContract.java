package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ManagedDeque;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.ManagedSet;
import dev.brood.ManagedValue;
import dev.brood.Manager;
import dev.brood.Namespace;
import dev.brood.SharedQueue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/// What the collections and values of every engine's [Manager] do: rows G-09 to G-13 of CPython's
/// `multiprocessing`, and its tests `_TestContainers` and `TestSyncManagerTypes`.
public abstract class ManagerCollectionsContract extends EngineContract {
    private static final int MANY = 2000;

    private Manager manager;

    /// For subclasses.
    protected ManagerCollectionsContract() {}

    /// Starts the manager.
    @BeforeAll
    void startManager() {
        manager = brood().manager();
    }

    /// Ends it.
    @AfterAll
    void endManager() {
        manager.close();
    }

    private static void end(ChildProcess child) throws InterruptedException {
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.failure()).isEmpty();
    }

    @Test
    @Covers({"G-09", "G-12", "_TestContainers.test_dict", "TestSyncManagerTypes.test_dict"})
    void map_isOneForAllProcesses() throws Exception {
        ManagedMap<Object, Object> map = manager.map();
        end(
                brood().start(() -> {
                    for (int i = 65; i < 70; i++) {
                        map.put(i, (char) i);
                    }
                }));
        assertThat(map).hasSize(5).containsEntry(65, 'A').containsEntry(69, 'E');
        assertThat(map.keySet()).containsExactlyInAnyOrder(65, 66, 67, 68, 69);
        assertThat(map.values()).containsExactlyInAnyOrder('A', 'B', 'C', 'D', 'E');
        assertThat(map.copy()).isEqualTo(map);
        assertThat(map.toString()).hasSize(30).contains("65=A", "69=E");
        assertThat(map.getAll(List.of(69, 70, 65))).containsExactly(e(69, 'E'), e(65, 'A'));
        assertThat(map.getOrDefault(70, "none")).isEqualTo("none");
        end(
                brood().start(() -> {
                    assertThat(map.remove(65)).isEqualTo('A');
                    map.keySet().remove(66);
                    map.entrySet().removeIf(each -> each.getKey().equals(67));
                    map.values().remove('D');
                    map.remove(69, 'E');
                }));
        assertThat(map).isEmpty();
        assertThat(map.get(65)).isNull();
        assertThatThrownBy(() -> map.put("key", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> map.get(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void collections_keepTheOrderOfInsertion() {
        ManagedMap<Integer, String> map = manager.map();
        map.put(2, "b");
        map.put(1, "a");
        map.put(3, "c");
        map.put(2, "B");
        assertThat(map.keySet()).containsExactly(2, 1, 3);
        assertThat(map.copy()).containsExactlyEntriesOf(map);
        assertThat(map).hasToString("{2=B, 1=a, 3=c}");
        ManagedSet<String> set = manager.set(List.of("b", "a"));
        assertThat(set.addAll(List.of("c", "b"))).isTrue();
        assertThat(set).containsExactly("b", "a", "c");
    }

    private static Map.Entry<Object, Object> e(Object key, Object value) {
        return Map.entry(key, value);
    }

    @Test
    void map_functions_runInTheServer() {
        ManagedMap<String, Long> pids = manager.map();
        assertThat(pids.computeIfAbsent("pid", _ -> ChildProcess.current().pid()))
                .isEqualTo(manager.pid());
    }

    @Test
    void map_functions_areOneStep() throws Exception {
        ManagedMap<String, Integer> map = manager.map(Map.of("a", 1));
        int many = scaled(MANY);
        assertThat(map.compute("a", (_, old) -> old + 1)).isEqualTo(2);
        assertThat(map.compute("b", (_, old) -> old == null ? 7 : 0)).isEqualTo(7);
        assertThat(map.computeIfPresent("b", (_, _) -> null)).isNull();
        assertThat(map.computeIfPresent("b", (_, _) -> 1)).isNull();
        assertThat(map.merge("a", 5, Integer::sum)).isEqualTo(7);
        assertThat(map.putIfAbsent("a", 1)).isEqualTo(7);
        assertThat(map.replace("a", 7, 8)).isTrue();
        assertThat(map.replace("a", 7, 9)).isFalse();
        map.replaceAll((_, value) -> value * 10);
        assertThat(map).containsOnly(Map.entry("a", 80));
        assertThatThrownBy(() ->
                        map.replaceAll((_, _) -> {
                            throw new IllegalStateException("half way");
                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("half way");
        assertThat(map).containsOnly(Map.entry("a", 80));

        end(
                brood().start(() -> {
                    for (int i = 0; i < many; i++) {
                        map.merge("count", 1, Integer::sum);
                    }
                }));
        BiFunction<Integer, Integer, Integer> plain = Integer::sum; // can't travel
        for (int i = 0; i < 50; i++) {
            map.merge("count", 1, plain);
        }
        assertThat(map).containsEntry("count", many + 50);
    }

    @Test
    @Covers({"_TestContainers.test_dict_iter"})
    void map_iteration_goesOn_whateverOthersDo() {
        ManagedMap<Integer, Integer> map = manager.map();
        for (int i = 0; i < 50; i++) {
            map.put(i, i);
        }
        Iterator<Map.Entry<Integer, Integer>> entries = map.entrySet().iterator();
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            seen.add(entries.next().getKey());
        }
        for (int i = 0; i < 50; i++) {
            map.remove(i);
            map.put(100 + i, i);
        }
        map.putAll(map(200, MANY));
        entries.forEachRemaining(entry -> seen.add(entry.getKey()));
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen.subList(0, 10))
                .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
        assertThat(seen).containsAll(IntStream.range(200, 200 + MANY).boxed().toList());
        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
        for (Map.Entry<Integer, Integer> entry : map.entrySet()) {
            entry.setValue(-entry.getKey());
        }
        assertThat(map).containsEntry(100, -100).containsEntry(200, -200);
    }

    private static Map<Integer, Integer> map(int first, int count) {
        Map<Integer, Integer> map = new java.util.TreeMap<>();
        for (int i = first; i < first + count; i++) {
            map.put(i, i);
        }
        return map;
    }

    @Test
    @Covers({"G-12", "_TestContainers.test_list", "TestSyncManagerTypes.test_list"})
    void list_isOneForAllProcesses() throws Exception {
        ManagedList<Object> list = manager.list(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(list.get(5)).isEqualTo(5);
        assertThat(list.slice(2, 5)).containsExactly(2, 3, 4);
        end(
                brood().start(() -> {
                    list.reverse();
                    list.addAll(List.of("a", "b"));
                    list.subList(0, 8).clear();
                    list.add(0, null);
                }));
        assertThat(list).containsExactly(null, 1, 0, "a", "b").hasToString("[null, 1, 0, a, b]");
        assertThat(list.indexOf("a")).isEqualTo(3);
        assertThat(list).isEqualTo(java.util.Arrays.asList(null, 1, 0, "a", "b"));
        assertThat(list.removeFirst()).isNull();
        assertThat(list.remove((Object) "b")).isTrue();
        assertThat(list.remove(2)).isEqualTo("a");
        list.updateAll(each -> (Integer) each + 10);
        assertThat(list).containsExactly(11, 10);
        list.sort(null);
        assertThat(list).containsExactly(10, 11);
        Comparator<Object> plain = (a, b) -> (Integer) b - (Integer) a; // can't travel
        list.sort(plain);
        assertThat(list).containsExactly(11, 10);
        assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        list.clear();
        assertThat(list).isEmpty();
    }

    @Test
    @Covers({"_TestContainers.test_list_iter"})
    void list_iteration_seesWhatIsAppended() {
        int many = scaled(MANY);
        ManagedList<Integer> list = manager.list(List.of(0, 1, 2));
        Iterator<Integer> numbers = list.iterator();
        assertThat(numbers.next()).isZero();
        for (int i = 3; i < many; i++) {
            list.add(i);
        }
        List<Integer> seen = new ArrayList<>();
        numbers.forEachRemaining(seen::add);
        assertThat(seen).containsExactlyElementsOf(IntStream.range(1, many).boxed().toList());
        assertThatThrownBy(numbers::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @Covers({
        "G-13",
        "_TestContainers.test_list_proxy_in_list",
        "_TestContainers.test_dict_proxy_nested",
        "_TestContainers.test_nested_queue"
    })
    void objects_inObjects_areTheSameByEveryPath() throws Exception {
        ManagedMap<String, ManagedList<Object>> outer = manager.map();
        ManagedList<Object> inner = manager.list(List.of("x"));
        outer.put("list", inner);
        outer.get("list").add("y");
        assertThat(inner).containsExactly("x", "y");
        assertThat(outer.get("list")).isSameAs(inner);
        end(brood().start(() -> outer.get("list").add("z")));
        assertThat(inner).hasSize(3);
        ManagedMap<String, List<Object>> plain = manager.map();
        plain.put("list", new ArrayList<>(List.of("x")));
        plain.get("list").add("y");
        assertThat(plain.get("list")).as("a copy was changed").containsExactly("x");
        outer.clear();
        assertThat(inner).as("lives on").containsExactly("x", "y", "z");

        ManagedList<Object> itself = manager.list();
        itself.add(itself);
        assertThat(itself.get(0)).isSameAs(itself);
        assertThat(itself).hasToString("[(this Collection)]");

        ManagedMap<String, SharedQueue<Integer>> queues = manager.map();
        queues.put("first", manager.queue(2));
        queues.get("first").put(7);
        end(
                brood().start(() -> {
                    SharedQueue<Integer> queue = queues.get("first");
                    queue.put(queue.take() + 1);
                }));
        assertThat(queues.get("first").take()).isEqualTo(8);
    }

    @Test
    @Covers({"G-09", "G-12"})
    void set_isOneForAllProcesses() throws Exception {
        ManagedSet<String> set = manager.set(List.of("b", "a"));
        end(
                brood().start(() -> {
                    assertThat(set.add("a")).isFalse();
                    assertThat(set.addAll(List.of("c", "b"))).isTrue();
                }));
        assertThat(set).hasSize(3).isEqualTo(Set.of("a", "b", "c"));
        assertThat(set.removeAll(List.of("b", "x"))).isTrue();
        assertThat(set.retainAll(Set.of("c"))).isTrue();
        assertThat(set.copy()).containsExactly("c");
        set.iterator().forEachRemaining(set::remove);
        assertThat(set).isEmpty();
    }

    @Test
    @Covers("G-09")
    void deque_givesAndTakesAtBothEnds_andWaits() throws Exception {
        ManagedDeque<Integer> deque = manager.deque(3);
        deque.addLast(2);
        deque.addFirst(1);
        assertThat(deque.addAll(List.of(3))).isTrue();
        assertThat(deque.offer(4)).isFalse();
        assertThatThrownBy(() -> deque.addAll(List.of(4, 5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("has no room for 2 items; none was added");
        assertThat(deque.descendingIterator()).toIterable().containsExactly(3, 2, 1);
        assertThat(deque.takeLast()).isEqualTo(3);
        assertThat(deque.pollFirst()).isEqualTo(1);
        assertThat(deque.pop()).isEqualTo(2);
        assertThat(deque.pollLast(1, TimeUnit.MILLISECONDS)).isNull();
        assertThatThrownBy(deque::getFirst).isInstanceOf(NoSuchElementException.class);
        ChildProcess child =
                brood().start(() -> {
                    deque.putFirst(deque.take() * 2);
                });
        deque.put(21);
        end(child);
        assertThat(deque.take()).isEqualTo(42);
    }

    @Test
    @Covers({"G-11", "TestSyncManagerTypes.test_value"})
    void value_isOneForAllProcesses() throws Exception {
        ManagedValue<String> text = manager.value("Hello");
        end(brood().start(() -> text.updateAndGet(value -> value + ", World!")));
        assertThat(text.get()).isEqualTo("Hello, World!");
        assertThat(text).hasToString("Hello, World!");
        assertThat(text.getAndSet("x")).isEqualTo("Hello, World!");
        assertThat(text.compareAndSet("y", "z")).isFalse();
        assertThat(text.compareAndSet("x", "z")).isTrue();
        assertThat(text.getAndUpdate(_ -> null)).isEqualTo("z");
        assertThat(text.get()).isNull();
        int many = scaled(MANY);
        ManagedValue<Integer> number = manager.value(1);
        end(
                brood().start(() -> {
                    for (int i = 0; i < many; i++) {
                        number.updateAndGet(n -> n + 1);
                    }
                }));
        assertThat(number.get()).isEqualTo(many + 1);
    }

    @Test
    @Covers({"G-11", "TestSyncManagerTypes.test_array"})
    void array_keepsItsSize() throws Exception {
        ManagedList<Integer> array = manager.array(List.of(1, 2, 3));
        end(
                brood().start(() -> {
                    for (int i = 0; i < array.size(); i++) {
                        array.set(i, array.get(i) * 10);
                    }
                }));
        assertThat(array).containsExactly(10, 20, 30);
        assertThatThrownBy(() -> array.add(4))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("size never changes, it is 3");
        assertThatThrownBy(array::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @Covers({"G-10", "_TestContainers.test_namespace", "TestSyncManagerTypes.test_namespace"})
    void namespace_hasVariables() throws Exception {
        Namespace space = manager.namespace();
        space.set("name", "Bob");
        space.set("job", "Builder");
        space.set("_hidden", "hidden");
        assertThat(space).hasToString("Namespace(job=Builder, name=Bob)");
        end(
                brood().start(() -> {
                    assertThat(space.get("name", String.class)).isEqualTo("Bob");
                    space.delete("job");
                    space.set("x", 1);
                }));
        assertThat(space.names()).containsExactly("_hidden", "name", "x");
        assertThatThrownBy(() -> space.get("job"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("there is no variable 'job'; there are [_hidden, name, x]");
        assertThatThrownBy(() -> space.get("x", String.class))
                .isInstanceOf(ClassCastException.class);
    }
}
