package dev.brood;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

import javax.net.ssl.SSLContext;

/// How a [Listener] and connections to it behave: what they accept, how long they wait, how much
/// they hold. Each side has its own; neither need be the other's.
///
/// ```java
/// LinkOptions options = LinkOptions.DEFAULT
///         .allowing(AllowedClasses.basic().and(Order.class))
///         .maxMessage(1 << 20);
/// ```
///
/// @param allowed what classes the other side may name in objects; at first [AllowedClasses#basic]
/// @param maxMessage the longest message that is received, in bytes; at first 64 MiB. The other
///   side is told, and refuses to send longer ones
/// @param handshakeTimeout how long it may take to connect and to prove who one is, all in all; at
///   first 10 s
/// @param retryFor how long [Connection#connect] tries again while nobody answers, with growing
///   pauses; at first not at all
/// @param reconnectFor how long each call through [Manager#connect] waits for a new connection when
///   the one there was is lost; at first not at all: then the manager ends with its connection
/// @param heartbeat how often a sign of life is sent over TCP when there is nothing else to send;
///   the other side takes this one for lost after three times that, so it is 100 ms at least; at
///   first 10 s; zero for none, and then a cut link may never be noticed. A Unix socket needs none
/// @param maxHalfOpen how many may be connected to a listener that have not proved yet who they
///   are; at first 512. One more, and the oldest is dropped
/// @param maxConnections how many may be connected to a listener; at first 4096. More are refused
/// @param tls for TLS 1.3 over TCP, which both sides must want: a listener's has a key, that of who
///   connects trusts its certificate; null, the default, for none
public record LinkOptions(
        AllowedClasses allowed,
        int maxMessage,
        Duration handshakeTimeout,
        Duration retryFor,
        Duration reconnectFor,
        Duration heartbeat,
        int maxHalfOpen,
        int maxConnections,
        @Nullable SSLContext tls) {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration QUICKEST_HEARTBEAT = Duration.ofMillis(100);
    private static final int LONGEST_MESSAGE = Integer.MAX_VALUE - 64;

    /// What holds where nothing else is said.
    public static final LinkOptions DEFAULT =
            new LinkOptions(
                    AllowedClasses.basic(),
                    64 << 20,
                    Duration.ofSeconds(10),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofSeconds(10),
                    512,
                    4096,
                    null);

    /// Checks the parts.
    ///
    /// @throws IllegalArgumentException if one is out of range
    public LinkOptions {
        require(
                maxMessage >= 0 && maxMessage <= LONGEST_MESSAGE,
                "the longest message must have 0 to 2,147,483,583 bytes, was " + maxMessage);
        require(
                handshakeTimeout.isPositive() && handshakeTimeout.compareTo(LONGEST) <= 0,
                "the time for the handshake must be more than none and at most a day, was "
                        + handshakeTimeout);
        require(!retryFor.isNegative(), "the time to try must not be negative, was " + retryFor);
        require(
                !reconnectFor.isNegative() && reconnectFor.compareTo(LONGEST) <= 0,
                "the time to connect again must be zero to a day, was " + reconnectFor);
        require(
                heartbeat.isZero()
                        || (heartbeat.compareTo(QUICKEST_HEARTBEAT) >= 0
                                && heartbeat.compareTo(LONGEST) <= 0),
                "a heartbeat must be zero, or 100 ms to a day, was " + heartbeat);
        require(
                maxHalfOpen >= 1,
                "at least 1 must be let in to prove who it is, was " + maxHalfOpen);
        require(maxConnections >= 1, "at least 1 connection must be let in, was " + maxConnections);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /// Returns these options with other classes allowed.
    ///
    /// @param classes what the other side may name
    /// @return a new object
    public LinkOptions allowing(AllowedClasses classes) {
        return new LinkOptions(
                classes,
                maxMessage,
                handshakeTimeout,
                retryFor,
                reconnectFor,
                heartbeat,
                maxHalfOpen,
                maxConnections,
                tls);
    }

    /// Returns these options with another longest message.
    ///
    /// @param bytes at least 0
    /// @return a new object
    /// @throws IllegalArgumentException if it is out of range
    public LinkOptions maxMessage(int bytes) {
        return new LinkOptions(
                allowed,
                bytes,
                handshakeTimeout,
                retryFor,
                reconnectFor,
                heartbeat,
                maxHalfOpen,
                maxConnections,
                tls);
    }

    /// Returns these options with another time for connecting and the handshake.
    ///
    /// @param time more than none
    /// @return a new object
    /// @throws IllegalArgumentException if it is out of range
    public LinkOptions handshakeTimeout(Duration time) {
        return new LinkOptions(
                allowed,
                maxMessage,
                time,
                retryFor,
                reconnectFor,
                heartbeat,
                maxHalfOpen,
                maxConnections,
                tls);
    }

    /// Returns these options with another time to try to connect.
    ///
    /// @param time zero to try once
    /// @return a new object
    /// @throws IllegalArgumentException if it is negative
    public LinkOptions retryFor(Duration time) {
        return new LinkOptions(
                allowed,
                maxMessage,
                handshakeTimeout,
                time,
                reconnectFor,
                heartbeat,
                maxHalfOpen,
                maxConnections,
                tls);
    }

    /// Returns these options with a time in which a lost connection of [Manager#connect] may be
    /// made again. Then, when it is lost:
    ///
    /// - Calls under way fail with a [ClosedException]: they may have been carried out. Those that
    ///   find objects or make them are made again instead.
    /// - The next call dials, with growing pauses and a handshake as before, and waits for that,
    ///   [Manager#async] too. If there is no connection within the time, or the server refuses this
    ///   program, it fails with a [ClosedException], and was not made. A later call tries again.
    /// - Proxies that [Manager#find] gave are found again by their names, if need be in a server
    ///   that was started anew at the same address. All others have ended, as the server drops what
    ///   nobody holds, and their calls fail with a [ClosedException] that says so.
    /// - What was held has passed on: `unlock` throws an [IllegalMonitorStateException], and to
    ///   release permits that were acquired before throws an [IllegalStateException].
    /// - To close the manager ends the attempts at once, and who waits gets a [ClosedException].
    ///
    /// @param time how long a call waits for it; zero for the manager to end with its connection
    /// @return a new object
    /// @throws IllegalArgumentException if it is negative, or more than a day
    public LinkOptions reconnectFor(Duration time) {
        return new LinkOptions(
                allowed,
                maxMessage,
                handshakeTimeout,
                retryFor,
                time,
                heartbeat,
                maxHalfOpen,
                maxConnections,
                tls);
    }

    /// Returns these options with another heartbeat.
    ///
    /// @param every zero for none, or 100 ms at least
    /// @return a new object
    /// @throws IllegalArgumentException if it is out of range
    public LinkOptions heartbeat(Duration every) {
        return new LinkOptions(
                allowed,
                maxMessage,
                handshakeTimeout,
                retryFor,
                reconnectFor,
                every,
                maxHalfOpen,
                maxConnections,
                tls);
    }

    /// Returns these options with other limits of a listener.
    ///
    /// @param halfOpen how many may be about to prove who they are, at least 1
    /// @param connections how many may be connected, at least 1
    /// @return a new object
    /// @throws IllegalArgumentException if one is less than 1
    public LinkOptions limits(int halfOpen, int connections) {
        return new LinkOptions(
                allowed,
                maxMessage,
                handshakeTimeout,
                retryFor,
                reconnectFor,
                heartbeat,
                halfOpen,
                connections,
                tls);
    }

    /// Returns these options with TLS 1.3 over TCP.
    ///
    /// @param context keys and what is trusted
    /// @return a new object
    public LinkOptions tls(@Nullable SSLContext context) {
        return new LinkOptions(
                allowed,
                maxMessage,
                handshakeTimeout,
                retryFor,
                reconnectFor,
                heartbeat,
                maxHalfOpen,
                maxConnections,
                context);
    }
}
