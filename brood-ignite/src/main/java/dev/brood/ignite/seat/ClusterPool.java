package dev.brood.ignite.seat;

import dev.brood.PoolStats;
import dev.brood.codec.Codec;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.NodeLostException;
import dev.brood.ignite.link.Answer;
import dev.brood.ignite.link.PoolService;
import dev.brood.ignite.link.PoolSpec;
import dev.brood.ignite.link.Work;

import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A pool of the cluster, in the gateway.
///
/// | an assignment is | where it is | a lost node, or connection |
/// |---|---|---|
/// | ready | in `ready` | goes elsewhere |
/// | in hand | in the `inHand` of one part | fails: whether it has run is not known |
/// | over | nowhere; its answer is complete | |
///
/// Nodes are handed as much as they have free workers. The pool's workers are spread over the nodes
/// evenly, and anew whenever a node comes or goes.
final class ClusterPool implements PoolService {
    private static final long ANSWER_SECONDS = 10;
    private static final long CLOSE_SECONDS = 60;

    private final Ignite ignite;
    private final Self self;
    private final PoolSpec spec;
    private final String id = UUID.randomUUID().toString();
    private final Orders orders;
    private final Consumer<ClusterPool> ended;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Assignment> ready = new ArrayDeque<>();
    private final Map<UUID, NodePart> parts = new HashMap<>();
    private int least;
    private int most;
    private boolean closed;

    ClusterPool(Ignite ignite, Self self, PoolSpec spec, Consumer<ClusterPool> ended) {
        this.ignite = ignite;
        this.self = self;
        this.spec = spec;
        this.orders = new Orders(ignite);
        this.ended = ended;
        this.least = spec.least();
        this.most = spec.workers();
    }

    // ---- who is there

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
        lock.lock();
        try {
            share(parts.values(), most);
            for (NodePart part : parts.values()) {
                if (part.quota > 0 && part.quota != part.told) {
                    (part.told == 0 ? toOpen : toResize).add(part);
                    part.told = part.quota;
                }
            }
        } finally {
            lock.unlock();
        }
        toOpen.forEach(this::open);
        for (NodePart part : toResize) {
            orders.tell(part.node, new Order.Resize(key(), Math.min(least, part.told), part.told));
        }
        dispatch();
    }

    private static void share(Collection<NodePart> all, int workers) {
        all.forEach(part -> part.quota = 0);
        int left = workers;
        boolean given = true;
        while (left > 0 && given) {
            given = false;
            for (NodePart part : inOrder(all)) {
                if (left > 0 && part.quota < part.slots) {
                    part.quota++;
                    left--;
                    given = true;
                }
            }
        }
    }

    private static List<NodePart> inOrder(Collection<NodePart> all) {
        return all.stream()
                .sorted(Comparator.comparingLong((NodePart p) -> p.node.order()))
                .toList();
    }

    private void open(NodePart part) {
        UUID owner = self.id();
        var _ =
                orders.ask(part.node, new Order.Open(key(), owner, spec, part.told))
                        .whenComplete((_, failure) -> opened(part, failure));
    }

    /// A node has said whether it could make its part. If none can, nothing will ever run.
    private void opened(NodePart part, @Nullable Throwable failure) {
        List<Assignment> hopeless = List.of();
        lock.lock();
        try {
            part.open = failure == null && parts.containsValue(part);
            part.failed = failure != null;
            if (failure != null && parts.values().stream().allMatch(p -> p.failed || p.told == 0)) {
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
        dispatch();
    }

    /// What names the pool on nodes: another after the connection was lost, when they have ended
    /// it.
    private String key() {
        return id + "/" + self.id();
    }

    // ---- what is to be done

    @Override
    public CompletableFuture<Answer> run(long number, Work work) {
        Assignment assignment = new Assignment(number, work);
        var _ =
                assignment.answer.whenComplete((_, _) -> {
                    if (assignment.answer.isCancelled()) {
                        giveUp(assignment);
                    }
                });
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(
                        new ClusterException("pool '" + spec.name() + "' was closed", null));
            }
            ready.add(assignment);
        } finally {
            lock.unlock();
        }
        dispatch();
        return assignment.answer;
    }

    private void giveUp(Assignment assignment) {
        NodePart part;
        lock.lock();
        try {
            ready.remove(assignment);
            part = assignment.node;
        } finally {
            lock.unlock();
        }
        if (part != null) {
            orders.tell(part.node, new Order.Cancel(key(), assignment.id));
        }
    }

    private void dispatch() {
        Assignment next = next();
        while (next != null) {
            Assignment sent = next;
            NodePart part = Objects.requireNonNull(sent.node);
            var _ =
                    orders.ask(part.node, new Order.Run(key(), sent.id, sent.work))
                            .whenComplete((bytes, failure) -> answered(part, sent, bytes, failure));
            next = next();
        }
    }

    /// Takes what is to be sent next, if some node has room for it.
    private @Nullable Assignment next() {
        lock.lock();
        try {
            Assignment first = ready.peek();
            if (first == null) {
                return null;
            }
            Optional<NodePart> part =
                    parts.values().stream()
                            .filter(NodePart::hasRoom)
                            .min(
                                    Comparator.comparingDouble(NodePart::load)
                                            .thenComparingLong(p -> p.handed));
            if (part.isEmpty()) {
                return null;
            }
            ready.remove();
            part.get().take(first);
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void answered(
            NodePart part, Assignment done, byte @Nullable [] bytes, @Nullable Throwable failure) {
        lock.lock();
        try {
            part.release(done);
        } finally {
            lock.unlock();
        }
        dispatch();
        if (bytes != null && !done.answer.isDone()) {
            done.answer.complete((Answer) Codec.standard().fromBytes("answer", bytes));
        } else if (failure != null) {
            done.answer.complete(
                    Answer.failed(
                            Orders.isLoss(failure)
                                    ? new NodeLostException(part.name, done.work.described())
                                    : new ClusterException(
                                            "node '%s' could not run %s: %s"
                                                    .formatted(
                                                            part.name,
                                                            done.work.described(),
                                                            Seat.reason(failure)),
                                            null)));
        }
    }

    @Override
    public List<Long> withdraw() {
        lock.lock();
        try {
            List<Long> all = ready.stream().map(each -> each.id).toList();
            ready.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    // ---- what is known

    @Override
    public int mostWorkers() {
        lock.lock();
        try {
            return Math.max(1, parts.values().stream().mapToInt(part -> part.quota).sum());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<NodeStats> stats() {
        List<CompletableFuture<Optional<NodeStats>>> asked = new ArrayList<>();
        for (NodePart part : opened()) {
            asked.add(
                    orders.ask(part.node, new Order.Stats(key()))
                            .thenApply(bytes ->
                                    Optional.of(
                                            new NodeStats(
                                                    part.name,
                                                    part.inHand.size(),
                                                    (PoolStats)
                                                            Objects.requireNonNull(
                                                                    Codec.standard()
                                                                            .fromBytes(bytes)))))
                            .exceptionally(_ -> Optional.empty())
                            .completeOnTimeout(Optional.empty(), ANSWER_SECONDS, TimeUnit.SECONDS));
        }
        return asked.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
    }

    private List<NodePart> opened() {
        lock.lock();
        try {
            return parts.values().stream().filter(part -> part.told > 0).toList();
        } finally {
            lock.unlock();
        }
    }

    // ---- what is to change

    @Override
    public void resize(int newLeast, int newMost) {
        lock.lock();
        try {
            least = newLeast;
            most = newMost;
        } finally {
            lock.unlock();
        }
        spread();
    }

    @Override
    public void prestart() {
        opened().forEach(part -> orders.tell(part.node, new Order.Prestart(key())));
    }

    @Override
    public void signal(String node, long pid, int signal) {
        for (NodePart part : opened()) {
            if (part.name.equals(node)) {
                orders.tell(part.node, new Order.Signal(key(), pid, signal));
            }
        }
    }

    @Override
    public void close(boolean now) {
        List<NodePart> all = opened();
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (NodePart part : all) {
            ends.add(orders.ask(part.node, new Order.Close(key(), now)).exceptionally(_ -> null));
        }
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
        ended.accept(this);
    }

    @Override
    public String toString() {
        return spec.name();
    }
}
