package dev.brood;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Waits at an [Address] for programs of this machine or others that know a [Secret], and gives a
/// [Connection] to each.
///
/// ```java
/// try (Listener listener = Listener.open(Address.tcp(5000), secret)) {
///     while (true) {
///         Connection connection = listener.accept();
///         Thread.startVirtualThread(() -> serve(connection));
///     }
/// }
/// ```
///
/// **Who gets in.** Each side proves to the other that it knows the secret, over numbers that both
/// have drawn, so that neither a recording nor an echo of a proof is one. After that every frame
/// carries a code, made with keys of this connection alone, over its place in the stream: nothing
/// can be put in, left out, changed or sent again unnoticed. It can be *read* on the way, unless it
/// goes by TLS ([LinkOptions#tls]) or does not leave the machine.
///
/// **Who does not** is no concern of [#accept()]: it returns those who got in and never throws
/// because of others. They are counted, and the last is remembered: [#refused()], [#lastRefusal()].
/// Before a peer has proved who it is, 80 bytes of it are read, and it has a limited time in all
/// and a place among few: if there are too many, the oldest is dropped. Who gives a wrong proof
/// waits half a second for the answer.
///
/// **What gets in.** Objects are decoded by [Connection#receive()] from classes that
/// [LinkOptions#allowed] names, and from no others.
///
/// **Unix sockets.** The file is made by [#open], with mode 0600, and removed by [#close()]. One
/// that was left by a program that died is replaced; one that somebody listens at is not.
///
/// **Thread safety.** Any number of threads may accept. Readiness can be waited for together with
/// other things: [Connection#anyReady].
public interface Listener extends Waitable, AutoCloseable {

    /// Begins to listen, with [LinkOptions#DEFAULT].
    ///
    /// @param address where
    /// @param secret what peers must know
    /// @return an open listener, to be closed
    /// @throws java.net.BindException if somebody listens there, or the address is none of this
    ///   machine's
    /// @throws IOException if the system refuses
    static Listener open(Address address, Secret secret) throws IOException {
        return open(address, secret, LinkOptions.DEFAULT);
    }

    /// Begins to listen.
    ///
    /// @param address where
    /// @param secret what peers must know
    /// @param options limits, times, classes, TLS
    /// @return an open listener, to be closed
    /// @throws IllegalArgumentException if TLS is wanted of a Unix socket
    /// @throws java.net.BindException if somebody listens there, or the address is none of this
    ///   machine's
    /// @throws IOException if the system refuses
    static Listener open(Address address, Secret secret, LinkOptions options) throws IOException {
        return Providers.local().listen(address, secret, options);
    }

    /// Waits for the next peer that knows the secret.
    ///
    /// @return a connection to it, to be closed; it outlives the listener
    /// @throws InterruptedException if interrupted while waiting
    /// @throws ClosedException if this listener is closed, also while waiting
    Connection accept() throws InterruptedException;

    /// Waits for the next peer that knows the secret, but not for ever.
    ///
    /// @param timeout how long to wait; zero or less does not wait
    /// @return a connection to it, to be closed; it outlives the listener
    /// @throws TimeoutException if the time was over first
    /// @throws InterruptedException if interrupted while waiting
    /// @throws ClosedException if this listener is closed, also while waiting
    Connection accept(Duration timeout) throws InterruptedException, TimeoutException;

    /// Returns where this listens, with the port it took if it was to take a free one.
    ///
    /// @return what peers on this machine can connect to
    Address address();

    /// Returns where the peer came from that was accepted last.
    ///
    /// @return empty if there was none, or it came by a Unix socket: those have no addresses
    Optional<Address> lastAccepted();

    /// Returns how many peers were turned away: for a wrong proof, for taking too long, for
    /// speaking something else, or for want of room.
    ///
    /// @return a number that only grows
    long refused();

    /// Returns who was turned away last, and why.
    ///
    /// @return empty if nobody was
    Optional<Refusal> lastRefusal();

    /// Returns how many are connected that have not proved yet who they are.
    ///
    /// @return at most [LinkOptions#maxHalfOpen]
    int halfOpen();

    /// Returns how this listener behaves.
    ///
    /// @return what it was opened with
    LinkOptions options();

    /// Returns whether it was closed.
    ///
    /// @return true if so
    boolean isClosed();

    /// Stops listening. Threads that wait in [#accept()] get a [ClosedException]; peers that were
    /// not accepted yet are disconnected; connections that were accepted go on. The file of a Unix
    /// socket is removed. A second call does nothing.
    @Override
    void close();

    /// A peer that was turned away.
    ///
    /// @param at when
    /// @param peer where from
    /// @param reason why
    record Refusal(Instant at, String peer, String reason) {}
}
