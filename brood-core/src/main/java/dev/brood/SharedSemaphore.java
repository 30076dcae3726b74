package dev.brood;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A number of permits that threads of all processes of a tree acquire and release; as
/// [java.util.concurrent.Semaphore] is between those of one process.
///
/// ```java
/// SharedSemaphore slots = Brood.local().semaphore(4);   // four downloads at once, by any process
/// slots.acquire();
/// try {
///     download(url);
/// } finally {
///     slots.release();
/// }
/// ```
///
/// A permit belongs to no thread: any thread of any process may release. So a mutex that another
/// may release is a bounded semaphore of one permit.
///
/// **Fairness.** A semaphore made with [Builder#fair] gives permits in the order in which threads
/// came, across processes; beyond 128 that wait at once the order of those behind is not kept.
/// [#tryAcquire()] takes what is available whoever waits. One that is not fair may let a thread
/// that wants many permits wait while others take them one by one.
///
/// **Bound.** A bounded semaphore refuses a release that would make more permits than its bound: a
/// release too many is found where it is made. Without a bound there are at most 262,143.
///
/// **Death.** Permits held by a process that dies, whatever kills it, are given back at once. What
/// a process *holds* is counted:
///
/// - acquiring adds to the count of the process that acquires;
/// - releasing takes from the count of the process that releases; what is more than it holds, from
///   that of others that hold any (so a permit may be released by another than its holder, and does
///   not come back a second time when the holder dies);
/// - what is more than all hold makes new permits.
///
/// That is exact where processes release what they acquired, and where one process acquires and
/// others release for it. Only when several hold permits and a stranger releases one can it be
/// taken off the wrong count. Where permits are not held but used up, as tokens for work done by
/// whoever takes them, say [Builder#counted] false: then no death gives anything back. Of more than
/// 64 processes that hold permits of one semaphore at once, those of the last are not counted.
///
/// **Memory effects.** Releasing happens before a later acquiring, by a thread of whatever process,
/// for what is in shared memory.
public interface SharedSemaphore extends SharedObject {

    /// Waits for a permit and takes it.
    ///
    /// @throws InterruptedException if interrupted before or while waiting; none was taken
    /// @throws ClosedException if it was closed
    default void acquire() throws InterruptedException {
        acquire(1);
    }

    /// Waits for a number of permits and takes them all at once.
    ///
    /// @param permits how many, at least 0
    /// @throws InterruptedException if interrupted before or while waiting; none was taken
    /// @throws ClosedException if it was closed
    void acquire(int permits) throws InterruptedException;

    /// Waits for a permit and takes it. An interrupt does not end the wait, and is kept.
    ///
    /// @throws ClosedException if it was closed
    default void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /// Waits for a number of permits and takes them. An interrupt does not end the wait, and is
    /// kept.
    ///
    /// @param permits how many, at least 0
    /// @throws ClosedException if it was closed
    void acquireUninterruptibly(int permits);

    /// Takes a permit if one is available now.
    ///
    /// @return whether it was taken
    /// @throws ClosedException if it was closed
    default boolean tryAcquire() {
        return tryAcquire(1);
    }

    /// Takes permits if as many are available now.
    ///
    /// @param permits how many, at least 0
    /// @return whether they were taken
    /// @throws ClosedException if it was closed
    boolean tryAcquire(int permits);

    /// Waits for a permit and takes it, but not for ever.
    ///
    /// @param timeout how long to wait; zero or less does not wait
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted before or while waiting; none was taken
    /// @throws ClosedException if it was closed
    default boolean tryAcquire(Duration timeout) throws InterruptedException {
        return tryAcquire(1, timeout);
    }

    /// Waits for permits and takes them, but not for ever.
    ///
    /// @param permits how many, at least 0
    /// @param timeout how long to wait; zero or less does not wait
    /// @return false if the time was over first; then none was taken
    /// @throws InterruptedException if interrupted before or while waiting; none was taken
    /// @throws ClosedException if it was closed
    boolean tryAcquire(int permits, Duration timeout) throws InterruptedException;

    /// As [#tryAcquire(Duration)].
    ///
    /// @param timeout how long to wait
    /// @param unit of the time-out
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted before or while waiting; none was taken
    default boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return tryAcquire(Duration.ofNanos(unit.toNanos(timeout)));
    }

    /// Gives a permit back, or makes one.
    ///
    /// @throws IllegalStateException if there would be more than the bound; nothing was done
    /// @throws ClosedException if it was closed
    default void release() {
        release(1);
    }

    /// Gives permits back, or makes some.
    ///
    /// @param permits how many, at least 0
    /// @throws IllegalStateException if there would be more than the bound; nothing was done
    /// @throws ClosedException if it was closed
    void release(int permits);

    /// Returns how many permits are available.
    ///
    /// @return how many were at some moment
    /// @throws ClosedException if it was closed
    int availablePermits();

    /// Takes all permits that are available.
    ///
    /// @return how many it took
    /// @throws ClosedException if it was closed
    int drainPermits();

    /// Returns the most permits there can be.
    ///
    /// @return its bound, 262,143 if it was given none
    int bound();

    /// Returns whether permits are given to those who wait in the order in which they came.
    ///
    /// @return as it was made
    boolean isFair();

    /// Returns an estimate of how many threads of all processes wait for permits.
    ///
    /// @return how many slept at some moment; 0 once it is closed
    int waiting();

    /// Collects options and makes a semaphore; made by [Brood#newSemaphore()].
    interface Builder {
        /// Sets how many permits there are at first.
        ///
        /// @param permits 0 to 262,143; 1 if not set
        /// @return this
        /// @throws IllegalArgumentException if out of range
        Builder permits(int permits);

        /// Sets the most permits there can be.
        ///
        /// @param permits 1 to 262,143, the latter if not set; at least as many as there are at
        ///   first
        /// @return this
        /// @throws IllegalArgumentException if out of range
        Builder bound(int permits);

        /// Sets whether those who wait get permits in the order in which they came.
        ///
        /// @param fair false if not set
        /// @return this
        Builder fair(boolean fair);

        /// Sets whether it is counted which process holds how many, so that its death gives them
        /// back.
        ///
        /// @param counted true if not set
        /// @return this
        Builder counted(boolean counted);

        /// Gives it a name, for messages.
        ///
        /// @param name a label without further meaning
        /// @return this
        Builder name(String name);

        /// Makes the semaphore.
        ///
        /// @return an open semaphore
        /// @throws IllegalArgumentException if it is to have more permits than its bound
        /// @throws ResourceException if there is no memory for it
        SharedSemaphore open();
    }
}
