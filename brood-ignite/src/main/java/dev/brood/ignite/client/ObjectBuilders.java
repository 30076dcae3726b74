package dev.brood.ignite.client;

import dev.brood.Action;
import dev.brood.JoinableQueue;
import dev.brood.Manager;
import dev.brood.ProcessOptions;
import dev.brood.SharedBarrier;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;
import dev.brood.codec.Codec;
import dev.brood.ignite.object.ClusterObjects;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Collect the options of shared objects. A name makes the object known to all programs of the
/// cluster: who asks for the same gets the same.
final class ObjectBuilders {
    private static final int USUAL_CAPACITY = 1024;
    private static final int MOST_PERMITS = 262_143;
    private static final int MOST_PARTIES = 64;

    private ObjectBuilders() {}

    private static void require(boolean fits, String message) {
        if (!fits) {
            throw new IllegalArgumentException(message);
        }
    }

    /// Of a queue.
    static final class Queue<E> implements SharedQueue.Builder<E> {
        private final ClusterObjects objects;
        private @Nullable String name;
        private int capacity = USUAL_CAPACITY;

        Queue(ClusterObjects objects) {
            this.objects = objects;
        }

        @Override
        public SharedQueue.Builder<E> capacity(int items) {
            require(items >= 1, "a queue's capacity must be at least 1, was " + items);
            capacity = items;
            return this;
        }

        @Override
        public SharedQueue.Builder<E> name(String label) {
            name = label;
            return this;
        }

        @Override
        public SharedQueue<E> open() {
            return objects.queue(name, capacity);
        }
    }

    /// Of a joinable queue.
    static final class Joinable<E> implements JoinableQueue.Builder<E> {
        private final ClusterObjects objects;
        private @Nullable String name;
        private int capacity = USUAL_CAPACITY;
        private boolean redeliver;

        Joinable(ClusterObjects objects) {
            this.objects = objects;
        }

        @Override
        public JoinableQueue.Builder<E> capacity(int items) {
            require(items >= 1, "a queue's capacity must be at least 1, was " + items);
            capacity = items;
            return this;
        }

        @Override
        public JoinableQueue.Builder<E> name(String label) {
            name = label;
            return this;
        }

        @Override
        public JoinableQueue.Builder<E> redeliver(boolean again) {
            redeliver = again;
            return this;
        }

        @Override
        public JoinableQueue<E> open() {
            return objects.joinableQueue(name, capacity, redeliver);
        }
    }

    /// Of what makes collections.
    static final class Collections implements Manager.Builder {
        private final ClusterObjects objects;
        private @Nullable String name;

        Collections(ClusterObjects objects) {
            this.objects = objects;
        }

        @Override
        public Manager.Builder name(String label) {
            name = label;
            return this;
        }

        @Override
        public Manager.Builder process(ProcessOptions options) {
            throw refusal("options");
        }

        @Override
        public Manager.Builder initializer(Action action) {
            throw refusal("an initializer");
        }

        private static UnsupportedOperationException refusal(String what) {
            return new UnsupportedOperationException(
                    "a manager of a cluster has no process, and so no use for %s: use"
                                    .formatted(what)
                            + " Brood.local().newManager() on one machine");
        }

        @Override
        public Manager open() {
            return objects.manager(name);
        }
    }

    /// Of a lock.
    static final class Lock implements SharedLock.Builder {
        private final ClusterObjects objects;
        private @Nullable String name;
        private boolean fair;

        Lock(ClusterObjects objects) {
            this.objects = objects;
        }

        @Override
        public SharedLock.Builder fair(boolean wanted) {
            fair = wanted;
            return this;
        }

        @Override
        public SharedLock.Builder name(String label) {
            name = label;
            return this;
        }

        @Override
        public SharedLock open() {
            return objects.lock(name, fair);
        }
    }

    /// Of a semaphore.
    static final class Semaphore implements SharedSemaphore.Builder {
        private final ClusterObjects objects;
        private @Nullable String name;
        private int permits = 1;
        private int bound = MOST_PERMITS;
        private boolean fair;
        private boolean counted = true;

        Semaphore(ClusterObjects objects) {
            this.objects = objects;
        }

        @Override
        public SharedSemaphore.Builder permits(int number) {
            require(
                    number >= 0 && number <= MOST_PERMITS,
                    "a semaphore's permits must be 0 to %d, was %d"
                            .formatted(MOST_PERMITS, number));
            permits = number;
            return this;
        }

        @Override
        public SharedSemaphore.Builder bound(int number) {
            require(
                    number >= 1 && number <= MOST_PERMITS,
                    "a semaphore's bound must be 1 to %d, was %d".formatted(MOST_PERMITS, number));
            bound = number;
            return this;
        }

        @Override
        public SharedSemaphore.Builder fair(boolean wanted) {
            fair = wanted;
            return this;
        }

        @Override
        public SharedSemaphore.Builder counted(boolean wanted) {
            counted = wanted;
            return this;
        }

        @Override
        public SharedSemaphore.Builder name(String label) {
            name = label;
            return this;
        }

        @Override
        public SharedSemaphore open() {
            require(
                    permits <= bound,
                    "a semaphore can't have %d permits at first and a bound of %d"
                            .formatted(permits, bound));
            return objects.semaphore(name, permits, bound, fair, counted);
        }
    }

    /// Of a barrier.
    static final class Barrier implements SharedBarrier.Builder {
        private final ClusterObjects objects;
        private final int parties;
        private @Nullable String name;
        private long timeoutNanos;
        private byte[] action = {};

        Barrier(ClusterObjects objects, int parties) {
            require(
                    parties >= 1 && parties <= MOST_PARTIES,
                    "a barrier's parties must be 1 to %d, was %d".formatted(MOST_PARTIES, parties));
            this.objects = objects;
            this.parties = parties;
        }

        @Override
        public SharedBarrier.Builder action(Action given) {
            action = Codec.standard().toBytes("action", given);
            return this;
        }

        @Override
        public SharedBarrier.Builder timeout(Duration timeout) {
            timeoutNanos = Math.max(1, timeout.toNanos());
            return this;
        }

        @Override
        public SharedBarrier.Builder name(String label) {
            name = label;
            return this;
        }

        @Override
        public SharedBarrier open() {
            return objects.barrier(name, parties, timeoutNanos, action);
        }
    }
}
