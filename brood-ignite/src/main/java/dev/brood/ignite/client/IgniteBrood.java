package dev.brood.ignite.client;

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
import dev.brood.Secret;
import dev.brood.SharedBarrier;
import dev.brood.SharedBoolean;
import dev.brood.SharedDouble;
import dev.brood.SharedEvent;
import dev.brood.SharedInt;
import dev.brood.SharedLatch;
import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.SharedQueue;
import dev.brood.SharedReadWriteLock;
import dev.brood.SharedReference;
import dev.brood.SharedSemaphore;
import dev.brood.TaskOptions;
import dev.brood.ignite.link.PoolSpec;
import dev.brood.ignite.link.SeatConfig;
import dev.brood.ignite.link.Window;
import dev.brood.ignite.object.ClusterObjects;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A cluster, as a program sees it: pools and objects are on the nodes; child processes, listeners
/// and what belongs to one machine are this machine's.
final class IgniteBrood implements Brood, Refusals {
    private static final long END_SECONDS = 10;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final SeatConfig config;
    private final Gateway gateway;
    private final ClusterObjects objects;
    private final Window window;
    private final Set<ProcessPool> pools = ConcurrentHashMap.newKeySet();
    private final AtomicInteger poolCount = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private IgniteBrood(SeatConfig config, Gateway gateway) {
        this.config = config;
        this.gateway = gateway;
        this.objects = new ClusterObjects(gateway.cluster(), gateway.self(), gateway.seat().seat());
        this.window = new Window(gateway.seat().mostBytes());
    }

    static IgniteBrood join(URI uri) {
        String name = "gateway-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        SeatConfig config = ClusterAddress.parse(uri, name);
        return new IgniteBrood(config, Gateway.open(config));
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new ClosedException(this + " is closed; Brood.open opens another");
        }
    }

    // ---- pools

    @Override
    public ProcessPool.Builder newPool() {
        requireOpen();
        return new ClusterPoolBuilder("pool-" + poolCount.incrementAndGet(), this::open);
    }

    private ProcessPool open(PoolSpec spec, TaskOptions tasks) {
        requireOpen();
        ProcessPool pool =
                new ClusterProcessPool(spec.name(), gateway.seat().openPool(spec), window, tasks);
        pools.removeIf(ProcessPool::isTerminated);
        pools.add(pool);
        return pool;
    }

    // ---- what this machine has

    /// Starts the child on this machine; it may use what is the cluster's.
    @Override
    public ChildProcess start(ChildProcess process) {
        requireOpen();
        return Brood.local().start(process);
    }

    @Override
    public List<ChildProcess> activeChildren() {
        return Brood.local().activeChildren();
    }

    @Override
    public Listener listener(Address address, Secret secret, LinkOptions options)
            throws IOException {
        requireOpen();
        return Brood.local().listener(address, secret, options);
    }

    @Override
    public Manager.Builder newManager() {
        requireOpen();
        return new ObjectBuilders.Collections(objects);
    }

    @Override
    public Diagnosis diagnose() {
        return Brood.local().diagnose();
    }

    @Override
    public Pipe.Builder newPipe() {
        throw Refusals.refusal(
                "a pipe", "use a queue of this cluster, or Listener and Connection.connect(…)");
    }

    @Override
    public SharedReadWriteLock readWriteLock(@Nullable String name) {
        throw Refusals.refusal("a read-write lock", "use lock()");
    }

    // ---- objects

    @Override
    public <E> SharedQueue.Builder<E> newQueue() {
        requireOpen();
        return new ObjectBuilders.Queue<>(objects);
    }

    @Override
    public <E> JoinableQueue.Builder<E> newJoinableQueue() {
        requireOpen();
        return new ObjectBuilders.Joinable<>(objects);
    }

    @Override
    public SharedLock.Builder newLock() {
        requireOpen();
        return new ObjectBuilders.Lock(objects);
    }

    @Override
    public SharedSemaphore.Builder newSemaphore() {
        requireOpen();
        return new ObjectBuilders.Semaphore(objects);
    }

    @Override
    public SharedBarrier.Builder newBarrier(int parties) {
        requireOpen();
        return new ObjectBuilders.Barrier(objects, parties);
    }

    @Override
    public SharedEvent event(@Nullable String name) {
        requireOpen();
        return objects.event(name);
    }

    @Override
    public SharedLatch latch(@Nullable String name, int count) {
        requireOpen();
        return objects.latch(name, count);
    }

    @Override
    public SharedInt sharedInt(int value) {
        requireOpen();
        return objects.newInt(value);
    }

    @Override
    public SharedLong sharedLong(long value) {
        requireOpen();
        return objects.newLong(value);
    }

    @Override
    public SharedDouble sharedDouble(double value) {
        requireOpen();
        return objects.newDouble(value);
    }

    @Override
    public SharedBoolean sharedBoolean(boolean value) {
        requireOpen();
        return objects.newBoolean(value);
    }

    @Override
    public <T extends @Nullable Object> SharedReference<T> reference(T value) {
        requireOpen();
        return objects.reference(value);
    }

    // ---- the end

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        pools.forEach(ProcessPool::shutdownNow);
        boolean interrupted = Thread.interrupted();
        for (ProcessPool pool : pools) {
            try {
                boolean _ = pool.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        gateway.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "cluster '" + config.cluster() + "' at " + config.join();
    }
}
