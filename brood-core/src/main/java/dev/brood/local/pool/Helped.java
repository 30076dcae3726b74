package dev.brood.local.pool;

/// What a thread waits for that takes results meanwhile; see [Helper].
interface Helped {
    /// Returns whether the wait is over. Who makes it so calls [Helper#nudge] after.
    boolean isReady();
}
