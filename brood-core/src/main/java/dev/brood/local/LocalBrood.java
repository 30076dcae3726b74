package dev.brood.local;

import dev.brood.Address;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.Diagnosis;
import dev.brood.JoinableQueue;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Manager;
import dev.brood.Pipe;
import dev.brood.ProcessPool;
import dev.brood.ResourceException;
import dev.brood.Secret;
import dev.brood.SharedBarrier;
import dev.brood.SharedEvent;
import dev.brood.SharedLatch;
import dev.brood.SharedLock;
import dev.brood.SharedObject;
import dev.brood.SharedQueue;
import dev.brood.SharedReadWriteLock;
import dev.brood.SharedSemaphore;
import dev.brood.local.channel.JoinableQueueBuilder;
import dev.brood.local.channel.LocalQueue;
import dev.brood.local.channel.PipeBuilder;
import dev.brood.local.channel.Pipes;
import dev.brood.local.channel.Queues;
import dev.brood.local.diagnose.TreeReader;
import dev.brood.local.manager.ManagerBuilder;
import dev.brood.local.manager.Managers;
import dev.brood.local.net.SocketListener;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.pool.LocalPool;
import dev.brood.local.pool.WorkerPractice;
import dev.brood.local.process.Children;
import dev.brood.local.process.Farewell;
import dev.brood.local.process.JvmChildren;
import dev.brood.local.process.ThisProcess;
import dev.brood.local.roster.Tree;
import dev.brood.local.sync.BarrierBuilder;
import dev.brood.local.sync.Lifetimes;
import dev.brood.local.sync.LocalData;
import dev.brood.local.sync.LockBuilder;
import dev.brood.local.sync.SemaphoreBuilder;
import dev.brood.local.sync.SyncObjects;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// The engine of this machine: wires the storeys together, for children of any kind.
public final class LocalBrood extends LocalData implements Brood {
    private static final String LOCAL = "local";
    private static final int FEW = 64;
    private static final long POOL_PATIENCE_SECONDS = 10;

    private final Tree tree;
    private final boolean root;
    private final Children children;
    private final Set<LocalQueue<?>> queues = ConcurrentHashMap.newKeySet();
    private final Set<SharedObject> objects = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sweepAt = new AtomicInteger(FEW);
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Set<LocalPool> pools = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread closingHook = new Thread(this::closeAtExit, "brood-exit");
    private final String label;

    private LocalBrood(Tree tree, boolean root, Function<Tree, Children> children, String label) {
        super(tree);
        this.tree = tree;
        this.root = root;
        Queues.of(tree);
        Pipes.of(tree);
        Lifetimes.of(tree);
        SyncObjects.of(tree);
        this.children = children.apply(tree);
        this.label = label;
        if (tree.isInner()) {
            ThisProcess.addHook(closingHook);
        } else {
            Runtime.getRuntime().addShutdownHook(closingHook);
        }
    }

    /// Opens the engine: joins the tree this JVM was started in, or plants one.
    static LocalBrood open() {
        return ThisProcess.isChildJvm()
                ? new LocalBrood(ThisProcess.treeOfThisJvm(), false, LocalBrood::jvms, LOCAL)
                : plant(LocalBrood::jvms, LOCAL);
    }

    private static Children jvms(Tree tree) {
        return new JvmChildren(
                tree,
                List.of(WorkerPractice.class.getName()),
                List.of(EngineTraining.class.getName()));
    }

    /// Plants a tree of which this process is the root.
    ///
    /// @param children makes the root's children
    /// @param engine what the engine is called
    /// @return the tree's Brood
    public static LocalBrood plant(Function<Tree, Children> children, String engine) {
        return new LocalBrood(
                Tree.plant(OperatingSystem.current(), ThisProcess.name()), true, children, engine);
    }

    /// Opens the tree that the process of the calling thread was started in.
    ///
    /// @param children makes this process's children
    /// @param engine what the engine is called
    /// @return the tree's Brood in this process
    public static LocalBrood join(Function<Tree, Children> children, String engine) {
        return new LocalBrood(ThisProcess.tree(), false, children, engine);
    }

    /// Returns whether it was not closed.
    ///
    /// @return true until it is
    public boolean isOpen() {
        return !closed.get();
    }

    @Override
    public ChildProcess start(ChildProcess process) {
        requireOpen();
        return children.start(process);
    }

    @Override
    public List<ChildProcess> activeChildren() {
        return children.active();
    }

    @Override
    public <E> SharedQueue.Builder<E> newQueue() {
        requireOpen();
        return new QueueBuilder<>();
    }

    @Override
    public <E> JoinableQueue.Builder<E> newJoinableQueue() {
        requireOpen();
        return new JoinableQueueBuilder<>(tree, this::made);
    }

    private void made(LocalQueue<?> queue) {
        queues.removeIf(LocalQueue::isClosed);
        queues.add(queue);
        if (closed.get()) {
            queue.end();
            requireOpen();
        }
    }

    private final class QueueBuilder<E> implements SharedQueue.Builder<E> {
        private int capacity = Queues.DEFAULT_CAPACITY;
        private @Nullable String name;

        @Override
        public SharedQueue.Builder<E> capacity(int items) {
            if (items < 1) {
                throw new IllegalArgumentException(
                        "a queue's capacity must be at least 1, was " + items);
            }
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
            requireOpen();
            LocalQueue<E> queue = Queues.of(tree).create(name, capacity);
            made(queue);
            return queue;
        }
    }

    @Override
    public Pipe.Builder newPipe() {
        requireOpen();
        return new PipeBuilder(tree);
    }

    @Override
    public SharedLock.Builder newLock() {
        requireOpen();
        return new LockBuilder(tree, this::made);
    }

    @Override
    public SharedSemaphore.Builder newSemaphore() {
        requireOpen();
        return new SemaphoreBuilder(tree, this::made);
    }

    @Override
    public SharedReadWriteLock readWriteLock(@Nullable String name) {
        requireOpen();
        return made(SyncObjects.of(tree).readWriteLock(name));
    }

    @Override
    public SharedEvent event(@Nullable String name) {
        requireOpen();
        return made(SyncObjects.of(tree).event(name));
    }

    @Override
    public SharedLatch latch(@Nullable String name, int count) {
        requireOpen();
        return made(SyncObjects.of(tree).latch(name, count));
    }

    @Override
    public SharedBarrier.Builder newBarrier(int parties) {
        requireOpen();
        return new BarrierBuilder(tree, this::made, parties);
    }

    private <T extends SharedObject> T made(T object) {
        objects.add(object);
        if (objects.size() > sweepAt.get()) {
            objects.removeIf(SharedObject::isClosed);
            sweepAt.set(2 * objects.size() + FEW);
        }
        if (closed.get()) {
            object.close();
            requireOpen();
        }
        return object;
    }

    @Override
    public ProcessPool.Builder newPool() {
        requireOpen();
        return LocalPool.builder(
                tree,
                children,
                pool -> {
                    pools.removeIf(LocalPool::isTerminated);
                    pools.add(pool);
                });
    }

    @Override
    public Listener listener(Address address, Secret secret, LinkOptions options)
            throws IOException {
        requireOpen();
        Listener listener = SocketListener.open(address, secret, options);
        listeners.removeIf(Listener::isClosed);
        listeners.add(listener);
        if (closed.get()) {
            listener.close();
            requireOpen();
        }
        return listener;
    }

    @Override
    public Manager.Builder newManager() {
        requireOpen();
        return new ManagerBuilder(tree, children);
    }

    @Override
    public Diagnosis diagnose() {
        requireOpen();
        try {
            return TreeReader.read(tree.directory().path());
        } catch (NoSuchFileException _) {
            throw new ClosedException(this + " has ended");
        } catch (IOException e) {
            throw new ResourceException("cannot read " + tree + ": " + e.getMessage(), e);
        }
    }

    @Override
    protected void requireOpen() {
        if (closed.get()) {
            throw new ClosedException(this + " is closed; Brood." + label + "() opens another");
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        end();
        try {
            if (tree.isInner()) {
                ThisProcess.removeHook(closingHook);
            } else {
                Runtime.getRuntime().removeShutdownHook(closingHook);
            }
        } catch (IllegalStateException _) {
            // The JVM is ending, and this may be that very hook.
        }
    }

    private void closeAtExit() {
        if (closed.compareAndSet(false, true)) {
            if (root && !children.active().isEmpty()) {
                try (Farewell _ = new Farewell(() -> children.active().size(), children::kill)) {
                    end();
                }
            } else {
                end();
            }
        }
    }

    private void end() {
        if (root) {
            tree.beginClosing();
        }
        listeners.forEach(Listener::close);
        pools.forEach(LocalPool::shutdownNow);
        children.close();
        awaitPools();
        Managers.of(tree).close();
        queues.forEach(LocalQueue::end);
        Pipes.of(tree).close();
        objects.forEach(SharedObject::close);
        if (root) {
            Queues.of(tree).close();
            Lifetimes.of(tree).close();
            SyncObjects.of(tree).close();
            tree.close();
        }
    }

    /// Their workers have ended; what is left are their threads, which look at shared memory.
    private void awaitPools() {
        boolean interrupted = Thread.interrupted();
        for (LocalPool pool : pools) {
            try {
                pool.awaitTermination(POOL_PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return label + " " + tree;
    }
}
