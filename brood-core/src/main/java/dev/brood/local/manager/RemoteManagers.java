package dev.brood.local.manager;

import dev.brood.LinkOptions;
import dev.brood.Manager;
import dev.brood.Secret;
import dev.brood.local.net.Dialer;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Connects to managers of other programs.
public final class RemoteManagers {
    /// Tells connections apart; no tree has a negative number.
    private static final AtomicLong LAST = new AtomicLong();

    private RemoteManagers() {}

    /// Connects; see [Manager#connect(dev.brood.Address, Secret, LinkOptions)].
    ///
    /// @param place where it serves
    /// @param secret what it must know
    /// @param options limits, times, what to allow in results
    /// @return an open manager
    /// @throws IOException if nobody answers, or not as it should
    /// @throws InterruptedException if interrupted while waiting
    public static Manager connect(dev.brood.Address place, Secret secret, LinkOptions options)
            throws IOException, InterruptedException {
        long number = LAST.decrementAndGet();
        Link first = link(number, place, secret, options);
        if (options.reconnectFor().isZero()) {
            return new LocalManager(first.address(), first);
        }
        LinkOptions once = options.retryFor(Duration.ZERO);
        return new LocalManager(
                new Redial(first, () -> link(number, place, secret, once), options.reconnectFor()));
    }

    private static Link link(
            long number, dev.brood.Address place, Secret secret, LinkOptions options)
            throws IOException, InterruptedException {
        LinkWire wire = new LinkWire(Dialer.connect(place, secret, options));
        boolean done = false;
        try {
            Object[] server = wire.awaitWelcome(options.handshakeTimeout());
            String name = server[1] + " at " + place;
            Address address = new Address(number, 0, 0, 0, (Long) server[0], name);
            Trust trust = Trust.ofServer(options.allowed());
            boolean isReplaced = !options.reconnectFor().isZero();
            Link link = new Link(address, new LinkWay(wire, address, trust, isReplaced));
            link.rootProxy().ping();
            done = true;
            return link;
        } finally {
            if (!done) {
                wire.close();
            }
        }
    }
}
