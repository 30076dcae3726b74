package dev.brood;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A place where a number of threads of all processes of a tree wait for each other, again and
/// again; as [java.util.concurrent.CyclicBarrier] is between those of one process.
///
/// ```java
/// SharedBarrier barrier = Brood.local().barrier(4);
/// for (int i = 0; i < 4; i++) {
///     Brood.local().start(() -> {
///         for (Step step : steps) {
///             work(step);
///             barrier.await();
///         }
///     });
/// }
/// ```
///
/// **Action.** A barrier may have an action ([Builder#action]), which the last to arrive runs, in
/// its process and thread, before any goes on.
///
/// **Breaking.** All or none: if one that waits is interrupted or its time is over, if the action
/// fails, or on [#abort()], the barrier *breaks*: all who wait, and all who come later, get a
/// [BrokenBarrierException] that says why, until someone calls [#reset()]. A reset while some wait
/// breaks it for those, and it can be used at once.
///
/// **Death.** A process that dies while one of its threads waits, or runs the action, breaks the
/// barrier; so does one that is killed and had taken part in the last pass, as the others would
/// wait for it in vain. The exception names it. A process that has ended in order is not missed.
///
/// **Memory effects.** What threads did before they arrived happens before the action, and that
/// before the return of all, in whatever process, for what is in shared memory.
public interface SharedBarrier extends SharedObject {

    /// Waits until all have arrived; for the time the barrier was made with, if any.
    ///
    /// @return the number of those still missing at the arrival: 0 for the last, parties - 1 for
    ///   the first
    /// @throws InterruptedException if interrupted before or while waiting; the barrier is broken
    /// @throws BrokenBarrierException if it is or gets broken, also as its time is over
    /// @throws ClosedException if it was closed
    int await() throws InterruptedException, BrokenBarrierException;

    /// Waits until all have arrived, but not for ever.
    ///
    /// @param timeout how long to wait; when it is over first, the barrier is broken
    /// @return as [#await()]
    /// @throws InterruptedException if interrupted before or while waiting; the barrier is broken
    /// @throws BrokenBarrierException if it is or gets broken by another
    /// @throws TimeoutException if the time was over first; the barrier is broken
    /// @throws ClosedException if it was closed
    int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException;

    /// As [#await(Duration)].
    ///
    /// @param timeout how long to wait
    /// @param unit of the time-out
    /// @return as [#await()]
    /// @throws InterruptedException if interrupted before or while waiting; the barrier is broken
    /// @throws BrokenBarrierException if it is or gets broken by another
    /// @throws TimeoutException if the time was over first; the barrier is broken
    @SuppressWarnings("WaitNotInLoop") // it does not return before all are there
    default int await(long timeout, TimeUnit unit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Duration.ofNanos(unit.toNanos(timeout)));
    }

    /// Breaks the barrier, until it is reset.
    ///
    /// @throws ClosedException if it was closed
    void abort();

    /// Makes the barrier as new. Those who wait get a [BrokenBarrierException].
    ///
    /// @throws ClosedException if it was closed
    void reset();

    /// Returns whether it is broken.
    ///
    /// @return what was so at some moment
    /// @throws ClosedException if it was closed
    boolean isBroken();

    /// Returns how many must arrive.
    ///
    /// @return at least 1
    int parties();

    /// Returns how many have arrived and wait.
    ///
    /// @return how many did at some moment; 0 if it is broken
    /// @throws ClosedException if it was closed
    int waiting();

    /// Collects options and makes a barrier; made by [Brood#newBarrier(int)].
    interface Builder {
        /// Sets what the last to arrive does.
        ///
        /// @param action it must be able to travel, and be at most 700 bytes encoded
        /// @return this
        Builder action(Action action);

        /// Sets how long [SharedBarrier#await()] waits.
        ///
        /// @param timeout for ever if not set
        /// @return this
        Builder timeout(Duration timeout);

        /// Gives it a name, for messages.
        ///
        /// @param name a label without further meaning
        /// @return this
        Builder name(String name);

        /// Makes the barrier.
        ///
        /// @return an open barrier
        /// @throws EncodingException if the action can't travel, or is too large
        /// @throws ResourceException if there is no memory for it
        SharedBarrier open();
    }
}
