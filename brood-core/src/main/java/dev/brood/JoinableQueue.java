package dev.brood;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A [SharedQueue] that knows what became of its items: whoever has taken one says when it is done,
/// and [#join()] waits until all that were put are done.
///
/// ```java
/// JoinableQueue<Path> queue = Brood.local().joinableQueue(100);
/// for (int i = 0; i < 4; i++) {
///     Brood.local().process().daemon(true).start(() -> {
///         while (true) {
///             Path file = queue.take();
///             try {
///                 convert(file);
///             } finally {
///                 queue.taskDone();
///             }
///         }
///     });
/// }
/// queue.addAll(files);
/// queue.join();
/// ```
///
/// An item is *unfinished* from the moment the method that inserts it has inserted it, waits in the
/// queue, and is *in hand* from the moment it is removed by `take`, `poll`, `remove()` or `drainTo`
/// until the same process calls [#taskDone()]. Items that are removed without being handed to
/// anyone ([#clear()], `remove(Object)`, `removeIf`, an iterator's `remove`) are done by that; so
/// is an item that can't be decoded where it was taken: the [DecodingException] has told of it.
///
/// **Death.** What a process had in hand when it ended, however it ended:
///
/// - is *lost*, if nothing else was said. Those who [#join()] go on waiting for the rest, and then
///   get an [ItemsLostException] that names the process and how many it left; so does everyone who
///   joins later, until [#writeOff()] says that it is dealt with.
/// - is *delivered again*, to any process, if the queue was made with [Builder#redeliver]: at its
///   old place, before younger items. Each item is then done at least once; one whose process died
///   between doing it and saying so is done again.
///
/// **Delivering again** needs the items to stay in shared memory until they are done. The capacity
/// still counts only what waits (what comes back may exceed it for a while), but what is in hand
/// takes room, of which there are some megabytes: a writer waits when that is used up. So a
/// consumer must not collect without end before it calls `taskDone`. In such a queue `taskDone()`
/// stands for the oldest item that the *calling thread* has in hand, and [#taskDone(Object)] for a
/// certain one, taken by any thread of this process.
///
/// **Closing** ends inserting; what waits can still be removed, and what is in hand acknowledged.
/// Removing from a closed and empty queue fails with a [ClosedException]; in one that delivers
/// again it first waits for what *other* processes have in hand, as that may come back. `join` on a
/// closed queue waits for what was put before; if the queue's maker has ended, and the items with
/// it, it fails with a [ClosedException].
///
/// @param <E> what the queue holds
public interface JoinableQueue<E> extends SharedQueue<E> {

    /// Says that an item is done that this process has taken.
    ///
    /// @throws IllegalStateException if this process has taken no item that is not done; in a queue
    ///   that delivers again, if this thread has not
    /// @throws ClosedException if the queue is closed and all is done, or its maker has ended
    void taskDone();

    /// Says that a certain item is done that this process has taken. In a queue that does not
    /// deliver again one item is as good as another, and this is [#taskDone()].
    ///
    /// @param item the very object that was returned when it was removed
    /// @throws IllegalStateException if this process does not have it in hand
    /// @throws ClosedException if the queue is closed and all is done, or its maker has ended
    void taskDone(E item);

    /// Waits until no item is unfinished.
    ///
    /// @throws InterruptedException if interrupted while waiting
    /// @throws ItemsLostException if all is done but what a process had in hand that died
    /// @throws ClosedException if the queue was closed with what was in it, because its maker ended
    void join() throws InterruptedException;

    /// Waits until no item is unfinished, but not for ever.
    ///
    /// @param timeout how long to wait; zero or less does not wait
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted while waiting
    /// @throws ItemsLostException if all is done but what a process had in hand that died
    /// @throws ClosedException if the queue was closed with what was in it, because its maker ended
    boolean join(Duration timeout) throws InterruptedException;

    /// As [#join(Duration)].
    ///
    /// @param timeout how long to wait; zero or less does not wait
    /// @param unit of the time
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted while waiting
    default boolean join(long timeout, TimeUnit unit) throws InterruptedException {
        return join(Duration.ofNanos(unit.toNanos(timeout)));
    }

    /// Returns how many items are unfinished: waiting, or in hand. Those that are lost don't count.
    ///
    /// @return at least 0
    int unfinished();

    /// Returns how many items are lost.
    ///
    /// @return 0 if none are, or they were written off
    int lost();

    /// Counts what is lost as done: for who has dealt with it.
    ///
    /// @return how many it was
    int writeOff();

    /// Collects options and makes a queue; made by [Brood#newJoinableQueue()].
    ///
    /// @param <E> what the queue will hold
    interface Builder<E> extends SharedQueue.Builder<E> {
        @Override
        Builder<E> capacity(int items);

        @Override
        Builder<E> name(String name);

        /// Sets whether what a dead process had in hand is delivered again.
        ///
        /// @param again false if not set: then it is lost, and `join` tells
        /// @return this
        Builder<E> redeliver(boolean again);

        @Override
        JoinableQueue<E> open();
    }
}
