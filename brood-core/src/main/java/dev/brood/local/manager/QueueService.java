package dev.brood.local.manager;

import dev.brood.Quick;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// What proxies of queues ask the server for.
interface QueueService {
    /// Puts an item without waiting.
    ///
    /// @return false if there is no room
    @Quick
    boolean offer(Object item, boolean atFront);

    @Attempted
    void put(Object item, boolean atFront) throws InterruptedException;

    @Attempted
    boolean offer(Object item, boolean atFront, Duration timeout) throws InterruptedException;

    /// Puts all, or none if there is not room for all.
    @Quick
    boolean offerAll(Collection<?> items);

    @Quick
    @Nullable Object poll(boolean atBack);

    @Attempted
    Object take(boolean atBack) throws InterruptedException;

    @Attempted
    @Nullable Object poll(boolean atBack, Duration timeout) throws InterruptedException;

    @Quick
    @Nullable Object peek(boolean atBack);

    /// Takes what is there.
    @Quick
    List<Object> drain(int most);

    @Quick
    int size();

    @Quick
    int capacity();

    @Quick
    void clear();

    @Quick
    boolean remove(Object item, boolean fromBack);

    @Quick
    boolean removeAll(Collection<?> items, boolean isRetaining);

    @Quick
    List<Object> copy();
}
