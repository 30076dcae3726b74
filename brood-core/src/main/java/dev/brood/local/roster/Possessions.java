package dev.brood.local.roster;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/// What a process has that the system would take from a JVM at its end, of a process that is a
/// thread: mappings, sockets. Each is remembered only as long as others do.
final class Possessions implements AutoCloseable {
    private final Set<AutoCloseable> all =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private volatile boolean closed;

    void add(AutoCloseable possession) {
        all.add(possession);
        if (closed) {
            take(possession); // the process has ended meanwhile
        }
    }

    /// Takes all.
    @Override
    public void close() {
        closed = true;
        List<AutoCloseable> had;
        synchronized (all) {
            had = List.copyOf(all);
        }
        had.forEach(Possessions::take);
    }

    private static void take(AutoCloseable possession) {
        try {
            possession.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot close " + possession, e);
        }
    }
}
