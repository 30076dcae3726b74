package dev.brood.local.manager;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.Manager;
import dev.brood.ManagerDiedException;
import dev.brood.ProcessOptions;
import dev.brood.ProcessStartException;
import dev.brood.codec.Portable;
import dev.brood.local.channel.LocalQueue;
import dev.brood.local.channel.QueueReference;
import dev.brood.local.channel.Queues;
import dev.brood.local.process.Children;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Collects a manager's options and starts its server.
public final class ManagerBuilder implements Manager.Builder {
    private static final int DOOR_CAPACITY = 64;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Tree tree;
    private final Children children;
    private @Nullable String name;
    private ProcessOptions options = ProcessOptions.DEFAULTS;
    private @Nullable Action initializer;

    /// Begins a manager.
    ///
    /// @param tree whose
    /// @param children starts the server
    public ManagerBuilder(Tree tree, Children children) {
        this.tree = tree;
        this.children = children;
    }

    @Override
    public Manager.Builder name(String label) {
        name = label;
        return this;
    }

    @Override
    public Manager.Builder process(ProcessOptions given) {
        options = given;
        return this;
    }

    @Override
    public Manager.Builder initializer(Action action) {
        initializer = action;
        return this;
    }

    @Override
    public Manager open() {
        String label = name == null ? "manager-" + tree.nextNumber() : name;
        LocalQueue<byte[]> door = Queues.of(tree).create(Address.doorName(label), DOOR_CAPACITY);
        boolean done = false;
        try {
            ChildProcess process =
                    new ChildProcess(
                            options.withName(label).withDaemon(true),
                            new ServerMain(door, label, initializer));
            var _ = children.start(process);
            QueueReference place = (QueueReference) ((Portable) door).reference();
            Address address = Address.of(place, process.pid(), label);
            Managers managers = Managers.of(tree);
            LocalManager manager = managers.manager(address);
            manager.setProcess(new ServerProcess(managers, process, door, label));
            awaitStart(manager, process);
            done = true;
            return manager;
        } finally {
            if (!done) {
                door.end();
            }
        }
    }

    private static void awaitStart(LocalManager manager, ChildProcess process) {
        try {
            manager.link().rootProxy().ping();
        } catch (ManagerDiedException | ClosedException e) {
            Throwable why = process.failure().orElse(e);
            if (!process.isAlive()) {
                throw new ProcessStartException(
                        "the server of %s could not be started: %s".formatted(manager, why), why);
            }
            boolean _ = manager.shutdown(GRACE);
            throw e;
        }
    }
}
