package dev.brood.local.net;

import dev.brood.Listener;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// How many were turned away at a gate, and the last of them.
final class Refusals {
    private long count; // guarded by this
    private Listener.@Nullable Refusal last; // guarded by this

    synchronized void add(String peer, String reason) {
        count++;
        last = new Listener.Refusal(Instant.now(), peer, reason);
    }

    synchronized long count() {
        return count;
    }

    synchronized Listener.@Nullable Refusal last() {
        return last;
    }
}
