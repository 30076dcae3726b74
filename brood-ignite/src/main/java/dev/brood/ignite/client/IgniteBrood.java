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
    private final Set<ProcessPool> pools = ConcurrentHashMap.newKeySet();
    private final AtomicInteger poolCount = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private IgniteBrood(SeatConfig config, Gateway gateway) {
        this.config = config;
        this.gateway = gateway;
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
                new ClusterProcessPool(spec.name(), gateway.seat().openPool(spec), tasks);
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
        throw Refusals.refusal(
                "a manager",
                "use Brood.local().newManager() and let others in by serve(…), or the cluster's own"
                        + " values and queues");
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
        throw Refusals.refusal("a queue", "later");
    }

    @Override
    public <E> JoinableQueue.Builder<E> newJoinableQueue() {
        throw Refusals.refusal("a queue", "later");
    }

    @Override
    public SharedLock.Builder newLock() {
        throw Refusals.refusal("a lock", "later");
    }

    @Override
    public SharedSemaphore.Builder newSemaphore() {
        throw Refusals.refusal("a semaphore", "later");
    }

    @Override
    public SharedEvent event(@Nullable String name) {
        throw Refusals.refusal("an event", "later");
    }

    @Override
    public SharedLatch latch(@Nullable String name, int count) {
        throw Refusals.refusal("a latch", "later");
    }

    @Override
    public SharedBarrier.Builder newBarrier(int parties) {
        throw Refusals.refusal("a barrier", "later");
    }

    @Override
    public SharedInt sharedInt(int value) {
        throw Refusals.refusal("a value", "later");
    }

    @Override
    public SharedLong sharedLong(long value) {
        throw Refusals.refusal("a value", "later");
    }

    @Override
    public SharedDouble sharedDouble(double value) {
        throw Refusals.refusal("a value", "later");
    }

    @Override
    public SharedBoolean sharedBoolean(boolean value) {
        throw Refusals.refusal("a value", "later");
    }

    @Override
    public <T extends @Nullable Object> SharedReference<T> reference(T value) {
        throw Refusals.refusal("a reference", "later");
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
