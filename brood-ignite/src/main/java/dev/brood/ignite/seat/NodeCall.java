package dev.brood.ignite.seat;

import org.apache.ignite.compute.ComputeJobContext;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.JobContextResource;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// An order on its way to a node, as a job of Ignite's. While it is carried out it is suspended and
/// occupies none of Ignite's threads.
final class NodeCall implements IgniteCallable<byte[]> {
    private static final long serialVersionUID = 1;
    private static final byte[] SUSPENDED = {};

    private final byte[] order;
    @JobContextResource private transient @Nullable ComputeJobContext context;
    private transient @Nullable CompletableFuture<byte[]> answer;

    NodeCall(byte[] order) {
        this.order = order;
    }

    @Override
    public byte[] call() {
        CompletableFuture<byte[]> future = answer;
        if (future == null) {
            future = NodePools.current().thenCompose(pools -> pools.carryOut(order));
            answer = future;
        }
        ComputeJobContext job = context;
        if (!future.isDone() && job != null) {
            job.holdcc();
            var _ = future.whenComplete((_, _) -> job.callcc());
            return SUSPENDED;
        }
        return future.join();
    }
}
