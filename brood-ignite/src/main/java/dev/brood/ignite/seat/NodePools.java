package dev.brood.ignite.seat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.DecodingException;
import dev.brood.ProcessPool;
import dev.brood.TaskOptions;
import dev.brood.codec.Codec;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.link.Answer;
import dev.brood.ignite.link.Attachment;
import dev.brood.ignite.link.PackedFunction;
import dev.brood.ignite.link.PackedTask;
import dev.brood.ignite.link.PoolSpec;
import dev.brood.ignite.link.Work;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.pool.Batch;
import dev.brood.local.pool.LocalPool;
import dev.brood.local.pool.SentBatch;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// The pools that a node has for gateways: one local pool for each pool of the cluster.
final class NodePools {
    private static final long PATIENCE_SECONDS = 60;
    private static final int MOST_EARLY = 4096;
    private static final byte[] DONE = {};

    /// Orders may come as soon as others see this node: they wait until its workers can find it.
    private static final CompletableFuture<NodePools> CURRENT = new CompletableFuture<>();

    private final String node;
    private final String cluster;
    private final byte[] seat;
    private final Predicate<UUID> present;
    private final Map<String, Part> parts = new ConcurrentHashMap<>();

    /// Makes the pools of a node.
    ///
    /// @param node its name
    /// @param cluster the cluster's id
    /// @param seat a proxy of its seat, encoded for its workers
    /// @param present whether a gateway is in the cluster
    NodePools(String node, String cluster, byte[] seat, Predicate<UUID> present) {
        this.node = node;
        this.cluster = cluster;
        this.seat = seat;
        this.present = present;
    }

    /// What this node has of a pool.
    private record Part(
            UUID owner,
            LocalPool pool,
            long mostBytes,
            Map<Long, CompletableFuture<?>> running,
            Map<Long, Boolean> early,
            AtomicLong resized,
            AtomicBoolean over) {
        Part(UUID owner, LocalPool pool, long mostBytes) {
            this(
                    owner,
                    pool,
                    mostBytes,
                    new ConcurrentHashMap<>(),
                    new ConcurrentHashMap<>(),
                    new AtomicLong(),
                    new AtomicBoolean());
        }

        void resize(Order.Resize order) {
            synchronized (resized) {
                if (order.number() > resized.get()) {
                    resized.set(order.number());
                    pool.share(order.share().least(), order.share().most());
                }
            }
        }

        /// A cancel may overtake what it is about, or come too late; of those only few are kept.
        void cancel(long id, boolean interrupt) {
            if (early.size() >= MOST_EARLY) {
                early.clear();
            }
            early.put(id, true);
            CompletableFuture<?> future = running.get(id);
            if (future != null) {
                early.remove(id);
                future.cancel(interrupt);
            }
        }

        void begin(long id, CompletableFuture<?> future) {
            CrashPoint.reach("node.submitted");
            running.put(id, future);
            if (early.remove(id) != null || over.get()) {
                future.cancel(true);
            }
        }

        /// Ends what the pool never began: it has ended itself. Who has submitted something but has
        /// not said so yet finds that it is over.
        void end() {
            over.set(true);
            running.values().forEach(unbegun -> unbegun.cancel(true));
        }
    }

    /// Makes these the pools of this JVM.
    void install() {
        CURRENT.complete(this);
    }

    /// Returns those of this JVM, once there are any.
    static CompletableFuture<NodePools> current() {
        return CURRENT;
    }

    /// Does what a gateway says.
    ///
    /// @return an encoded answer; never fails but with a failure of the order as a whole
    CompletableFuture<byte[]> carryOut(byte[] bytes) {
        switch (Objects.requireNonNull(Codec.standard().fromBytes("order", bytes))) {
            case Order.Open open -> open(open);
            case Order.Run run -> {
                return run(run).thenApply(answer -> Codec.standard().toBytes("result", answer));
            }
            case Order.Cancel cancel -> cancel(cancel);
            case Order.Resize resize -> part(resize.pool()).resize(resize);
            case Order.Prestart prestart -> part(prestart.pool()).pool.prestart();
            case Order.Stats stats -> {
                return CompletableFuture.completedFuture(
                        Codec.standard().toBytes(part(stats.pool()).pool.stats()));
            }
            case Order.Signal signal -> signal(signal);
            case Order.Close close -> {
                return close(close);
            }
            case Object unknown -> throw new IllegalArgumentException("no order: " + unknown);
        }
        return CompletableFuture.completedFuture(DONE);
    }

    private Part part(String pool) {
        Part part = parts.get(pool);
        if (part == null) {
            throw new ClusterException(
                    "node '%s' has no pool %s: it was closed".formatted(node, pool), null);
        }
        return part;
    }

    private void open(Order.Open order) {
        parts.computeIfAbsent(
                order.pool(),
                _ ->
                        new Part(
                                order.owner(),
                                open(order.spec(), order.share()),
                                Math.min(order.mostBytes(), Heap.mostBytes())));
        if (!present.test(order.owner())) {
            ownerGone(order.owner()); // which may have been told before the pool was among them
        }
    }

    private LocalPool open(PoolSpec spec, Share share) {
        ProcessPool.Builder builder =
                Brood.local()
                        .newPool()
                        .name(spec.name() + "@" + node)
                        .workers(share.most())
                        .minWorkers(share.least())
                        .process(spec.process())
                        .pin(spec.pinned())
                        .prefixOutput(spec.prefixed())
                        .initializer(new Attachment.Begin(cluster, seat, spec.initializer()));
        if (spec.finalizer() != null) {
            builder.finalizer(new Attachment.End(spec.finalizer()));
        }
        if (spec.idle() != null) {
            builder.idleTimeout(spec.idle());
        }
        if (spec.recycleTasks() > 0) {
            builder.recycleAfter(spec.recycleTasks());
        }
        if (spec.recycleAge() != null) {
            builder.recycleAfter(spec.recycleAge());
        }
        if (spec.recycleMemory() > 0) {
            builder.recycleAbove(spec.recycleMemory());
        }
        return (LocalPool) builder.open();
    }

    private CompletableFuture<Answer> run(Order.Run order) {
        try {
            Part part = parts.get(order.pool());
            if (part == null) { // only a stop overtakes it
                throw new CancellationException(
                        "the pool was stopped before node '%s' could begin %s"
                                .formatted(node, order.work().described()));
            }
            TaskOptions options =
                    (TaskOptions)
                            Objects.requireNonNull(
                                    Codec.standard().fromBytes("options", order.work().options()));
            return order.work().items() == null
                    ? runTask(part, options, order)
                    : runBatch(part, options, order, order.work().items());
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(Answer.failed(e));
        }
    }

    private CompletableFuture<Answer> runTask(Part part, TaskOptions options, Order.Run order) {
        Work work = order.work();
        CompletableFuture<byte[]> result =
                part.pool.with(options).submit(new PackedTask(work.code()));
        part.begin(order.id(), result);
        return result.handle((bytes, failure) -> {
            part.running.remove(order.id());
            return failure == null
                    ? fitting(
                            part,
                            order.work(),
                            new Answer(new Object[] {bytes}, null, 1, bytes.length))
                    : Answer.failed(placed(failure));
        });
    }

    private CompletableFuture<Answer> runBatch(
            Part part, TaskOptions options, Order.Run order, byte[][] items) {
        SentBatch sent =
                part.pool
                        .batches(options)
                        .submit(new Batch(new PackedFunction(order.work().code()), items), false);
        part.begin(order.id(), sent.future());
        return sent.future()
                .handle((outcomes, failure) -> {
                    part.running.remove(order.id());
                    return fitting(
                            part,
                            order.work(),
                            new Answer(
                                    failure == null ? portable(outcomes) : null,
                                    failure == null ? null : placed(failure),
                                    sent.ranNanos(),
                                    sent.bytes()));
                });
    }

    /// Says of a missing class where it is missing, and what to do.
    private Throwable placed(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ClassNotFoundException && failure instanceof DecodingException) {
                return new DecodingException(
                        "%s: here is node '%s', whose workers have the classes that BROOD_CLASS_PATH named when it was started"
                                .formatted(failure.getMessage(), node),
                        failure);
            }
        }
        return failure;
    }

    /// Refuses a result that would fill a heap on its way: it would be lost, and others with it.
    private Answer fitting(Part part, Work work, Answer answer) {
        long bytes = 0;
        if (answer.outcomes() != null) {
            for (Object each : answer.outcomes()) {
                bytes += each instanceof byte[] result ? result.length : 0;
            }
        }
        return bytes <= part.mostBytes
                ? answer
                : Answer.failed(
                        new ClusterException(
                                "the result of %s has %,d bytes, too large for the way from node '%s' to the program, which takes %,d, an eighth of the smaller heap: give more to both (--heap and heap=...), smaller chunks to a map, or leave the data where the program can read it"
                                        .formatted(work.described(), bytes, node, part.mostBytes),
                                null));
    }

    private @Nullable Object[] portable(@Nullable Object[] outcomes) {
        @Nullable Object[] all = new Object[outcomes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] =
                    outcomes[i] instanceof Batch.Failed(Throwable cause)
                            ? new Answer.Failed(placed(cause))
                            : outcomes[i];
        }
        return all;
    }

    private void cancel(Order.Cancel order) {
        Part part = parts.get(order.pool());
        if (part != null) {
            part.cancel(order.id(), order.interrupt());
        }
    }

    private void signal(Order.Signal order) {
        for (ChildProcess worker : part(order.pool()).pool.workers()) {
            if (worker.pid() == order.pid()) {
                worker.signal(order.signal());
            }
        }
    }

    private CompletableFuture<byte[]> close(Order.Close order) {
        Part part = parts.remove(order.pool());
        CompletableFuture<byte[]> closed = new CompletableFuture<>();
        if (part == null) {
            closed.complete(DONE);
            return closed;
        }
        if (order.now()) {
            List<Runnable> _ = part.pool.shutdownNow(); // their answers are given below
        } else {
            part.pool.shutdown();
        }
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        boolean _ = part.pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException _) {
                        // Nobody interrupts this thread; it would be asked to go on with its life.
                    }
                    part.end();
                    closed.complete(DONE);
                });
        return closed;
    }

    /// Ends the pools of a gateway that has left.
    void ownerGone(UUID owner) {
        parts.entrySet()
                .removeIf(each -> {
                    if (each.getValue().owner.equals(owner)) {
                        each.getValue().pool.shutdownNow();
                        return true;
                    }
                    return false;
                });
    }

    /// Ends all.
    void close() {
        parts.values().forEach(part -> part.pool.shutdownNow());
        parts.clear();
    }
}
