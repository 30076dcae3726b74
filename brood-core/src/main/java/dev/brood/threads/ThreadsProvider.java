package dev.brood.threads;

import dev.brood.Brood;
import dev.brood.BroodProvider;
import dev.brood.Waitable;
import dev.brood.local.LocalBrood;
import dev.brood.local.channel.Readiness;
import dev.brood.local.os.OperatingSystem;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;

/// Provides the engine inside this JVM, under the scheme `threads`.
public final class ThreadsProvider extends BroodProvider {
    static final String SCHEME = "threads";
    private @Nullable LocalBrood shared; // guarded by this

    /// For the service loader.
    public ThreadsProvider() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public synchronized Brood shared() {
        LocalBrood open = shared;
        if (open == null || !open.isOpen()) {
            open = plant();
            shared = open;
        }
        return open;
    }

    @Override
    public Brood open(URI uri) {
        return plant();
    }

    /// Runs code of a process of this engine.
    static <T extends @Nullable Object> T run(Place place, Callable<T> code) throws Exception {
        return inside(place, code);
    }

    private static LocalBrood plant() {
        return LocalBrood.plant(ThreadChildren::new, SCHEME);
    }

    @Override
    public <T extends Waitable> List<T> anyReady(Collection<? extends T> things, Duration timeout)
            throws InterruptedException {
        return Readiness.await(OperatingSystem.current(), things, timeout);
    }
}
