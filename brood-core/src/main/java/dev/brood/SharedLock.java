package dev.brood;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/// A re-entrant mutual exclusion lock between threads of all processes of a tree; as
/// [java.util.concurrent.locks.ReentrantLock] is between those of one.
///
/// ```java
/// SharedLock lock = Brood.local().lock();
/// Brood.local().start(() -> {
///     lock.lock();
///     try {
///         update(file);
///     } finally {
///         lock.unlock();
///     }
/// });
/// ```
///
/// The owner is a thread of a process, platform or virtual. It may lock again, and must unlock as
/// often. A lock that any process may release is another thing: a semaphore of one permit.
///
/// | | waits | interruptible | times out |
/// |---|---|---|---|
/// | [#lock()] | yes | no | no |
/// | [#lockInterruptibly()] | yes | yes | no |
/// | [#tryLock()] | no | no | |
/// | [#tryLock(Duration)] | yes | yes | yes |
///
/// **Fairness.** A lock made with [Builder#fair] is given to threads in the order in which they
/// came, across processes; beyond 128 that wait at once the order of those behind is not kept.
/// [#tryLock()] takes a free lock whoever waits. A lock that is not fair is several times faster
/// when it is contended.
///
/// **Death of the owner.** A lock held by a process that dies, whatever kills it, is passed on at
/// once: locking never fails or hangs because of it. But what the lock protects may be
/// half-changed. So the lock remembers: [#abandonment()] tells each following owner that, when and
/// by whom the lock was abandoned, until one of them has put things right and says so by
/// [#repaired()]. Whose data cannot be half-changed need not ask. A *thread* that ends without
/// unlocking while its process lives keeps the lock for ever, as in `java.util.concurrent`.
///
/// **Memory effects.** Unlocking happens before the next successful locking, by a thread of
/// whatever process, for what is in shared memory.
public interface SharedLock extends Lock, SharedObject {

    /// Waits until the lock is free and takes it. An interrupt does not end the wait, and is kept.
    ///
    /// @throws ClosedException if it was closed
    @Override
    void lock();

    /// Waits until the lock is free and takes it, unless interrupted.
    ///
    /// @throws InterruptedException if interrupted before or while waiting; the lock was not taken
    /// @throws ClosedException if it was closed
    @Override
    void lockInterruptibly() throws InterruptedException;

    /// Takes the lock if it is free now, or this thread's already.
    ///
    /// @return whether this thread has it
    /// @throws ClosedException if it was closed
    @Override
    boolean tryLock();

    /// Waits until the lock is free and takes it, but not for ever.
    ///
    /// @param timeout how long to wait; zero or less does not wait
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted before or while waiting; the lock was not taken
    /// @throws ClosedException if it was closed
    boolean tryLock(Duration timeout) throws InterruptedException;

    /// As [#tryLock(Duration)].
    @Override
    default boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return tryLock(Duration.ofNanos(unit.toNanos(time)));
    }

    /// Gives the lock up once; the last of as many calls as there were of locking sets it free. If
    /// the lock was closed meanwhile this does nothing more.
    ///
    /// @throws IllegalMonitorStateException if this thread does not hold it; the message names who
    ///   does
    @Override
    void unlock();

    /// Makes a condition of this lock. It is a shared object of its own, which travels.
    ///
    /// @return a new condition
    /// @throws ClosedException if the lock was closed
    /// @throws ResourceException if there is no memory for it
    @Override
    SharedCondition newCondition();

    /// Returns whether any thread of any process holds it.
    ///
    /// @return what was so at some moment
    /// @throws ClosedException if it was closed
    boolean isLocked();

    /// Returns whether the calling thread holds it.
    ///
    /// @return true between its locking and unlocking
    boolean isHeldByCurrentThread();

    /// Returns how often the calling thread has locked and not unlocked it.
    ///
    /// @return 0 if it does not hold it
    int holdCount();

    /// Returns who holds it.
    ///
    /// @return who did at some moment, empty if no one
    /// @throws ClosedException if it was closed
    Optional<LockOwner> owner();

    /// Returns an estimate of how many threads of all processes wait for it.
    ///
    /// @return how many slept at some moment; 0 once it is closed
    int waiting();

    /// Returns whether it is given to those who wait in the order in which they came.
    ///
    /// @return as it was made
    boolean isFair();

    /// Returns the last death of an owner, if what it left behind was not [#repaired()] since. For
    /// the owner.
    ///
    /// @return empty if no owner has died, or its successor has repaired
    /// @throws IllegalMonitorStateException if this thread does not hold the lock
    Optional<Abandonment> abandonment();

    /// Says that what the lock protects is whole again: the next owners see no abandonment. For the
    /// owner; does nothing if there is nothing to repair.
    ///
    /// @throws IllegalMonitorStateException if this thread does not hold the lock
    void repaired();

    /// Collects options and makes a lock; made by [Brood#newLock()].
    interface Builder {
        /// Sets whether those who wait get it in the order in which they came.
        ///
        /// @param fair false if not set
        /// @return this
        Builder fair(boolean fair);

        /// Gives it a name, for messages.
        ///
        /// @param name a label without further meaning
        /// @return this
        Builder name(String name);

        /// Makes the lock.
        ///
        /// @return a free lock
        /// @throws ResourceException if there is no memory for it
        SharedLock open();
    }
}
