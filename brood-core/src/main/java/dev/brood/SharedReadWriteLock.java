package dev.brood;

import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/// A lock that many threads hold for reading, or one for writing, of all processes of a tree; as
/// [java.util.concurrent.locks.ReentrantReadWriteLock] is between those of one process, made fair.
///
/// ```java
/// SharedReadWriteLock lock = Brood.local().readWriteLock();
/// lock.readLock().lock();
/// try {
///     look(table);
/// } finally {
///     lock.readLock().unlock();
/// }
/// ```
///
/// Threads get it in the order in which they came, readers that follow each other together; so
/// neither readers nor writers starve. Both locks are re-entrant. A thread that holds the write
/// lock may take the read lock, and give the write lock up first. One that holds the read lock and
/// asks for the write lock would wait for itself: it gets an [IllegalStateException], or false.
///
/// The two locks are views of this object and do not travel; this object does. They have no
/// conditions.
///
/// **Death.** Read locks held by a process that dies are given up. A write lock is passed on, and
/// [#abandonment()] shows that to all who follow until a writer has [#repaired()]; see
/// [SharedLock]. That holds for up to 64 processes that read at the same time, each with any number
/// of threads. Those beyond get the lock all the same, but if one of them dies while it reads, its
/// read lock is not given up, and writers wait for it: where so many may read at once, let them
/// read through fewer processes, or use several locks.
///
/// **Memory effects.** Unlocking the write lock happens before each later locking of either, and
/// unlocking the read lock before each later locking of the write lock, in whatever process, for
/// what is in shared memory.
public interface SharedReadWriteLock extends ReadWriteLock, SharedObject {

    /// Returns the lock for reading.
    ///
    /// @return always the same view
    @Override
    Lock readLock();

    /// Returns the lock for writing.
    ///
    /// @return always the same view
    @Override
    Lock writeLock();

    /// Returns whether any thread of any process holds it for writing.
    ///
    /// @return what was so at some moment
    /// @throws ClosedException if it was closed
    boolean isWriteLocked();

    /// Returns how many threads of all processes hold it for reading.
    ///
    /// @return how many did at some moment
    /// @throws ClosedException if it was closed
    int readers();

    /// Returns how often the calling thread has locked and not unlocked the write lock.
    ///
    /// @return 0 if it does not hold it
    int writeHoldCount();

    /// Returns how often the calling thread has locked and not unlocked the read lock.
    ///
    /// @return 0 if it does not hold it
    int readHoldCount();

    /// Returns an estimate of how many threads of all processes wait for either.
    ///
    /// @return how many did at some moment; 0 once it is closed
    int waiting();

    /// Returns the last death of a writer, if what it left behind was not [#repaired()] since. For
    /// those who hold either lock.
    ///
    /// @return empty if no writer has died, or its successor has repaired
    /// @throws IllegalMonitorStateException if this thread holds neither lock
    Optional<Abandonment> abandonment();

    /// Says that what the lock protects is whole again. For the writer.
    ///
    /// @throws IllegalMonitorStateException if this thread does not hold the write lock
    void repaired();
}
