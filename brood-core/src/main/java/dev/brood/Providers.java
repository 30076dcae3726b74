package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;

/// Finds engines: by scheme, by what they have made, and by the code that asks. A holder class, so
/// that the usual one is looked up once.
final class Providers {
    /// Where the code of a thread runs, if an engine has said so. Inherited by the threads it
    /// starts, as they are of the same process.
    private static final InheritableThreadLocal<BroodProvider.@Nullable Place> PLACE =
            new InheritableThreadLocal<>();

    /// Engines other than the local one that were used in this JVM. No other can own anything here.
    private static final List<BroodProvider> OTHERS = new CopyOnWriteArrayList<>();

    private Providers() {}

    static BroodProvider local() {
        return Local.PROVIDER;
    }

    /// Returns where the calling code runs.
    static BroodProvider.Place here() {
        BroodProvider.Place place = PLACE.get();
        return place == null ? Local.PLACE : place;
    }

    /// Says where the code of this thread runs.
    ///
    /// @param place null for the process that this JVM is
    /// @return what was said before
    static BroodProvider.@Nullable Place move(BroodProvider.@Nullable Place place) {
        BroodProvider.Place before = PLACE.get();
        if (place == null) {
            PLACE.remove();
        } else {
            PLACE.set(place);
        }
        return before;
    }

    static BroodProvider of(String scheme) {
        if (scheme.equals("local")) {
            return Local.PROVIDER;
        }
        for (BroodProvider used : OTHERS) {
            if (used.scheme().equals(scheme)) {
                return used;
            }
        }
        synchronized (OTHERS) {
            for (BroodProvider used : OTHERS) {
                if (used.scheme().equals(scheme)) {
                    return used;
                }
            }
            BroodProvider found = find(scheme);
            OTHERS.add(found);
            return found;
        }
    }

    /// Returns the engine that can wait for several things: the one that owns one of them.
    static BroodProvider of(Collection<? extends Waitable> things) {
        for (BroodProvider other : OTHERS) {
            for (Waitable thing : things) {
                if (other.owns(thing)) {
                    return other;
                }
            }
        }
        return Local.PROVIDER;
    }

    private static BroodProvider find(String scheme) {
        ServiceLoader<BroodProvider> loader =
                ServiceLoader.load(BroodProvider.class, BroodProvider.class.getClassLoader());
        StringBuilder found = new StringBuilder();
        for (BroodProvider provider : loader) {
            if (provider.scheme().equals(scheme)) {
                return provider;
            }
            found.append(found.isEmpty() ? "" : ", ").append(provider.scheme());
        }
        throw new IllegalArgumentException(
                "no Brood engine for '%s:' on the class path or module path; there is: %s"
                        .formatted(scheme, found.isEmpty() ? "none" : found));
    }

    private static final class Local {
        static final BroodProvider PROVIDER = find("local");
        static final BroodProvider.Place PLACE = new ThisJvm();
    }

    /// The process that this JVM is.
    private static final class ThisJvm implements BroodProvider.Place {
        @Override
        public Brood brood() {
            return Local.PROVIDER.shared();
        }

        @Override
        public ChildProcess process() {
            return Local.PROVIDER.current();
        }

        @Override
        public Optional<ChildProcess> parent() {
            return Local.PROVIDER.parent();
        }

        @Override
        public Optional<Worker> worker() {
            return Local.PROVIDER.worker();
        }
    }
}
