package dev.brood.ignite.seat;

import dev.brood.InitializerFailedException;
import dev.brood.PoolStats;
import dev.brood.ProcessStartException;
import dev.brood.codec.Codec;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.NodeLostException;
import dev.brood.ignite.link.Answer;
import dev.brood.ignite.link.PoolService;
import dev.brood.ignite.link.PoolSpec;
import dev.brood.ignite.link.Work;
import dev.brood.local.os.CrashPoint;

import org.apache.ignite.Ignite;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
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
/// Nodes are handed as much as they have free workers. One whose worker could not be started gets
/// nothing for a while, and what it had, which has not begun, goes to another; if no node can start
/// one, all that waits fails, instead of a storm of starts. The pool's workers are spread over the
/// nodes evenly, and anew whenever a node comes or goes.
final class ClusterPool implements PoolService {
    private static final long ANSWER_SECONDS = 10;
    private static final long CLOSE_SECONDS = 60;

    private final PoolMembers members;
    private final PoolSpec spec;
    private final Orders orders;
    private final Consumer<ClusterPool> ended;

    // Those of the members.
    private final ReentrantLock lock;
    private final ArrayDeque<Assignment> ready;
    private final Map<UUID, NodePart> parts;

    private boolean closed;

    /// The ends of the nodes' parts, once they were told to stop.
    private final List<CompletableFuture<?>> ends = new ArrayList<>();

    ClusterPool(
            Ignite ignite, Self self, Orders orders, PoolSpec spec, Consumer<ClusterPool> ended) {
        this.spec = spec;
        this.members = new PoolMembers(ignite, self, orders, spec, this::dispatch);
        this.orders = orders;
        this.ended = ended;
        this.lock = members.lock;
        this.ready = members.ready;
        this.parts = members.parts;
    }

    PoolMembers members() {
        return members;
    }

    // ---- what is to be done

    @Override
    public CompletableFuture<Answer> run(long number, Work work) {
        Assignment assignment = new Assignment(number, work);
        var _ =
                assignment.answer.whenComplete((_, _) -> {
                    if (assignment.answer.isCancelled()) {
                        giveUp(assignment, true);
                    }
                });
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(
                        new CancellationException("pool '" + spec.name() + "' was stopped"));
            }
            ready.add(assignment);
        } finally {
            lock.unlock();
        }
        dispatch();
        return assignment.answer;
    }

    @Override
    public void drop(long number) {
        Assignment found = null;
        lock.lock();
        try {
            for (Assignment each : ready) {
                found = each.id == number ? each : found;
            }
            for (NodePart part : parts.values()) {
                found = part.inHand.getOrDefault(number, found);
            }
        } finally {
            lock.unlock();
        }
        if (found != null) {
            giveUp(found, false);
        }
    }

    private void giveUp(Assignment assignment, boolean interrupt) {
        boolean waited;
        NodePart part;
        lock.lock();
        try {
            assignment.dropped = true;
            waited = ready.remove(assignment);
            part = assignment.node;
        } finally {
            lock.unlock();
        }
        if (waited) {
            assignment.answer.complete(Answer.failed(new CancellationException("cancelled")));
        } else if (part != null) {
            orders.tell(part.node, new Order.Cancel(members.key(), assignment.id, interrupt));
        }
    }

    private void dispatch() {
        Assignment next = next();
        while (next != null) {
            Assignment sent = next;
            NodePart part = Objects.requireNonNull(sent.node);
            var _ =
                    orders.ask(part.node, new Order.Run(members.key(), sent.id, sent.work))
                            .whenComplete((bytes, failure) -> answered(part, sent, bytes, failure));
            next = next();
        }
    }

    /// Takes what is to be sent next, if some node has room for it.
    private @Nullable Assignment next() {
        misfits().forEach(this::refuse);
        lock.lock();
        try {
            Assignment first = ready.peek();
            if (first == null) {
                return null;
            }
            boolean noneIsFit = parts.values().stream().noneMatch(ClusterPool::isFit);
            Optional<NodePart> part =
                    parts.values().stream()
                            .filter(NodePart::hasRoom)
                            .filter(p -> p.takes(first))
                            .filter(p -> !p.unfit || noneIsFit || p.isWorthATry())
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

    /// Takes what is next and too large for all nodes there are.
    private List<Assignment> misfits() {
        lock.lock();
        try {
            if (parts.values().stream().noneMatch(part -> part.open)) {
                return List.of();
            }
            List<Assignment> all = new ArrayList<>();
            for (Assignment each = ready.peek();
                    each != null && !isTaken(each);
                    each = ready.peek()) {
                all.add(ready.remove());
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    private boolean isTaken(Assignment work) {
        return parts.values().stream().anyMatch(part -> part.open && part.takes(work));
    }

    private void refuse(Assignment work) {
        long most;
        lock.lock();
        try {
            most = parts.values().stream().mapToLong(part -> part.mostBytes).max().orElse(0);
        } finally {
            lock.unlock();
        }
        work.answer.complete(
                Answer.failed(
                        new ClusterException(
                                "%s of %,d bytes is too large for all nodes, which take %,d, an eighth of their heaps: give them more (brood node --heap), or leave the data where they can read it"
                                        .formatted(work.work.described(), work.bytes, most),
                                null)));
    }

    private void answered(
            NodePart part, Assignment done, byte @Nullable [] bytes, @Nullable Throwable failure) {
        CrashPoint.reach("pool.answered");
        Answer came = null;
        Throwable reason = failure;
        try {
            came = bytes == null ? null : (Answer) Codec.standard().fromBytes("answer", bytes);
        } catch (RuntimeException | Error e) { // too large for this JVM, for one
            reason = e;
        }
        boolean neverBegan =
                came != null
                        && (came.failure() instanceof InitializerFailedException
                                || came.failure() instanceof ProcessStartException);
        boolean again = false;
        List<Assignment> hopeless = List.of();
        lock.lock();
        try {
            part.release(done);
            part.fit(!neverBegan);
            if (neverBegan && parts.values().stream().anyMatch(ClusterPool::isFit)) {
                again = !done.answer.isDone() && !done.dropped && !closed;
            } else if (neverBegan) {
                hopeless = List.copyOf(ready);
                ready.clear();
            }
            if (again) {
                done.node = null;
                ready.addFirst(done);
            }
        } finally {
            lock.unlock();
        }
        dispatch();
        for (Assignment each : hopeless) {
            each.answer.complete(Objects.requireNonNull(came));
        }
        if (!again) {
            complete(part, done, came, reason);
        }
    }

    private static boolean isFit(NodePart part) {
        return part.open && part.share.most() > 0 && !part.unfit;
    }

    private static void complete(
            NodePart part, Assignment done, @Nullable Answer came, @Nullable Throwable failure) {
        if (came != null) {
            done.answer.complete(came);
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
    public List<Long> stop() {
        List<Long> all;
        lock.lock();
        try {
            closed = true;
            all = ready.stream().map(each -> each.id).toList();
            ready.clear();
        } finally {
            lock.unlock();
        }
        end(true);
        return all;
    }

    // ---- what is known

    @Override
    public int mostWorkers() {
        lock.lock();
        try {
            return Math.max(1, parts.values().stream().mapToInt(part -> part.share.most()).sum());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<NodeStats> stats() {
        List<CompletableFuture<Optional<NodeStats>>> asked = new ArrayList<>();
        for (NodePart part : members.opened()) {
            asked.add(
                    orders.ask(part.node, new Order.Stats(members.key()))
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

    // ---- what is to change

    @Override
    public void resize(int least, int most) {
        members.resize(least, most);
    }

    @Override
    public void prestart() {
        members.opened().forEach(part -> orders.tell(part.node, new Order.Prestart(members.key())));
    }

    @Override
    public void signal(String node, long pid, int signal) {
        for (NodePart part : members.opened()) {
            if (part.name.equals(node)) {
                orders.tell(part.node, new Order.Signal(members.key(), pid, signal));
            }
        }
    }

    @Override
    public void close(boolean now) {
        end(now);
        CompletableFuture<?>[] all;
        lock.lock();
        try {
            all = ends.toArray(CompletableFuture[]::new);
        } finally {
            lock.unlock();
        }
        CompletableFuture.allOf(all)
                .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
        ended.accept(this);
    }

    private void end(boolean now) {
        members.close();
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        for (NodePart part : members.opened()) {
            CompletableFuture<?> end =
                    Objects.requireNonNull(part.opening) // which a close must not overtake
                            .handle((_, _) -> part.node)
                            .thenCompose(
                                    node -> orders.ask(node, new Order.Close(members.key(), now)))
                            .exceptionally(_ -> null);
            lock.lock();
            try {
                ends.add(end);
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public String toString() {
        return spec.name();
    }
}
