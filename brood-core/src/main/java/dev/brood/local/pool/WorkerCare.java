package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What a pool does for its workers and with them, besides giving them tasks.
///
/// @param initializer what each runs first, encoded
/// @param finalizer what each runs last, encoded
/// @param least how many are kept when there is nothing to do
/// @param idleTimeout how long the others have nothing to do before they end
/// @param recycling when one is replaced
/// @param pinned whether each has processors of its own
/// @param prefixed whether what it prints and logs has its name in front
@SuppressWarnings("ArrayRecordComponent") // never compared
record WorkerCare(
        byte @Nullable [] initializer,
        byte @Nullable [] finalizer,
        int least,
        Duration idleTimeout,
        Recycling.Limits recycling,
        boolean pinned,
        boolean prefixed) {

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    /// Nothing special.
    static final WorkerCare DEFAULTS =
            new WorkerCare(null, null, 0, IDLE_TIMEOUT, Recycling.Limits.NONE, false, false);

    WorkerCare withInitializer(byte[] action) {
        return new WorkerCare(action, finalizer, least, idleTimeout, recycling, pinned, prefixed);
    }

    WorkerCare withFinalizer(byte[] action) {
        return new WorkerCare(initializer, action, least, idleTimeout, recycling, pinned, prefixed);
    }

    WorkerCare withLeast(int workers) {
        return new WorkerCare(
                initializer, finalizer, workers, idleTimeout, recycling, pinned, prefixed);
    }

    WorkerCare withIdleTimeout(Duration timeout) {
        return new WorkerCare(initializer, finalizer, least, timeout, recycling, pinned, prefixed);
    }

    WorkerCare withRecycling(Recycling.Limits limits) {
        return new WorkerCare(initializer, finalizer, least, idleTimeout, limits, pinned, prefixed);
    }

    WorkerCare withPinned(boolean pin) {
        return new WorkerCare(initializer, finalizer, least, idleTimeout, recycling, pin, prefixed);
    }

    WorkerCare withPrefixed(boolean prefix) {
        return new WorkerCare(
                initializer, finalizer, least, idleTimeout, recycling, pinned, prefix);
    }
}
