package dev.brood.codec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// The forms of the JDK's collections. The classes of many are not public; an example tells.
final class CollectionForms {
    private CollectionForms() {}

    static void list(Map<Class<?>, Form> forms) {
        lists(forms);
        sets(forms);
        maps(forms);
    }

    @SuppressWarnings("JdkObsolete") // not a choice but an example
    private static void lists(Map<Class<?>, Form> forms) {
        forms.put(ArrayList.class, new Lists(Tag.ARRAY_LIST));
        forms.put(LinkedList.class, new Lists(Tag.LINKED_LIST));
        forms.put(ArrayDeque.class, new Lists(Tag.ARRAY_DEQUE));
        Form listOf = new Lists(Tag.LIST_OF);
        forms.put(List.of().getClass(), listOf);
        forms.put(List.of(1).getClass(), listOf);
        // Views travel as what one would copy them to.
        forms.put(List.of(1, 2, 3).subList(0, 2).getClass(), listOf);
        forms.put(new ArrayList<>().subList(0, 0).getClass(), new Lists(Tag.ARRAY_LIST));
        forms.put(Arrays.asList(1).getClass(), new Lists(Tag.AS_LIST));
        List<Object> array = new ArrayList<>();
        List<Object> linked = new LinkedList<>();
        Collection<Object> any = new ArrayList<>();
        forms.put(Collections.unmodifiableList(array).getClass(), new Lists(Tag.UNMODIFIABLE_LIST));
        forms.put(
                Collections.unmodifiableList(linked).getClass(),
                new Lists(Tag.UNMODIFIABLE_LINKED_LIST));
        forms.put(
                Collections.unmodifiableCollection(any).getClass(),
                new Lists(Tag.UNMODIFIABLE_COLLECTION));
        forms.put(Collections.emptyList().getClass(), new Lists(Tag.EMPTY_LIST));
        forms.put(Collections.singletonList(1).getClass(), new Lists(Tag.SINGLETON_LIST));
    }

    private static void sets(Map<Class<?>, Form> forms) {
        forms.put(HashSet.class, new Sets(Tag.HASH_SET));
        forms.put(LinkedHashSet.class, new Sets(Tag.LINKED_HASH_SET));
        forms.put(TreeSet.class, new Sets(Tag.TREE_SET));
        Form setOf = new Sets(Tag.SET_OF);
        forms.put(Set.of().getClass(), setOf);
        forms.put(Set.of(1).getClass(), setOf);
        Set<Object> hash = new HashSet<>();
        SortedSet<Object> sorted = new TreeSet<>();
        NavigableSet<Object> navigable = new TreeSet<>();
        forms.put(Collections.unmodifiableSet(hash).getClass(), new Sets(Tag.UNMODIFIABLE_SET));
        forms.put(
                Collections.unmodifiableSortedSet(sorted).getClass(),
                new Sets(Tag.UNMODIFIABLE_SORTED_SET));
        forms.put(
                Collections.unmodifiableNavigableSet(navigable).getClass(),
                new Sets(Tag.UNMODIFIABLE_NAVIGABLE_SET));
        forms.put(Collections.emptySet().getClass(), new Sets(Tag.EMPTY_SET));
        forms.put(Collections.singleton(1).getClass(), new Sets(Tag.SINGLETON));
    }

    private static void maps(Map<Class<?>, Form> forms) {
        forms.put(HashMap.class, new Maps(Tag.HASH_MAP));
        forms.put(LinkedHashMap.class, new Maps(Tag.LINKED_HASH_MAP));
        forms.put(TreeMap.class, new Maps(Tag.TREE_MAP));
        forms.put(ConcurrentHashMap.class, new Maps(Tag.CONCURRENT_HASH_MAP));
        Form mapOf = new Maps(Tag.MAP_OF);
        forms.put(Map.of().getClass(), mapOf);
        forms.put(Map.of(1, 1).getClass(), mapOf);
        Map<Object, Object> hash = new HashMap<>();
        SortedMap<Object, Object> sorted = new TreeMap<>();
        NavigableMap<Object, Object> navigable = new TreeMap<>();
        forms.put(Collections.unmodifiableMap(hash).getClass(), new Maps(Tag.UNMODIFIABLE_MAP));
        forms.put(
                Collections.unmodifiableSortedMap(sorted).getClass(),
                new Maps(Tag.UNMODIFIABLE_SORTED_MAP));
        forms.put(
                Collections.unmodifiableNavigableMap(navigable).getClass(),
                new Maps(Tag.UNMODIFIABLE_NAVIGABLE_MAP));
        forms.put(Collections.emptyMap().getClass(), new Maps(Tag.EMPTY_MAP));
        forms.put(Collections.singletonMap(1, 1).getClass(), new Maps(Tag.SINGLETON_MAP));
        forms.put(Map.entry(1, 1).getClass(), new Maps(Tag.ENTRY));
    }
}
