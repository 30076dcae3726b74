package dev.brood.ignite.client;

import dev.brood.Brood;
import dev.brood.BroodProvider;
import dev.brood.ChildProcess;
import dev.brood.ProcessOptions;
import dev.brood.Waitable;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// Provides the cluster engine, under the scheme `ignite`.
public final class IgniteProvider extends BroodProvider {
    /// For the service loader.
    public IgniteProvider() {}

    @Override
    public String scheme() {
        return "ignite";
    }

    @Override
    public Brood shared() {
        throw new UnsupportedOperationException(
                "there is no cluster that is this JVM's own: open one by"
                        + " Brood.open(URI.create(\"ignite://host:port\"))");
    }

    @Override
    public Brood open(URI uri) {
        return IgniteBrood.join(uri);
    }

    @Override
    public <T extends Waitable> List<T> anyReady(Collection<? extends T> things, Duration timeout) {
        throw new UnsupportedOperationException(
                "nothing of a cluster can be waited for together with other things: give each a"
                        + " thread of its own");
    }

    /// Makes a process object for a worker elsewhere.
    static ChildProcess worker(String name, ChildProcess.Control control) {
        ProcessOptions options = ProcessOptions.DEFAULTS.withName(name);
        ChildProcess process = new ChildProcess(options, null);
        bind(process, control, options);
        return process;
    }
}
