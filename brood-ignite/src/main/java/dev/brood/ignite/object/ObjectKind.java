package dev.brood.ignite.object;

import java.util.Locale;

/// What a shared object is.
public enum ObjectKind {
    /// A [dev.brood.SharedLong].
    LONG,
    /// A [dev.brood.SharedInt].
    INT,
    /// A [dev.brood.SharedDouble].
    DOUBLE,
    /// A [dev.brood.SharedBoolean].
    BOOLEAN,
    /// A [dev.brood.SharedReference].
    REFERENCE,
    /// A [dev.brood.SharedEvent].
    EVENT,
    /// A [dev.brood.SharedLatch].
    LATCH,
    /// A [dev.brood.SharedSemaphore].
    SEMAPHORE,
    /// A [dev.brood.SharedLock].
    LOCK,
    /// A [dev.brood.SharedCondition].
    CONDITION,
    /// A [dev.brood.SharedBarrier].
    BARRIER,
    /// A [dev.brood.SharedQueue].
    QUEUE,
    /// A [dev.brood.JoinableQueue].
    JOINABLE_QUEUE,
    /// A [dev.brood.Manager].
    MANAGER,
    /// A [dev.brood.ManagedMap].
    MAP,
    /// A [dev.brood.ManagedSet].
    SET,
    /// A [dev.brood.Namespace].
    NAMESPACE,
    /// A [dev.brood.ManagedList].
    LIST,
    /// A [dev.brood.ManagedValue].
    VALUE,
    /// An object of a class of the user's.
    OBJECT;

    /// Returns what messages call it.
    String word() {
        String word = name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (this) {
            case LONG, INT, DOUBLE, BOOLEAN, REFERENCE -> "shared " + word;
            default -> word;
        };
    }
}
