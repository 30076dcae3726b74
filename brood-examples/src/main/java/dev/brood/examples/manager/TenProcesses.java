package dev.brood.examples.manager;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.Manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ten children write into one map and one list.
///
/// Counterpart of the tutorial's `with Manager() as manager`, and of its question whether parent
/// and children have the same map: all of them print its name.
final class TenProcesses {
    static void main() throws InterruptedException {
        try (Manager manager = Brood.local().manager()) {
            ManagedMap<Object, Object> map = manager.map();
            ManagedList<Integer> list = manager.list(List.of(0, 1, 2, 3, 4));
            IO.println("main " + map.name());
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                children.add(Brood.local().start(() -> write(map, list, number)));
            }
            for (ChildProcess child : children) {
                child.join();
            }
            IO.println(map);
            IO.println(list);
        }
    }

    private static void write(
            ManagedMap<Object, Object> map, ManagedList<Integer> list, int number) {
        map.put(number, "1");
        map.put("2", 2);
        map.put(0.25, Optional.empty());
        list.add(number);
        IO.println("child " + map.name());
    }
}
