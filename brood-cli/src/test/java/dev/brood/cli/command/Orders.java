package dev.brood.cli.command;

import dev.brood.ManagedMap;

/// Classes that a server does not know by itself.
final class Orders {
    private Orders() {}

    /// What clients put into the server.
    ///
    /// @param what a text
    /// @param count a number
    record Order(String what, int count) {}

    /// Has the server count.
    static int countUp(ManagedMap<String, Integer> map, String key) {
        return map.compute(key, (_, before) -> before == null ? 1 : before + 1);
    }
}
