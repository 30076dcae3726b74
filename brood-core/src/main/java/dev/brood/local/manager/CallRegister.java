package dev.brood.local.manager;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The clients of a server that are connected.
final class CallRegister {
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    /// Returns those that are connected.
    Set<Session> sessions() {
        return sessions;
    }

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

    /// Closes all connections. Those of other programs say good-bye at once, each for itself, as
    /// one that does not listen must not hold up the end.
    void closeAll() {
        for (Session session : sessions) {
            if (session.trust().isRemote()) {
                var _ = Thread.startVirtualThread(session::close);
            } else {
                session.close();
            }
        }
    }

    /// Has others read in place of the threads that are stuck in a call.
    ///
    /// @return whether any client is in a call
    boolean replaceStuckReaders() {
        boolean any = false;
        for (Session session : sessions) {
            any |= session.replaceReaderIfStuck();
        }
        return any;
    }

    /// Returns whether any client is in a call.
    boolean hasCalls() {
        for (Session session : sessions) {
            if (session.isCalling()) {
                return true;
            }
        }
        return false;
    }
}
