package dev.brood.ignite.seat;

import org.apache.ignite.cluster.ClusterNode;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The part of a pool that a node has. Guarded by the pool's lock.
final class NodePart {
    /// After how long an unfit node is given something again. Without that pause it would seem to
    /// be the quickest of all, and have everything.
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    final ClusterNode node;
    final String name;
    final int slots;

    /// How large a task it takes.
    final long mostBytes;

    final Map<Long, Assignment> inHand = new HashMap<>();

    /// How many workers it may have.
    Share share = Share.NONE;

    /// What the node was told last.
    Share told = Share.NONE;

    /// Its answer when it was told to open its pool; null if it was not.
    @Nullable CompletableFuture<byte[]> opening;

    /// Whether the node has said that its pool is open.
    boolean open;

    /// Whether the node could not make its part.
    boolean failed;

    /// Whether the last worker it tried to start did not come to run anything.
    boolean unfit;

    /// If it is unfit: since when.
    private long unfitSince;

    /// How much it has been handed so far.
    long handed;

    NodePart(ClusterNode node) {
        this.node = node;
        this.name = IgniteSettings.name(node);
        this.slots = IgniteSettings.slots(node);
        this.mostBytes = IgniteSettings.mostBytes(node);
    }

    /// Returns whether it has a free worker. What was handed ahead of time could wait behind a long
    /// task while another node has nothing to do.
    boolean hasRoom() {
        return open && inHand.size() < share.most();
    }

    /// Returns whether its heap has room for it.
    boolean takes(Assignment work) {
        return work.bytes <= mostBytes;
    }

    /// Notes whether a worker could be started.
    void fit(boolean isFit) {
        unfit = !isFit;
        unfitSince = System.nanoTime();
    }

    /// Returns whether it was unfit for so long that it is worth another try.
    boolean isWorthATry() {
        return unfit && System.nanoTime() - unfitSince > TRY_AGAIN.toNanos();
    }

    /// Returns how busy it is: 1 if each worker has something.
    double load() {
        return share.most() == 0 ? Double.MAX_VALUE : (double) inHand.size() / share.most();
    }

    void take(Assignment work) {
        inHand.put(work.id, work);
        handed++;
        work.node = this;
    }

    void release(Assignment work) {
        inHand.remove(work.id);
    }
}
