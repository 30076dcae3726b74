package dev.brood.ignite.seat;

import dev.brood.codec.Codec;

import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteClientDisconnectedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterTopologyException;
import org.apache.ignite.lang.IgniteFuture;

import java.util.concurrent.CompletableFuture;

/// Sends orders to nodes.
final class Orders {
    private final Ignite ignite;

    Orders(Ignite ignite) {
        this.ignite = ignite;
    }

    /// Sends an order.
    ///
    /// @return what the node answers; fails if it can't, or is lost
    CompletableFuture<byte[]> ask(ClusterNode node, Order order) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        try {
            IgniteFuture<byte[]> sent =
                    ignite.compute(ignite.cluster().forNode(node))
                            .withNoFailover()
                            .callAsync(new NodeCall(Codec.standard().toBytes("order", order)));
            sent.listen(done -> {
                try {
                    answer.complete(done.get());
                } catch (RuntimeException | Error e) { // too large for this JVM, for one
                    answer.completeExceptionally(e);
                }
            });
        } catch (RuntimeException e) { // Ignite's and the codec's
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /// Sends an order that a lost node need not carry out, as it has nothing any more.
    void tell(ClusterNode node, Order order) {
        var _ = ask(node, order);
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
