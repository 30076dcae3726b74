package dev.brood.local.net;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/// The peers that have not proved yet who they are, the oldest first. When there are too many the
/// oldest is dropped: an honest one is done in a few milliseconds, so it is hardly ever that.
final class HalfOpen {
    private final int most;
    private final Set<Guest> guests = new LinkedHashSet<>(); // guarded by this
    private boolean closed; // guarded by this

    HalfOpen(int most) {
        this.most = most;
    }

    /// One such peer. Compared by identity.
    static final class Guest {
        final Wire wire;
        final String name;

        /// Why it was dropped, if it was; written before its wire is closed.
        private volatile @Nullable String dropped;

        Guest(Wire wire, String name) {
            this.wire = wire;
            this.name = name;
        }

        void drop(String reason) {
            if (dropped == null) {
                dropped = reason;
            }
            wire.close();
        }

        @Nullable String dropped() {
            return dropped;
        }
    }

    /// Lets one in, and drops the oldest if need be.
    synchronized void admit(Guest guest) {
        guests.add(guest);
        if (closed) {
            guest.drop("the listener was closed");
        }
        if (guests.size() > most) {
            dropOldest("more than " + most + " others came before it had proved who it is");
        }
    }

    /// Drops the oldest.
    synchronized void dropOldest(String reason) {
        Iterator<Guest> all = guests.iterator();
        if (all.hasNext()) {
            Guest oldest = all.next();
            all.remove();
            oldest.drop(reason);
        }
    }

    /// Lets go of one that has proved who it is, or is gone.
    synchronized void remove(Guest guest) {
        guests.remove(guest);
    }

    synchronized int size() {
        return guests.size();
    }

    synchronized void close() {
        closed = true;
        guests.forEach(guest -> guest.drop("the listener was closed"));
        guests.clear();
    }
}
