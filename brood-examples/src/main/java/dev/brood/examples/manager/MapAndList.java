package dev.brood.examples.manager;

import dev.brood.Brood;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.Manager;

import java.util.List;
import java.util.Optional;

/// A child fills a map and turns a list round; its parent sees both.
///
/// Counterpart of the tutorial's `manager.dict()` and `manager.list(range(10))`. Where Python puts
/// `None` there is an empty [Optional], as a `ConcurrentMap` has no null.
final class MapAndList {
    static void main() throws InterruptedException {
        try (Manager manager = Brood.local().manager()) {
            ManagedMap<Object, Object> map = manager.map();
            ManagedList<Integer> list = manager.list(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
            Brood.local().start(() -> change(map, list)).join();
            IO.println(map);
            IO.println(list);
        }
    }

    private static void change(ManagedMap<Object, Object> map, ManagedList<Integer> list) {
        map.put(1, "1");
        map.put("2", 2);
        map.put(0.25, Optional.empty());
        list.reverse();
    }
}
