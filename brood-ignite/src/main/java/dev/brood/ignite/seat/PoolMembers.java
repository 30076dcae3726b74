package dev.brood.ignite.seat;

import dev.brood.ignite.ClusterException;
import dev.brood.ignite.NodeLostException;
import dev.brood.ignite.link.Answer;
import dev.brood.ignite.link.PoolSpec;

import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/// The nodes that have parts of a pool, and what waits for one of them, with the lock that guards
/// both.
///
/// | a part | workers | takes tasks |
/// |---|---|---|
/// | is new | none | no: the node is told to open its pool |
/// | is open | its share | as many as it has workers |
/// | has a share of none | those that still run something | no |
/// | has failed | none | no: if all have, what waits is told so |
/// | is lost | none | no: what it had in hand is told so |
final class PoolMembers {
    final ReentrantLock lock = new ReentrantLock();
    final ArrayDeque<Assignment> ready = new ArrayDeque<>();
    final Map<UUID, NodePart> parts = new HashMap<>();

    private final Ignite ignite;
    private final Self self;
    private final PoolSpec spec;
    private final String id = UUID.randomUUID().toString();
    private final Orders orders;
    private final Runnable dispatch;
    private int least;
    private int most;
    private long spreads;
    private boolean closed;

    /// Makes them.
    ///
    /// @param dispatch hands out what is ready
    PoolMembers(Ignite ignite, Self self, Orders orders, PoolSpec spec, Runnable dispatch) {
        this.ignite = ignite;
        this.self = self;
        this.spec = spec;
        this.orders = orders;
        this.dispatch = dispatch;
        this.least = spec.least();
        this.most = spec.workers();
    }

    PoolSpec spec() {
        return spec;
    }

    /// Takes no more nodes.
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /// Changes how many workers there are in all.
    void resize(int newLeast, int newMost) {
        lock.lock();
        try {
            least = newLeast;
            most = newMost;
        } finally {
            lock.unlock();
        }
        spread();
    }

    /// Takes notice of nodes that have come or gone.
    void lookAround() {
        Map<UUID, ClusterNode> present = new HashMap<>();
        for (ClusterNode node : nodes()) {
            present.put(node.id(), node);
        }
        List<NodePart> gone = new ArrayList<>();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            parts.values().removeIf(part -> !present.containsKey(part.node.id()) && gone.add(part));
            present.values().forEach(n -> parts.computeIfAbsent(n.id(), _ -> new NodePart(n)));
        } finally {
            lock.unlock();
        }
        gone.forEach(this::lost);
        spread();
    }

    private Collection<ClusterNode> nodes() {
        try {
            return ignite.cluster().forServers().nodes();
        } catch (RuntimeException e) {
            return List.of(); // the connection to all of them is lost
        }
    }

    /// The connection to the cluster is lost.
    void disconnected() {
        List<NodePart> all;
        lock.lock();
        try {
            all = List.copyOf(parts.values());
            parts.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(this::lost);
    }

    private void lost(NodePart part) {
        List<Assignment> all;
        lock.lock();
        try {
            all = List.copyOf(part.inHand.values());
            part.inHand.clear();
            part.open = false;
        } finally {
            lock.unlock();
        }
        for (Assignment each : all) {
            each.answer.complete(
                    Answer.failed(new NodeLostException(part.name, each.work.described())));
        }
    }

    /// Says to each node how many workers it has: as even a share as there are slots for.
    private void spread() {
        List<NodePart> toOpen = new ArrayList<>();
        List<NodePart> toResize = new ArrayList<>();
        long number;
        lock.lock();
        try {
            Share.spread(parts.values(), least, most);
            number = ++spreads;
            for (NodePart part : parts.values()) {
                // Who looked around before the close may come here after it: what it opened then
                // would never be told to close.
                if (!closed && !part.share.equals(part.told)) {
                    (part.opening != null ? toResize : toOpen).add(part);
                    part.told = part.share;
                    part.opening = part.opening == null ? new CompletableFuture<>() : part.opening;
                }
            }
        } finally {
            lock.unlock();
        }
        toOpen.forEach(this::open);
        for (NodePart part : toResize) {
            orders.tell(part.node, new Order.Resize(key(), number, part.told));
        }
        dispatch.run();
    }

    private void open(NodePart part) {
        CompletableFuture<byte[]> opening = Objects.requireNonNull(part.opening);
        var _ =
                orders.ask(
                                part.node,
                                new Order.Open(key(), self.id(), spec, part.told, Heap.mostBytes()))
                        .whenComplete((answer, failure) -> {
                            opened(part, failure);
                            if (failure == null) {
                                opening.complete(answer);
                            } else {
                                opening.completeExceptionally(failure);
                            }
                        });
    }

    /// A node has said whether it could make its part. If none can, nothing will ever run.
    private void opened(NodePart part, @Nullable Throwable failure) {
        List<Assignment> hopeless = List.of();
        lock.lock();
        try {
            part.open = failure == null && parts.containsValue(part);
            part.failed = failure != null;
            if (failure != null
                    && parts.values().stream().allMatch(p -> p.failed || p.told.most() == 0)) {
                hopeless = List.copyOf(ready);
                ready.clear();
            }
        } finally {
            lock.unlock();
        }
        for (Assignment each : hopeless) {
            each.answer.complete(
                    Answer.failed(
                            new ClusterException(
                                    "no node could make pool '%s'; of '%s': %s"
                                            .formatted(
                                                    spec.name(),
                                                    part.name,
                                                    Seat.reason(Objects.requireNonNull(failure))),
                                    null)));
        }
        dispatch.run();
    }

    /// What names the pool on nodes: another after the connection was lost, when they have ended
    /// it.
    String key() {
        return id + "/" + self.id();
    }

    /// Returns those that were told to open their pool.
    List<NodePart> opened() {
        lock.lock();
        try {
            return parts.values().stream().filter(part -> part.opening != null).toList();
        } finally {
            lock.unlock();
        }
    }
}
