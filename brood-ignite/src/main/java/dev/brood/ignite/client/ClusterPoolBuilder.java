package dev.brood.ignite.client;

import dev.brood.Action;
import dev.brood.PoolListener;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.TaskOptions;
import dev.brood.codec.Codec;
import dev.brood.ignite.link.PoolSpec;
import dev.brood.local.pool.WorkerCount;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;

/// Collects the options of a pool of the cluster.
final class ClusterPoolBuilder implements ProcessPool.Builder {
    private final BiFunction<PoolSpec, TaskOptions, ProcessPool> opener;
    private String name;
    private int workers = Integer.MAX_VALUE;
    private ProcessOptions process = ProcessOptions.DEFAULTS;
    private TaskOptions tasks = TaskOptions.DEFAULTS;
    private @Nullable Action initializer;
    private @Nullable Action finalizer;
    private @Nullable Duration idle;
    private int recycleTasks;
    private @Nullable Duration recycleAge;
    private long recycleMemory;
    private boolean pinned;
    private boolean prefixed;
    private int least;

    ClusterPoolBuilder(String name, BiFunction<PoolSpec, TaskOptions, ProcessPool> opener) {
        this.name = name;
        this.opener = opener;
    }

    @Override
    public ProcessPool.Builder workers(int number) {
        require(number >= 1, "a pool needs at least 1 worker, was " + number);
        workers = number;
        return this;
    }

    @Override
    public ProcessPool.Builder name(String label) {
        name = label;
        return this;
    }

    @Override
    public ProcessPool.Builder process(ProcessOptions options) {
        process = options;
        return this;
    }

    @Override
    public ProcessPool.Builder tasks(TaskOptions options) {
        tasks = options;
        return this;
    }

    @Override
    public ProcessPool.Builder listener(PoolListener listener) {
        throw new UnsupportedOperationException(
                "a pool of a cluster tells no listeners, as its events are on many machines: ask"
                        + " stats(), or use the futures");
    }

    @Override
    public ProcessPool.Builder minWorkers(int number) {
        require(number >= 0, "the least number of workers must be at least 0, was " + number);
        least = number;
        return this;
    }

    @Override
    public ProcessPool.Builder idleTimeout(Duration timeout) {
        require(timeout.isPositive(), "the idle time-out must be more than 0, was " + timeout);
        idle = timeout;
        return this;
    }

    @Override
    public ProcessPool.Builder initializer(Action action) {
        initializer = Objects.requireNonNull(action, "initializer");
        return this;
    }

    @Override
    public ProcessPool.Builder finalizer(Action action) {
        finalizer = Objects.requireNonNull(action, "finalizer");
        return this;
    }

    @Override
    public ProcessPool.Builder recycleAfter(int number) {
        require(number >= 1, "a worker can be recycled after 1 task or more, was " + number);
        recycleTasks = number;
        return this;
    }

    @Override
    public ProcessPool.Builder recycleAfter(Duration age) {
        require(
                age.isPositive(),
                "the age of a worker to be recycled must be more than 0, was " + age);
        recycleAge = age;
        return this;
    }

    @Override
    public ProcessPool.Builder recycleAbove(long bytes) {
        require(
                bytes >= 1,
                "the memory of a worker to be recycled must be at least 1 byte, was " + bytes);
        recycleMemory = bytes;
        return this;
    }

    @Override
    public ProcessPool.Builder pin(boolean wanted) {
        pinned = wanted;
        return this;
    }

    @Override
    public ProcessPool.Builder prefixOutput(boolean wanted) {
        prefixed = wanted;
        return this;
    }

    private static void require(boolean fits, String message) {
        if (!fits) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public ProcessPool open() {
        WorkerCount.require(least, workers);
        PoolSpec spec =
                new PoolSpec(
                        name,
                        workers,
                        process,
                        encoded("initializer", initializer),
                        encoded("finalizer", finalizer),
                        idle,
                        recycleTasks,
                        recycleAge,
                        recycleMemory,
                        pinned,
                        prefixed,
                        least);
        return opener.apply(spec, tasks);
    }

    private static byte @Nullable [] encoded(String what, @Nullable Action action) {
        return action == null ? null : Codec.standard().toBytes(what, action);
    }
}
