/// Process-based parallelism: what a user of Brood types.
///
/// [dev.brood.Brood] makes everything; [dev.brood.ChildProcess], [dev.brood.ProcessPool] and
/// [dev.brood.SharedQueue] are what it makes, and what processes synchronize by:
/// [dev.brood.SharedLock], [dev.brood.SharedCondition], [dev.brood.SharedReadWriteLock],
/// [dev.brood.SharedSemaphore], [dev.brood.SharedEvent], [dev.brood.SharedLatch] and
/// [dev.brood.SharedBarrier]. [dev.brood.Action], [dev.brood.Task] and [dev.brood.Fn] are the
/// lambdas that travel. Exceptions extend [dev.brood.BroodException].
///
/// ## Memory consistency across processes
///
/// The rules of `java.util.concurrent` hold between processes for what is in shared memory: an
/// action before inserting an item into a [dev.brood.SharedQueue] happens before those that follow
/// its removal in any process, and likewise for submitting a task and running it, for its end and
/// the return of `get`, for starting a process and its first action, and for unlocking, releasing,
/// setting or arriving and what goes on because of that. Ordinary objects are never shared; they
/// travel as copies.
package dev.brood;
