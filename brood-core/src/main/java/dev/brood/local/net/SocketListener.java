package dev.brood.local.net;

import dev.brood.Address;
import dev.brood.Connection;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Secret;
import dev.brood.local.os.Deadline;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// A [Listener] at a [Gate].
public final class SocketListener implements Listener, Belled {
    private final Gate gate;

    private SocketListener(Gate gate) {
        this.gate = gate;
    }

    /// Begins to listen; see [Listener#open(Address, Secret, LinkOptions)].
    ///
    /// @param address where
    /// @param secret what peers must know
    /// @param options limits and times
    /// @return an open listener
    /// @throws IOException if the system refuses
    public static SocketListener open(Address address, Secret secret, LinkOptions options)
            throws IOException {
        return new SocketListener(Gate.open(address, secret, options));
    }

    @Override
    public Connection accept() throws InterruptedException {
        return new SocketConnection(Objects.requireNonNull(gate.accept(Deadline.NEVER)));
    }

    @Override
    public Connection accept(Duration timeout) throws InterruptedException, TimeoutException {
        Link link = gate.accept(Deadline.after(timeout));
        if (link == null) {
            throw new TimeoutException("nobody came within %s to %s".formatted(timeout, this));
        }
        return new SocketConnection(link);
    }

    @Override
    public Address address() {
        return gate.address();
    }

    @Override
    public Optional<Address> lastAccepted() {
        return gate.lastAccepted();
    }

    @Override
    public long refused() {
        return gate.refused();
    }

    @Override
    public Optional<Refusal> lastRefusal() {
        return gate.lastRefusal();
    }

    @Override
    public int halfOpen() {
        return gate.halfOpen();
    }

    @Override
    public LinkOptions options() {
        return gate.options();
    }

    @Override
    public boolean isClosed() {
        return gate.isClosed();
    }

    @Override
    public void close() {
        gate.close();
    }

    @Override
    public void watch() {
        gate.bell().watch();
    }

    @Override
    public void unwatch() {
        gate.bell().unwatch();
    }

    @Override
    public boolean isReady() {
        return gate.isReady();
    }

    @Override
    public String toString() {
        return gate.toString();
    }
}
