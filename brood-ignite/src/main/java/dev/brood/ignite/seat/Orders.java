package dev.brood.ignite.seat;

import dev.brood.codec.Codec;
import dev.brood.ignite.link.Window;

import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteClientDisconnectedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterTopologyException;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.lang.IgniteFuture;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/// Sends orders to nodes, and brings their answers: what is large in pieces, as [Parcels] has it.
final class Orders {
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("brood-cluster-parcel").start(task);

    private final Ignite ignite;
    private final Self self;
    private final Window window = new Window(Heap.mostBytes());
    private final AtomicLong last = new AtomicLong();

    Orders(Ignite ignite, Self self) {
        this.ignite = ignite;
        this.self = self;
    }

    /// Sends an order. What depends on a large answer is to be done when that is complete, in the
    /// same thread: then there is room for another.
    ///
    /// @return what the node answers; fails if it can't, or is lost
    CompletableFuture<byte[]> ask(ClusterNode node, Order order) {
        Parcels.Key parcel = new Parcels.Key(self.id(), last.incrementAndGet());
        byte[] bytes;
        try {
            bytes = Codec.standard().toBytes("order", order);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Object> reply =
                bytes.length <= Parcels.PIECE
                        ? call(node, new NodeCall(parcel, bytes))
                        : bring(node, parcel, bytes)
                                .thenCompose(_ -> call(node, new NodeCall(parcel, null)));
        return reply.thenCompose(answer ->
                answer instanceof byte[] whole
                        ? CompletableFuture.completedFuture(whole)
                        : fetch(node, parcel, (int) answer));
    }

    /// Sends an order that a lost node need not carry out, as it has nothing any more.
    void tell(ClusterNode node, Order order) {
        var _ = ask(node, order);
    }

    private CompletableFuture<?> bring(ClusterNode node, Parcels.Key parcel, byte[] all) {
        return new Pieces(
                        all.length,
                        offset -> {
                            int end = offset + Parcels.length(all.length, offset);
                            byte[] piece = Arrays.copyOfRange(all, offset, end);
                            return call(node, PieceCall.put(parcel, all.length, offset, piece));
                        })
                .begin()
                .whenComplete((_, failure) -> dropIf(failure, node, parcel));
    }

    /// Fetches an answer, when there is room for it here.
    private CompletableFuture<byte[]> fetch(ClusterNode node, Parcels.Key parcel, int length) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        window.enter(
                new Window.Entrant() {
                    @Override
                    public long bytes() {
                        return length;
                    }

                    @Override
                    public void hand() {
                        var _ =
                                fetchNow(node, parcel, length)
                                        .whenCompleteAsync(this::fetched, THREADS);
                    }

                    private void fetched(byte[] bytes, Throwable failure) {
                        try {
                            if (failure == null) {
                                answer.complete(bytes);
                            } else {
                                answer.completeExceptionally(failure);
                            }
                        } finally {
                            window.leave(length);
                        }
                    }
                });
        return answer;
    }

    private CompletableFuture<byte[]> fetchNow(ClusterNode node, Parcels.Key parcel, int length) {
        byte[] all = new byte[length];
        return new Pieces(
                        length,
                        offset ->
                                call(node, PieceCall.fetch(parcel, offset))
                                        .thenAccept(piece ->
                                                System.arraycopy(
                                                        piece, 0, all, offset, piece.length)))
                .begin()
                .whenComplete((_, failure) -> dropIf(failure, node, parcel))
                .thenApply(_ -> all);
    }

    private void dropIf(Throwable failure, ClusterNode node, Parcels.Key parcel) {
        if (failure != null && !isLoss(failure)) {
            var _ = call(node, PieceCall.drop(parcel));
        }
    }

    private <T> CompletableFuture<T> call(ClusterNode node, IgniteCallable<T> job) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            IgniteFuture<T> sent =
                    ignite.compute(ignite.cluster().forNode(node)).withNoFailover().callAsync(job);
            sent.listen(done -> {
                try {
                    answer.complete(done.get());
                } catch (RuntimeException | Error e) { // too large for this JVM, for one
                    answer.completeExceptionally(e);
                }
            });
        } catch (RuntimeException e) { // Ignite's
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /// Returns whether a failure is that of a lost node, or of the way to it.
    static boolean isLoss(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ClusterTopologyException
                    || each instanceof IgniteClientDisconnectedException) {
                return true;
            }
        }
        return false;
    }
}
