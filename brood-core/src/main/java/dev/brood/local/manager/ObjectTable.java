package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.NameNotFoundException;
import dev.brood.NameTakenException;

import org.jspecify.annotations.Nullable;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The objects of a server.
///
/// The table itself refers to them weakly. What keeps an object is: a client's connection, which
/// counts the references that the client has got; an object that refers to its proxy, as a list
/// does to its elements; a name; that a reference to it has left for elsewhere. So what nobody can
/// reach is collected, cycles too.
final class ObjectTable {
    private final Address address;
    private final ReferenceQueue<Object> garbage = new ReferenceQueue<>();
    private final Map<Long, Entry> objects = new HashMap<>(); // guarded by this
    private final Map<Identity, Entry> byTarget = new HashMap<>(); // guarded by this
    private final Map<String, Served> names = new HashMap<>(); // guarded by this
    private final Set<Served> kept = new HashSet<>(); // guarded by this
    private final CallRegister calls;
    private long last; // guarded by this

    /// A reference to an object.
    private static final class Entry extends WeakReference<Served> {
        final long object;
        final Identity target;

        Entry(Served served, Identity target, ReferenceQueue<Object> garbage) {
            super(served, garbage);
            this.object = served.object();
            this.target = target;
        }
    }

    /// A target by identity, for looking it up.
    private static final class Identity extends WeakReference<Object> {
        private final int hash;

        Identity(Object target) {
            super(target);
            this.hash = System.identityHashCode(target);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // identity is what it is about
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Object own = get();
            return own != null && other instanceof Identity that && that.get() == own;
        }
    }

    ObjectTable(Address address, CallRegister calls) {
        this.address = address;
        this.calls = calls;
    }

    Address address() {
        return address;
    }

    /// Makes an object one that is served.
    ///
    /// @return the same for the same object
    synchronized Served serve(Object target, List<Class<?>> faces) {
        forgetGarbage();
        Identity identity = new Identity(target);
        Entry known = byTarget.get(identity);
        Served served = known == null ? null : known.get();
        if (served != null && served.faces().equals(faces)) {
            return served;
        }
        served = new Served(this, last++, target, faces);
        Entry entry = new Entry(served, identity, garbage);
        objects.put(served.object(), entry);
        byTarget.put(identity, entry);
        return served;
    }

    private void forgetGarbage() {
        Reference<?> next = garbage.poll();
        while (next != null) {
            if (next instanceof Entry entry) {
                objects.remove(entry.object, entry);
                byTarget.remove(entry.target, entry);
            }
            next = garbage.poll();
        }
    }

    /// Finds an object.
    ///
    /// @throws ClosedException if there is none
    synchronized Served get(long object) {
        Entry entry = objects.get(object);
        Served served = entry == null ? null : entry.get();
        if (served == null) {
            throw new ClosedException(
                    "object %d of %s is gone: it was closed, or nobody held it any more"
                            .formatted(object, address));
        }
        return served;
    }

    synchronized boolean has(long object) {
        Entry entry = objects.get(object);
        return entry != null && entry.get() != null;
    }

    synchronized int size() {
        forgetGarbage();
        return objects.size() - 1; // without the root
    }

    /// Keeps an object until it is closed: nobody knows where a reference to it is.
    synchronized void keep(Served served) {
        if (!served.isClosed()) {
            kept.add(served);
        }
    }

    /// Ends an object for all.
    void close(Served served) {
        synchronized (this) {
            served.markClosed();
            Entry entry = objects.remove(served.object());
            if (entry != null) {
                byTarget.remove(entry.target);
            }
            kept.remove(served);
            names.values().remove(served);
        }
        if (served.target() instanceof Servant servant) {
            servant.ended();
        }
        calls.interrupt(served);
    }

    /// Tells all objects that a client is gone.
    void clientGone(Session client) {
        List<Served> all = new ArrayList<>();
        synchronized (this) {
            for (Entry entry : objects.values()) {
                Served served = entry.get();
                if (served != null) {
                    all.add(served);
                }
            }
        }
        for (Served served : all) {
            if (served.target() instanceof Servant servant) {
                servant.clientGone(client);
            }
        }
    }

    synchronized void pin(String name, Served served) {
        served.requireOpen();
        Served other = names.putIfAbsent(name, served);
        if (other != null && !other.equals(served)) {
            throw new NameTakenException(
                    "the name '%s' was given to %s before; unpin it first".formatted(name, other));
        }
    }

    synchronized void unpin(String name) {
        if (names.remove(name) == null) {
            throw unknown(name);
        }
    }

    synchronized Served find(String name) {
        Served found = names.get(name);
        if (found == null) {
            throw unknown(name);
        }
        return found;
    }

    private NameNotFoundException unknown(String name) {
        return new NameNotFoundException(
                "no object of %s has the name '%s'; there are %s"
                        .formatted(address, name, names.keySet()));
    }
}
