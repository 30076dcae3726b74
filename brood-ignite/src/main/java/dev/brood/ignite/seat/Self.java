package dev.brood.ignite.seat;

import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteClientDisconnectedException;

import java.util.UUID;

/// What names this seat in the cluster: another after the connection was lost and made again.
final class Self {
    private final Ignite ignite;
    private volatile UUID last;

    Self(Ignite ignite) {
        this.ignite = ignite;
        this.last = ignite.cluster().localNode().id();
    }

    /// Returns Ignite's id of this node; while there is no connection, the one it had.
    UUID id() {
        try {
            last = ignite.cluster().localNode().id();
        } catch (IgniteClientDisconnectedException _) {
            return last;
        }
        return last;
    }
}
