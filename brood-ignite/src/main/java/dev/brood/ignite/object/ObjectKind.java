package dev.brood.ignite.object;

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
    QUEUE
}
