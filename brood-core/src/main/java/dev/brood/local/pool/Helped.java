package dev.brood.local.pool;

/// What a thread waits for that takes results meanwhile; see [Helper].
interface Helped {
    /// Returns whether the wait is over. Who makes it so calls [Helper#nudge] after.
    boolean isReady();

    /// Returns whether the thread that waited for it, and has it now, will wait for more in a
    /// moment: then it takes the results that come until then.
    default boolean isBackSoon() {
        return false;
    }
}
