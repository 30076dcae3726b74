package dev.brood;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A flag that threads of all processes of a tree set, clear and wait for.
///
/// ```java
/// SharedEvent ready = Brood.local().event();
/// Brood.local().start(() -> {
///     prepare();
///     ready.set();
/// });
/// ready.await();
/// ```
///
/// Whoever waits when it is set goes on, also if it is cleared at once. A death changes nothing
/// about it: the flag is no one's.
///
/// **Memory effects.** Setting happens before the return of those it lets go on, in whatever
/// process, for what is in shared memory.
public interface SharedEvent extends SharedObject {

    /// Sets the flag and lets all go on who wait. Does nothing if it is set.
    ///
    /// @throws ClosedException if it was closed
    void set();

    /// Clears the flag. Does nothing if it is not set.
    ///
    /// @throws ClosedException if it was closed
    void clear();

    /// Returns whether the flag is set.
    ///
    /// @return what was so at some moment
    /// @throws ClosedException if it was closed
    boolean isSet();

    /// Waits until the flag is set, or was since the call began.
    ///
    /// @throws InterruptedException if interrupted before or while waiting
    /// @throws ClosedException if it was closed
    void await() throws InterruptedException;

    /// Waits until the flag is set, or was since the call began, but not for ever.
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
    @SuppressWarnings("WaitNotInLoop") // it does not return before it is set
    default boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return await(Duration.ofNanos(unit.toNanos(timeout)));
    }

    /// Returns an estimate of how many threads of all processes wait.
    ///
    /// @return how many slept at some moment; 0 once it is closed
    int waiting();
}
