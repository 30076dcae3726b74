package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A bounded first-in-first-out queue that any number of processes of a tree write and read at
/// once: a [BlockingQueue] whose elements live in shared memory.
///
/// ```java
/// SharedQueue<String> queue = Brood.local().queue(3);
/// Brood.local().start(() -> queue.put("hello"));
/// String word = queue.take();
/// ```
///
/// | | throws | special value | blocks | times out |
/// |---|---|---|---|---|
/// | insert | [#add] | [#offer(Object)] | [#put] | [#offer(Object, Duration)] |
/// | remove | [#remove()] | [#poll()] | [#take] | [#poll(Duration)] |
/// | examine | [#element] | [#peek] | | |
///
/// **Items** travel by value: an item is encoded in the call that inserts it, so an item that can't
/// travel is an [EncodingException] of that call, and what the caller does to the object afterwards
/// does not show. It is decoded in the call that removes it; bytes that can't be decoded here are a
/// [DecodingException] of that call, and the item is gone. `null` is not allowed. Any size goes,
/// from nothing to more than the queue's own memory, as long as the shared memory of the machine
/// suffices.
///
/// **Order.** Items of one thread keep their order.
///
/// **Death.** When an inserting method has returned, the item is in the queue and survives the
/// process that inserted it. A process that dies *while* it inserts leaves no trace of that item. A
/// process that dies *while* it removes gives the item back, at the head, for the next reader; once
/// a removing method has returned, the item belongs to that process and dies with it. No one who
/// waits is left waiting by another's death.
///
/// **Closing.** [#close()] closes the queue for all processes: inserting fails with a
/// [ClosedException] that names the closer, waiting writers included; what is in the queue can
/// still be removed, and then removing fails the same way. That is also what a handle does that
/// arrives, with a task for one, when all that was in the queue has been removed.
///
/// **Sizes** are exact: [#size()] counts the items that can be removed at that moment.
///
/// **Bulk operations and iterators.** [#drainTo] moves items with a single acquisition of the
/// queue's lock; if the process dies in it, all come back. An iterator shows the items that were in
/// the queue at some moment after its creation; elements are decoded copies.
///
/// **Memory effects.** What a thread does before it inserts an item happens before what follows the
/// removal of that item in another process, for shared memory.
///
/// The handle is serializable: it goes into lambdas, tasks and other queues, and means the same
/// queue everywhere in the tree.
///
/// @param <E> what the queue holds
public interface SharedQueue<E> extends BlockingQueue<E>, Waitable, AutoCloseable, Serializable {

    /// Inserts an item, waiting for room if need be.
    ///
    /// @param item not null
    /// @throws InterruptedException if interrupted while waiting; the item was not inserted
    /// @throws ClosedException if the queue is closed
    /// @throws EncodingException if the item cannot travel
    /// @throws ResourceException if the shared memory of the machine is full
    @Override
    void put(E item) throws InterruptedException;

    /// Inserts an item, waiting for room, but not for ever.
    ///
    /// @param item not null
    /// @param timeout how long to wait; zero or less does not wait
    /// @return false if the time was over first; then the item was not inserted
    /// @throws InterruptedException if interrupted while waiting; the item was not inserted
    /// @throws ClosedException if the queue is closed
    /// @throws EncodingException if the item cannot travel
    /// @throws ResourceException if the shared memory of the machine is full
    boolean offer(E item, Duration timeout) throws InterruptedException;

    /// As [#offer(Object, Duration)].
    @Override
    default boolean offer(E item, long timeout, TimeUnit unit) throws InterruptedException {
        return offer(item, Duration.ofNanos(unit.toNanos(timeout)));
    }

    /// Removes the item at the head, waiting for one if need be.
    ///
    /// @return the item
    /// @throws InterruptedException if interrupted while waiting; nothing was removed
    /// @throws ClosedException if the queue is closed and empty
    /// @throws DecodingException if the item can't be decoded here; it is gone
    @Override
    E take() throws InterruptedException;

    /// Removes the item at the head, waiting for one, but not for ever.
    ///
    /// @param timeout how long to wait; zero or less does not wait
    /// @return the item, or null if the time was over first
    /// @throws InterruptedException if interrupted while waiting; nothing was removed
    /// @throws ClosedException if the queue is closed and empty
    /// @throws DecodingException if the item can't be decoded here; it is gone
    @Nullable E poll(Duration timeout) throws InterruptedException;

    /// As [#poll(Duration)].
    @Override
    default @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return poll(Duration.ofNanos(unit.toNanos(timeout)));
    }

    /// Returns the largest number of items it holds.
    ///
    /// @return at least 1
    int capacity();

    /// Returns its name, for messages.
    ///
    /// @return the name given, or one like `queue-3`
    String name();

    /// Returns whether it was closed.
    ///
    /// @return true once any process has closed it
    boolean isClosed();

    /// Closes it for all processes. Items in it can still be removed. A second call does nothing.
    @Override
    void close();

    /// Collects options and makes a queue; made by [Brood#newQueue()].
    ///
    /// @param <E> what the queue will hold
    interface Builder<E> {
        /// Sets the largest number of items.
        ///
        /// @param items at least 1; 1,024 if not set
        /// @return this
        /// @throws IllegalArgumentException if less than 1
        Builder<E> capacity(int items);

        /// Gives it a name, for messages.
        ///
        /// @param name a label without further meaning
        /// @return this
        Builder<E> name(String name);

        /// Makes the queue.
        ///
        /// @return an open queue
        /// @throws ResourceException if there is not enough shared memory
        SharedQueue<E> open();
    }
}
