package dev.brood;

import java.io.Serializable;

/// Data that processes share: a value, an array. The handle is serializable: it goes into lambdas,
/// tasks and queues, and means the same data everywhere in the tree; a process has one handle to
/// the same data, however often it arrives.
///
/// **Life.** Data lives until some process closes it, and at the longest as long as its tree. Data
/// of which no handle was ever sent anywhere can be used by its maker only, and is gone when that
/// process ends, however it ends, or when the handle is garbage. Closing a [Brood] in a child does
/// not close what it made: what a child has sent stays when the child ends.
///
/// **Errors.** Every method throws a [ClosedException] once the data is closed or its tree has
/// ended. In a process of another tree the handle can't be decoded, for the same reason.
public interface SharedData extends AutoCloseable, Serializable {

    /// Returns the lock of this data, for what takes more than one step: made, not fair, by the
    /// first call in any process, if none was given to it by [#useLock]. The methods of the data do
    /// not take it by themselves: each is atomic as it is.
    ///
    /// ```java
    /// count.lock().lock();
    /// try {
    ///     count.set(count.get() * 2 + 1);
    /// } finally {
    ///     count.lock().unlock();
    /// }
    /// ```
    ///
    /// If its owner dies it passes on, and the next owner sees that in [SharedLock#abandonment()].
    /// A lock that was made for the data is closed with it.
    ///
    /// @return the same lock in all processes
    /// @throws ResourceException if there is no memory for it
    SharedLock lock();

    /// Makes a lock the one that [#lock()] returns: for data that is changed together. It is not
    /// closed with the data.
    ///
    /// @param lock of the same tree
    /// @throws IllegalArgumentException if it is not
    /// @throws IllegalStateException if this data has another lock already, as it was asked for
    void useLock(SharedLock lock);

    /// Returns whether it was closed, by any process.
    ///
    /// @return true if it can't be used any more
    boolean isClosed();

    /// Closes it, for all processes. A second call does nothing.
    @Override
    void close();
}
