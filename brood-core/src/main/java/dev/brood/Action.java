package dev.brood;

import java.io.Serializable;

/// Work without a result that can travel to another process.
///
/// A lambda written where an `Action` is expected is serializable, captured values included, so
/// `brood.start(() -> queue.put("hello"))` works as it reads. The one abstract method is
/// [#perform()], which may throw; [#run()] is there so that an `Action` is a [Runnable], and so
/// that a call such as `pool.submit(() -> …)` prefers this interface to `Runnable`.
///
/// What is captured travels by value: the other process works on copies, except for handles made by
/// a [Brood] (queues and the like), which name the same object everywhere.
@FunctionalInterface
public interface Action extends Runnable, Serializable {

    /// Does the work.
    ///
    /// @throws Exception if the work fails; how it is reported is the business of whoever runs it
    void perform() throws Exception;

    /// Does the work as a [Runnable]: unchecked exceptions and errors pass as they are, a checked
    /// exception as the cause of an [ActionFailedException].
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // the point: a Runnable that may throw
    default void run() {
        try {
            perform();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new ActionFailedException(e);
        }
    }
}
