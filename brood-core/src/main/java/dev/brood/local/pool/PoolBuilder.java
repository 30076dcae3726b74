package dev.brood.local.pool;

import dev.brood.PoolListener;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.TaskOptions;
import dev.brood.local.process.Children;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

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
    public ProcessPool open() {
        String label = name == null ? "pool-" + tree.nextNumber() : name;
        LocalPool pool =
                new LocalPool(
                        tree,
                        children,
                        new WorkerOptions(label, workers, process, tasks, listeners));
        opened.accept(pool);
        return pool;
    }
}
