package dev.brood.ignite.seat;

import dev.brood.local.os.CrashPoint;

import org.apache.ignite.Ignite;
import org.apache.ignite.compute.ComputeJobContext;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.apache.ignite.resources.JobContextResource;
import org.jspecify.annotations.Nullable;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// An order on its way to a node, as a job of Ignite's. While it is carried out it is suspended and
/// occupies none of Ignite's threads. It comes back with the answer, a `byte[]`, or, if that is too
/// large for one message, with its length, an `Integer`: see [Parcels].
final class NodeCall implements IgniteCallable<Object> {
    private static final long serialVersionUID = 1;
    private static final byte[] SUSPENDED = {};

    private final UUID owner;
    private final long number;
    private final byte @Nullable [] order;
    @JobContextResource private transient @Nullable ComputeJobContext context;
    @IgniteInstanceResource private transient @Nullable Ignite ignite;
    private transient @Nullable CompletableFuture<byte[]> answer;

    /// Makes one.
    ///
    /// @param parcel names its parcels
    /// @param order encoded; null if it has been brought in pieces
    NodeCall(Parcels.Key parcel, byte @Nullable [] order) {
        this.owner = parcel.owner();
        this.number = parcel.number();
        this.order = order;
    }

    @Override
    public Object call() {
        CompletableFuture<byte[]> future = answer;
        if (future == null) {
            future = begin();
            answer = future;
        }
        ComputeJobContext job = context;
        if (!future.isDone() && job != null) {
            job.holdcc();
            var _ = future.whenComplete((_, _) -> job.callcc());
            return SUSPENDED;
        }
        byte[] bytes = future.join();
        if (bytes.length <= Parcels.PIECE) {
            return bytes;
        }
        Parcels.HERE.keep(parcel(), bytes, this::isPresent);
        CrashPoint.reach("parcel.kept");
        return bytes.length;
    }

    private CompletableFuture<byte[]> begin() {
        byte[] came = order == null ? Parcels.HERE.take(parcel()) : order;
        if (order == null) {
            CrashPoint.reach("parcel.taken");
        }
        return NodePools.current().thenCompose(pools -> pools.carryOut(came));
    }

    private boolean isPresent(UUID gateway) {
        Ignite here = ignite;
        return here == null || here.cluster().node(gateway) != null;
    }

    private Parcels.Key parcel() {
        return new Parcels.Key(owner, number);
    }
}
