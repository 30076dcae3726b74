package dev.brood;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A count that threads of all processes of a tree take down to zero, once, and wait for; as
/// [java.util.concurrent.CountDownLatch] is between those of one process.
///
/// A process that dies before it has counted down is not known to the latch: where that must not
/// leave others waiting, let them wait for the process too, or with a time-out.
///
/// **Memory effects.** Counting down happens before the return of those who wait, in whatever
/// process, for what is in shared memory.
public interface SharedLatch extends SharedObject {

    /// Takes one from the count, if it is not zero, and lets all go on if it is zero then.
    ///
    /// @throws ClosedException if it was closed
    void countDown();

    /// Returns what is left to count.
    ///
    /// @return what was so at some moment
    /// @throws ClosedException if it was closed
    long count();

    /// Waits until the count is zero.
    ///
    /// @throws InterruptedException if interrupted before or while waiting
    /// @throws ClosedException if it was closed
    void await() throws InterruptedException;

    /// Waits until the count is zero, but not for ever.
    ///
    /// @param timeout how long to wait; zero or less does not wait
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted before or while waiting
    /// @throws ClosedException if it was closed
    boolean await(Duration timeout) throws InterruptedException;

    /// As [#await(Duration)].
    ///
    /// @param timeout how long to wait
    /// @param unit of the time-out
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted before or while waiting
    @SuppressWarnings("WaitNotInLoop") // it does not return before it is zero
    default boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return await(Duration.ofNanos(unit.toNanos(timeout)));
    }
}
