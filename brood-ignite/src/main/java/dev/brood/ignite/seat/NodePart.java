package dev.brood.ignite.seat;

import org.apache.ignite.cluster.ClusterNode;

import java.util.HashMap;
import java.util.Map;

/// The part of a pool that a node has. Guarded by the pool's lock.
final class NodePart {
    /// What is at most handed to a node beyond what its workers can begin at once: it hides the way
    /// there and back, which is worth it for what is small only.
    private static final long LIGHT = 256 << 10;

    final ClusterNode node;
    final String name;
    final int slots;
    final Map<Long, Assignment> inHand = new HashMap<>();

    /// How many workers it may have; 0 if others have all that the pool may have.
    int quota;

    /// What the node was told to have; 0 if it has not been told to open its pool.
    int told;

    /// Whether the node has said that its pool is open.
    boolean open;

    /// Whether the node could not make its part.
    boolean failed;

    /// How much it has been handed so far.
    long handed;

    private long ahead;

    NodePart(ClusterNode node) {
        this.node = node;
        this.name = IgniteSettings.name(node);
        this.slots = IgniteSettings.slots(node);
    }

    /// Returns whether it can take something: into a free worker, or ahead of time if that is
    /// small.
    boolean hasRoomFor(Assignment work) {
        int free = quota - inHand.size();
        return open && (free > 0 || (free > -quota && ahead + work.bytes <= LIGHT));
    }

    /// Returns how busy it is: 1 if each worker has something.
    double load() {
        return quota == 0 ? Double.MAX_VALUE : (double) inHand.size() / quota;
    }

    void take(Assignment work) {
        inHand.put(work.id, work);
        handed++;
        ahead += work.bytes;
        work.node = this;
    }

    void release(Assignment work) {
        if (inHand.remove(work.id) != null) {
            ahead -= work.bytes;
        }
    }
}
