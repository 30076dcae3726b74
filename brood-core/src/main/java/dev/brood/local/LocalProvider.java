package dev.brood.local;

import dev.brood.Address;
import dev.brood.Brood;
import dev.brood.BroodProvider;
import dev.brood.ChildProcess;
import dev.brood.Connection;
import dev.brood.DeadTree;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.MachineDiagnosis;
import dev.brood.Manager;
import dev.brood.Secret;
import dev.brood.Waitable;
import dev.brood.Worker;
import dev.brood.local.channel.Readiness;
import dev.brood.local.diagnose.DeadTrees;
import dev.brood.local.diagnose.MachineReader;
import dev.brood.local.manager.RemoteManagers;
import dev.brood.local.net.Dialer;
import dev.brood.local.net.SocketConnection;
import dev.brood.local.net.SocketListener;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.pool.CurrentWorker;
import dev.brood.local.process.CurrentProcess;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Provides the engine of this machine, under the scheme `local`.
public final class LocalProvider extends BroodProvider {
    private @Nullable LocalBrood shared; // guarded by this

    /// For the service loader.
    public LocalProvider() {}

    @Override
    public String scheme() {
        return "local";
    }

    @Override
    public synchronized Brood shared() {
        LocalBrood open = shared;
        if (open == null || !open.isOpen()) {
            open = LocalBrood.open();
            shared = open;
        }
        return open;
    }

    @Override
    public Brood open(URI uri) {
        return LocalBrood.open();
    }

    @Override
    public <T extends Waitable> List<T> anyReady(Collection<? extends T> things, Duration timeout)
            throws InterruptedException {
        return Readiness.await(OperatingSystem.current(), things, timeout);
    }

    @Override
    public Listener listen(Address address, Secret secret, LinkOptions options) throws IOException {
        return SocketListener.open(address, secret, options);
    }

    @Override
    public Connection connect(Address address, Secret secret, LinkOptions options)
            throws IOException, InterruptedException {
        return new SocketConnection(Dialer.connect(address, secret, options));
    }

    @Override
    public Manager connectToManager(Address address, Secret secret, LinkOptions options)
            throws IOException, InterruptedException {
        return RemoteManagers.connect(address, secret, options);
    }

    @Override
    public MachineDiagnosis diagnoseMachine() {
        return MachineReader.read();
    }

    @Override
    public List<DeadTree> deadTrees() {
        return DeadTrees.find();
    }

    @Override
    public boolean remove(DeadTree dead, boolean kill) {
        return DeadTrees.remove(dead, kill);
    }

    @Override
    public ChildProcess current() {
        return CurrentProcess.current();
    }

    @Override
    public Optional<Worker> worker() {
        return CurrentWorker.find();
    }

    @Override
    public Optional<ChildProcess> parent() {
        return CurrentProcess.parent();
    }
}
