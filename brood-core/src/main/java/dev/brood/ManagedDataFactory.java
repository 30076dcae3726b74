package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What a [Manager] makes of its own: collections, values, and what threads of several processes
/// wait for each other at. All of it lives in the manager's server; what is returned are proxies.
public interface ManagedDataFactory {

    /// Makes an empty map.
    ///
    /// @param <K> its keys
    /// @param <V> its values
    /// @return a proxy
    /// @throws ManagerDiedException if the server has died, as every method
    /// @throws ClosedException if the manager was closed, as every method
    default <K, V> ManagedMap<K, V> map() {
        return map(Map.of());
    }

    /// Makes a map.
    ///
    /// @param <K> its keys
    /// @param <V> its values
    /// @param contents copied
    /// @return a proxy
    <K, V> ManagedMap<K, V> map(Map<? extends K, ? extends V> contents);

    /// Makes an empty list.
    ///
    /// @param <E> its elements
    /// @return a proxy
    default <E extends @Nullable Object> ManagedList<E> list() {
        return list(List.of());
    }

    /// Makes a list.
    ///
    /// @param <E> its elements
    /// @param contents copied
    /// @return a proxy
    <E extends @Nullable Object> ManagedList<E> list(Collection<? extends E> contents);

    /// Makes a list whose size never changes.
    ///
    /// @param <E> its elements
    /// @param contents copied
    /// @return a proxy; adding and removing throw an [UnsupportedOperationException]
    <E extends @Nullable Object> ManagedList<E> array(Collection<? extends E> contents);

    /// Makes an empty set.
    ///
    /// @param <E> its elements
    /// @return a proxy
    default <E> ManagedSet<E> set() {
        return set(List.of());
    }

    /// Makes a set.
    ///
    /// @param <E> its elements
    /// @param contents copied
    /// @return a proxy
    <E> ManagedSet<E> set(Collection<? extends E> contents);

    /// Makes a double-ended queue without a bound.
    ///
    /// @param <E> its elements
    /// @return a proxy
    default <E> ManagedDeque<E> deque() {
        return deque(Integer.MAX_VALUE);
    }

    /// Makes a bounded double-ended queue.
    ///
    /// @param <E> its elements
    /// @param capacity the largest number of elements, at least 1
    /// @return a proxy
    /// @throws IllegalArgumentException if the capacity is less than 1
    <E> ManagedDeque<E> deque(int capacity);

    /// Makes a bounded queue. One from [Brood#queue] is faster, and travels as well.
    ///
    /// @param <E> its items
    /// @param capacity the largest number of items, at least 1
    /// @return a proxy
    /// @throws IllegalArgumentException if the capacity is less than 1
    <E> SharedQueue<E> queue(int capacity);

    /// Makes a bounded queue that knows when all its items are done.
    ///
    /// @param <E> its items
    /// @param capacity the largest number of items, at least 1
    /// @return a proxy
    /// @throws IllegalArgumentException if the capacity is less than 1
    <E> JoinableQueue<E> joinableQueue(int capacity);

    /// Makes a value.
    ///
    /// @param <T> the value
    /// @param initial its first value
    /// @return a proxy
    <T extends @Nullable Object> ManagedValue<T> value(T initial);

    /// Makes a namespace without variables.
    ///
    /// @return a proxy
    Namespace namespace();

    /// Makes a re-entrant lock, given to those who wait in the order in which they came.
    ///
    /// @return a proxy
    SharedLock lock();

    /// Makes a semaphore without a bound.
    ///
    /// @param permits how many there are at first, at least 0
    /// @return a proxy
    /// @throws IllegalArgumentException if the number is negative
    SharedSemaphore semaphore(int permits);

    /// Makes a semaphore that never has more permits than at first.
    ///
    /// @param permits how many there are at first, at least 1
    /// @return a proxy
    /// @throws IllegalArgumentException if the number is less than 1
    SharedSemaphore boundedSemaphore(int permits);

    /// Makes a flag to set and wait for.
    ///
    /// @return a proxy
    SharedEvent event();

    /// Makes a barrier.
    ///
    /// @param parties how many must arrive, at least 1
    /// @return a proxy
    /// @throws IllegalArgumentException if the number is less than 1
    SharedBarrier barrier(int parties);

    /// Makes a count to take down to zero and wait for.
    ///
    /// @param count at least 0
    /// @return a proxy
    /// @throws IllegalArgumentException if the count is negative
    SharedLatch latch(int count);
}
