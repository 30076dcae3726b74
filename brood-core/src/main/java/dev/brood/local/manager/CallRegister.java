package dev.brood.local.manager;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The clients of a server that are connected.
final class CallRegister {
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    void add(Session session) {
        sessions.add(session);
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    /// Interrupts the calls that wait in an object that was closed.
    void interrupt(Served served) {
        sessions.forEach(session -> session.interrupt(served));
    }

    /// Closes all connections.
    void closeAll() {
        sessions.forEach(Session::close);
    }
}
