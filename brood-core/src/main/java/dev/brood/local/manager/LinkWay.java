package dev.brood.local.manager;

import dev.brood.ClosedException;

/// The way to a manager of another program: a link that was made.
///
/// @param wire the link
/// @param address of the manager
/// @param trust what to trust of what comes
/// @param isReplaced whether the client makes a new one when it is lost
record LinkWay(LinkWire wire, Address address, Trust trust, boolean isReplaced) implements Way {
    @Override
    public Wire open() {
        return wire;
    }

    @Override
    public RuntimeException explain(Exception cause, boolean died) {
        return new ClosedException(
                "the connection to %s has ended: %s; a call that was under way may have been carried out, and locks held through it have passed on"
                        .formatted(address, cause.getMessage()));
    }
}
