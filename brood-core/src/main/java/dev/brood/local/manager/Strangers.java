package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.LinkOptions;
import dev.brood.Secret;
import dev.brood.local.net.Gate;
import dev.brood.local.os.Deadline;
import dev.brood.local.process.ThisProcess;

import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Lets clients of other programs in.
final class Strangers {
    private final ObjectTable table;
    private final CallRegister register;
    private final Overseer overseer;
    private final Set<Gate> gates = ConcurrentHashMap.newKeySet();
    private final AtomicLong last = new AtomicLong();
    private boolean hooked; // guarded by this
    private volatile boolean closed;

    Strangers(ObjectTable table, CallRegister register, Overseer overseer) {
        this.table = table;
        this.register = register;
        this.overseer = overseer;
    }

    /// Begins to let them in at an address.
    ///
    /// @return where, with the port that was taken
    /// @throws IOException if somebody listens there, or the system refuses
    dev.brood.Address serve(dev.brood.Address address, Secret secret, LinkOptions options)
            throws IOException {
        closeAtExit();
        Gate gate = Gate.open(address, secret, options);
        gates.add(gate);
        if (closed) {
            gate.close();
            throw new ClosedException(table.address() + " was shut down");
        }
        Trust trust = Trust.ofClients(options.allowed());
        var _ = Thread.ofVirtual().name("brood-manager-gate").start(() -> admitAll(gate, trust));
        return gate.address();
    }

    /// A signal may end the server before its main thread has closed the gates: the files of Unix
    /// sockets would stay.
    private synchronized void closeAtExit() {
        if (hooked) {
            return;
        }
        try {
            ThisProcess.addHook(new Thread(this::close, "brood-manager-gates"));
            hooked = true;
        } catch (IllegalStateException _) {
            closed = true; // it ends already
        }
    }

    private void admitAll(Gate gate, Trust trust) {
        try {
            while (true) {
                admit(Objects.requireNonNull(gate.accept(Deadline.NEVER)), trust);
            }
        } catch (InterruptedException | ClosedException _) {
            gates.remove(gate); // the server ends
        }
    }

    /// Each is a peer of its own, whatever it calls itself: by that, locks and items in hand are
    /// known to be its.
    private void admit(dev.brood.local.net.Link link, Trust trust) {
        LinkWire wire = new LinkWire(link);
        String name = "client %d from %s".formatted(last.incrementAndGet(), link.peer());
        Session session =
                new Session(wire, new Caller.Peer(0, name), trust, table, register, overseer);
        var _ =
                Thread.startVirtualThread(() -> {
                    try {
                        wire.welcome(table.address());
                        session.start();
                    } catch (Throwable _) { // for want of a thread, perhaps
                        wire.close();
                    }
                });
    }

    /// Lets nobody in any more. Who comes second waits for the first.
    synchronized void close() {
        closed = true;
        gates.forEach(Gate::close);
    }
}
