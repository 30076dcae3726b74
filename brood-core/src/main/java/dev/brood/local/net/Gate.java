package dev.brood.local.net;

import dev.brood.Address;
import dev.brood.ClosedException;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Secret;
import dev.brood.local.net.HalfOpen.Guest;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Trees;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import javax.crypto.spec.SecretKeySpec;

/// Where links arrive: listens at an address, has each peer prove who it is in a virtual thread of
/// its own, and hands out those that could.
///
/// Nothing that a peer does before that costs more than one of [LinkOptions#maxHalfOpen] places for
/// [LinkOptions#handshakeTimeout].
public final class Gate implements AutoCloseable {
    /// How long who gave a wrong proof waits for the answer, which bounds how often it can guess.
    private static final Duration PENANCE = Duration.ofMillis(500);

    /// How long a thread may take to notice that its socket is closed.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// How long to wait when the system gives no more sockets, if nothing here can be closed.
    private static final Duration BREATH = Duration.ofMillis(20);

    private final Duration penance;
    private final Secret secret;
    private final SecretKeySpec proofKey;
    private final LinkOptions options;
    private final Sockets.Server server;
    private final HalfOpen halfOpen;
    private final Refusals refusals = new Refusals();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    private final Thread acceptor = Thread.ofVirtual().name("brood-gate").unstarted(this::listen);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Link> waiting = new ArrayDeque<>(); // guarded by lock
    private final Bell bell = new Bell();
    private volatile boolean closed;
    private volatile @Nullable Address lastAccepted;

    private Gate(Sockets.Server server, Secret secret, LinkOptions options, Duration penance) {
        this.penance = penance;
        this.server = server;
        this.secret = secret;
        this.options = options;
        proofKey = Handshake.proofKey(secret);
        halfOpen = new HalfOpen(options.maxHalfOpen());
    }

    /// Begins to listen.
    ///
    /// @param address where
    /// @param secret what peers must know
    /// @param options limits and times
    /// @return an open gate
    /// @throws java.net.BindException if somebody listens there
    /// @throws IOException if the system refuses
    public static Gate open(Address address, Secret secret, LinkOptions options)
            throws IOException {
        Sockets.requireTlsPossible(address, options);
        Rehearsal.await();
        return open(Sockets.listen(address), secret, options, PENANCE);
    }

    static Gate open(Sockets.Server server, Secret secret, LinkOptions options, Duration penance) {
        Gate gate = new Gate(server, secret, options, penance);
        gate.acceptor.start();
        Trees.holds(gate);
        return gate;
    }

    private void listen() {
        try {
            acceptAll();
        } finally {
            close(); // nobody is to wait for a gate whose keeper has died
        }
    }

    private void acceptAll() {
        while (!closed) {
            try {
                Wire wire = server.accept();
                Guest guest = new Guest(wire, name(wire));
                halfOpen.admit(guest);
                Thread.ofVirtual().name("brood-gate-guest").start(() -> receive(guest));
            } catch (IOException e) {
                if (!closed) {
                    outOfSockets(e);
                }
            }
        }
    }

    private String name(Wire wire) {
        Address peer = wire.peer();
        return peer == null ? "a client of " + address() : peer.toString();
    }

    /// The system has no more descriptors, most likely. There is no event to wait for when it has
    /// some again, so this looks again after a while.
    private void outOfSockets(IOException e) {
        refusals.add("somebody", "the system gives no socket: " + e.getMessage());
        halfOpen.dropOldest("the system gives no more sockets");
        LockSupport.parkNanos(BREATH.toNanos());
    }

    private void receive(Guest guest) {
        Future<?> limit =
                Timer.after(
                        options.handshakeTimeout(),
                        () -> guest.drop("it took longer than " + options.handshakeTimeout()));
        try {
            Link link = shakeHands(guest);
            limit.cancel(false);
            halfOpen.remove(guest);
            admit(link);
        } catch (Throwable e) { // whatever it was: the peer is gone, and others come
            limit.cancel(false);
            halfOpen.remove(guest);
            guest.wire.close();
            String reason = guest.dropped();
            refusals.add(guest.name, reason == null ? text(e) : reason);
        }
    }

    private static String text(Throwable e) {
        return e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
    }

    private Link shakeHands(Guest guest) throws IOException {
        if (links.size() >= options.maxConnections()) {
            throw tooMany();
        }
        Wire wire = guest.wire;
        if (options.tls() != null && wire instanceof SocketWire plain) {
            wire = plain.secured(options.tls(), false);
        }
        Handshake.Terms terms = Handshake.accept(wire, secret, proofKey, options, this::doPenance);
        return Link.open(wire, terms, options, guest.name, links::remove);
    }

    private SocketException tooMany() {
        return new SocketException(options.maxConnections() + " are connected, and no more may be");
    }

    private void doPenance() {
        try {
            TimeUnit.NANOSECONDS.sleep(penance.toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a thread of a gate", e);
        }
    }

    private void admit(Link link) throws SocketException {
        links.add(link);
        if (links.size() > options.maxConnections()) {
            link.close();
            throw tooMany(); // several came at once for the last place
        }
        if (link.isGone()) {
            links.remove(link); // it may have been before it was added
        }
        if (!isWaiting(link)) {
            link.close();
        }
        bell.changed();
    }

    private boolean isWaiting(Link link) {
        lock.lock();
        try {
            if (!closed) {
                waiting.add(link);
                arrived.signal();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next peer.
    ///
    /// @param deadline on the clock of [Deadline]
    /// @return null if the time was over first
    /// @throws InterruptedException if interrupted while waiting
    /// @throws ClosedException if this gate is closed
    public @Nullable Link accept(long deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                throwIfClosed();
                Link link = waiting.poll();
                if (link != null) {
                    lastAccepted = link.address();
                    return link;
                }
                long left = Deadline.remaining(deadline);
                if (left <= 0) {
                    return null;
                }
                long _ = arrived.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void throwIfClosed() {
        if (closed) {
            throw new ClosedException("the listener at " + address() + " was closed");
        }
    }

    /// Returns whether an accept would not wait.
    ///
    /// @return true if a peer is there, or this is closed
    boolean isReady() {
        lock.lock();
        try {
            return closed || !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    Bell bell() {
        return bell;
    }

    /// Returns where this listens.
    ///
    /// @return with the port that was taken
    public Address address() {
        return server.address();
    }

    /// Returns what it was opened with.
    ///
    /// @return limits and times
    public LinkOptions options() {
        return options;
    }

    Optional<Address> lastAccepted() {
        return Optional.ofNullable(lastAccepted);
    }

    long refused() {
        return refusals.count();
    }

    Optional<Listener.Refusal> lastRefusal() {
        return Optional.ofNullable(refusals.last());
    }

    int halfOpen() {
        return halfOpen.size();
    }

    /// Returns whether it was closed.
    ///
    /// @return true if so
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        Deque<Link> left;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            left = new ArrayDeque<>(waiting);
            waiting.clear();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        server.close();
        awaitAcceptor();
        halfOpen.close();
        left.forEach(Link::beginClose);
        left.forEach(Link::close);
        bell.changed();
    }

    /// The socket is really closed, and its port free, when nobody is in it any more.
    private void awaitAcceptor() {
        try {
            if (!acceptor.equals(Thread.currentThread())) {
                boolean _ = acceptor.join(PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "listener at " + address() + (closed ? " (closed)" : "");
    }
}
