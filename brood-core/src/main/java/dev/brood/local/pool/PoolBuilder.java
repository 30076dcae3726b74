package dev.brood.local.pool;

import dev.brood.Action;
import dev.brood.PoolListener;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.TaskOptions;
import dev.brood.codec.Codec;
import dev.brood.local.process.Children;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// Collects a pool's options.
final class PoolBuilder implements ProcessPool.Builder {
    private final Tree tree;
    private final Children children;
    private final Consumer<LocalPool> opened;
    private int workers = Runtime.getRuntime().availableProcessors();
    private @Nullable String name;
    private ProcessOptions process = ProcessOptions.DEFAULTS;
    private TaskOptions tasks = TaskOptions.DEFAULTS;
    private final List<PoolListener> listeners = new ArrayList<>();
    private WorkerCare care = WorkerCare.DEFAULTS;
    private @Nullable Action initializer;
    private @Nullable Action finalizer;

    PoolBuilder(Tree tree, Children children, Consumer<LocalPool> opened) {
        this.tree = tree;
        this.children = children;
        this.opened = opened;
    }

    @Override
    public ProcessPool.Builder workers(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("a pool needs at least 1 worker, was " + number);
        }
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
        children.requirePossible(options);
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
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    @Override
    public ProcessPool.Builder minWorkers(int number) {
        if (number < 0) {
            throw new IllegalArgumentException(
                    "the least number of workers must be at least 0, was " + number);
        }
        care = care.withLeast(number);
        return this;
    }

    @Override
    public ProcessPool.Builder idleTimeout(Duration timeout) {
        requirePositive("the idle time-out", timeout);
        care = care.withIdleTimeout(timeout);
        return this;
    }

    @Override
    public ProcessPool.Builder initializer(Action action) {
        initializer = action;
        return this;
    }

    @Override
    public ProcessPool.Builder finalizer(Action action) {
        finalizer = action;
        return this;
    }

    @Override
    public ProcessPool.Builder recycleAfter(int number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "a worker can be recycled after 1 task or more, was " + number);
        }
        Recycling.Limits old = care.recycling();
        care = care.withRecycling(new Recycling.Limits(number, old.age(), old.memory()));
        return this;
    }

    @Override
    public ProcessPool.Builder recycleAfter(Duration age) {
        requirePositive("the age of a worker to be recycled", age);
        Recycling.Limits old = care.recycling();
        care = care.withRecycling(new Recycling.Limits(old.tasks(), age, old.memory()));
        return this;
    }

    @Override
    public ProcessPool.Builder recycleAbove(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException(
                    "the memory of a worker to be recycled must be at least 1 byte, was " + bytes);
        }
        requireJvms("a limit of its memory");
        Recycling.Limits old = care.recycling();
        care = care.withRecycling(new Recycling.Limits(old.tasks(), old.age(), bytes));
        return this;
    }

    @Override
    public ProcessPool.Builder pin(boolean pinned) {
        if (pinned) {
            requireJvms("processors of its own");
        }
        if (pinned && tree.system().processors().length == 0) {
            tree.system().runOn(); // throws, and says why
        }
        care = care.withPinned(pinned);
        return this;
    }

    @Override
    public ProcessPool.Builder prefixOutput(boolean prefixed) {
        care = care.withPrefixed(prefixed);
        return this;
    }

    private void requireJvms(String what) {
        if (!children.areJvms()) {
            throw new UnsupportedOperationException(
                    "a worker that is a thread can't have %s; one of Brood.local() can"
                            .formatted(what));
        }
    }

    private static void requirePositive(String what, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(
                    "%s must be more than 0, was %s".formatted(what, duration));
        }
    }

    private WorkerCare care() {
        WorkerCare complete = care;
        if (initializer != null) {
            complete =
                    complete.withInitializer(Codec.standard().toBytes("initializer", initializer));
        }
        if (finalizer != null) {
            complete = complete.withFinalizer(Codec.standard().toBytes("finalizer", finalizer));
        }
        return complete;
    }

    @Override
    public ProcessPool open() {
        WorkerCount.require(care.least(), workers);
        String label = name == null ? "pool-" + tree.nextNumber() : name;
        LocalPool pool =
                new LocalPool(
                        tree,
                        children,
                        new WorkerOptions(label, workers, process, tasks, listeners, care()));
        opened.accept(pool);
        return pool;
    }
}
