package dev.brood;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/// A condition of a [SharedLock]: threads of all processes of a tree wait here, having given the
/// lock up, until one that holds it signals. Made by [SharedLock#newCondition()].
///
/// ```java
/// lock.lock();
/// try {
///     notEmpty.await(() -> count.get() > 0);
///     …
/// } finally {
///     lock.unlock();
/// }
/// ```
///
/// **Signals.** [#signal()] wakes the thread that has waited longest, [#signalAll()] all that wait.
/// A signal when no one waits has no effect. A thread that is interrupted, times out or *dies*
/// never uses up a signal that another could have had: what a dead process was signalled and had
/// not returned from `await` with is passed on.
///
/// **Spurious wake-ups** are possible, as with every [Condition]: after the death of a process, and
/// when more than 128 threads wait at once. So wait in a loop, or with a condition to be met.
///
/// All methods that wait or signal throw an [IllegalMonitorStateException] if the calling thread
/// does not hold the lock, and a [ClosedException] if this or its lock was closed. A wait gives the
/// lock up however often it was locked, and takes it back before it returns or throws; if the lock
/// was closed meanwhile it is not held any more.
///
/// If an owner died while it held the lock, [SharedLock#abandonment()] shows that after a wait too.
public interface SharedCondition extends Condition, SharedObject {

    /// Waits for a signal.
    ///
    /// @throws InterruptedException if interrupted before or while waiting, and not signalled first
    @Override
    void await() throws InterruptedException;

    /// Waits for a signal. An interrupt does not end the wait, and is kept.
    @Override
    void awaitUninterruptibly();

    /// Waits for a signal, but not for ever.
    ///
    /// @param timeout how long to wait; zero or less gives the lock up and takes it back
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted before or while waiting, and not signalled first
    boolean await(Duration timeout) throws InterruptedException;

    /// As [#await(Duration)].
    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller's business
    default boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Duration.ofNanos(unit.toNanos(time)));
    }

    /// Waits until a predicate holds, asking it, with the lock held, at once and after each signal.
    ///
    /// @param predicate what to wait for
    /// @throws InterruptedException if interrupted before or while waiting
    default void await(BooleanSupplier predicate) throws InterruptedException {
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /// Waits until a predicate holds, but not for ever.
    ///
    /// @param predicate what to wait for; asked with the lock held, at once, after each signal, and
    ///   when the time is over
    /// @param timeout how long to wait
    /// @return what the predicate said last
    /// @throws InterruptedException if interrupted before or while waiting
    boolean await(BooleanSupplier predicate, Duration timeout) throws InterruptedException;

    /// Wakes the thread that has waited longest, if any waits.
    @Override
    void signal();

    /// Wakes up to a number of threads, those that have waited longest first.
    ///
    /// @param count at least 0
    void signal(int count);

    /// Wakes all threads that wait.
    @Override
    void signalAll();

    /// Returns how many threads wait.
    ///
    /// @return how many of all processes did at some moment and were not signalled; 0 once closed
    int waiting();
}
