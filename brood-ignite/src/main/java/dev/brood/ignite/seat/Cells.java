package dev.brood.ignite.seat;

import dev.brood.codec.Codec;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.cell.Holder;
import dev.brood.ignite.cell.Op;
import dev.brood.ignite.cell.Step;
import dev.brood.ignite.cell.Ticket;
import dev.brood.ignite.link.CellCaller;
import dev.brood.ignite.link.Full;
import dev.brood.local.os.CrashPoint;

import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheMode;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.query.QueryCursor;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.lang.IgniteBiPredicate;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import javax.cache.Cache;

/// The shared objects of the cluster, as a seat gets at them for the processes of its tree.
final class Cells {
    static final String CACHE = "brood-cells";
    private static final String WAKE = "brood-wake";
    private static final String LARGE_ITEMS = "item/";
    private static final int BACKUPS = 1;
    private static final int MOST_EARLY = 4096;

    /// After how long the nodes will have agreed on who has what of a lost one's.
    private static final int AGREED_SECONDS = 5;

    /// After how long a call that waits asks again of itself: whoever was to wake it may have died.
    private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Ignite ignite;
    private final Self self;
    private final ScheduledExecutorService timer;
    private final IgniteCache<String, byte[]> cache;
    private final Map<Ticket, WaitingCall> calls = new ConcurrentHashMap<>();

    /// Calls that were taken back before they came: the two may overtake each other.
    private final Map<Ticket, Boolean> early = new ConcurrentHashMap<>();

    private final Map<Long, Tie> ties = new ConcurrentHashMap<>();

    Cells(Ignite ignite, Self self, ScheduledExecutorService timer) {
        this.ignite = ignite;
        this.self = self;
        this.timer = timer;
        this.cache =
                ignite.getOrCreateCache(
                        new CacheConfiguration<String, byte[]>(CACHE)
                                .setCacheMode(CacheMode.PARTITIONED)
                                .setAtomicityMode(CacheAtomicityMode.ATOMIC)
                                .setBackups(BACKUPS)
                                .setWriteSynchronizationMode(
                                        CacheWriteSynchronizationMode.FULL_SYNC));
        ignite.message().localListen(WAKE, (UUID _, byte[] tickets) -> woken(tickets));
        var _ = timer.scheduleWithFixedDelay(this::doubt, 1, 1, TimeUnit.SECONDS);
    }

    // ---- calls

    CompletableFuture<byte[]> call(String cell, CellCaller caller, Op op) {
        Ticket ticket = ticket(caller);
        Tie tie = op.ties() ? tie(caller.pid(), cell) : null;
        WaitingCall call = new WaitingCall(cell, ticket, op, tie);
        if (tie != null) {
            calls.put(ticket, call);
            synchronized (call) {
                call.withdrawing = early.remove(ticket);
            }
            var _ = call.answer.whenComplete((_, _) -> calls.remove(ticket, call));
        }
        ask(call, op);
        return call.answer;
    }

    private Ticket ticket(CellCaller caller) {
        return new Ticket(
                new Holder(seat(), caller.pid(), caller.process(), caller.thread()),
                caller.number());
    }

    /// Returns what names this seat.
    String seat() {
        return self.id().toString();
    }

    /// Takes a call back that waits; its answer tells what came of it.
    void withdraw(CellCaller caller, boolean interrupted) {
        Ticket ticket = ticket(caller);
        if (early.size() >= MOST_EARLY) {
            early.clear(); // those that came too late
        }
        early.put(ticket, interrupted);
        WaitingCall call = calls.get(ticket);
        if (call != null) {
            early.remove(ticket);
            Op next;
            synchronized (call) {
                call.withdrawing = interrupted;
                next = call.asking ? null : call.next();
            }
            ask(call, next);
        }
    }

    private void ask(WaitingCall call, @Nullable Op op) {
        if (op == null) {
            return;
        }
        var _ =
                step(call.cell, op, call.ticket)
                        .whenComplete((result, failure) -> answered(call, result, failure));
    }

    private void answered(
            WaitingCall call, Step.@Nullable Result result, @Nullable Throwable failure) {
        Tie tie = call.tie;
        if (tie != null && tie.gone) { // the cell may have been told before it took the step
            Holder dead = call.ticket.holder();
            tellGone(call.cell, dead.seat(), dead.pid());
            call.answer.cancel(false);
            return;
        }
        if (result == null) {
            Throwable why =
                    failure == null
                            ? new ClusterException("the cluster gave no answer", null)
                            : Seat.failure("the cluster could not carry it out", failure);
            call.answer.complete(encoded(new Step.Result(null, why, List.of(), false)));
            return;
        }
        if (!Op.waits(result.value())) {
            call.answer.complete(encoded(result));
            return;
        }
        Op next;
        synchronized (call) {
            call.asking = false;
            next = call.woken || call.withdrawing != null ? call.next() : null;
        }
        ask(call, next);
    }

    private static byte[] encoded(Step.Result result) {
        return Codec.standard()
                .toBytes(
                        "result",
                        new Step.Result(
                                result.value(), result.failure(), List.of(), result.missing()));
    }

    /// Gives a number that no other step of the cluster has, as far as 64 bits at random go.
    private static long nextStep() {
        return ThreadLocalRandom.current().nextLong();
    }

    /// Takes a step, and wakes whom it concerns.
    private CompletableFuture<Step.Result> step(String cell, Op op, Ticket caller) {
        CompletableFuture<Step.Result> done = new CompletableFuture<>();
        try {
            byte[] request =
                    Codec.standard()
                            .toBytes("step", new CellProcessor.Request(op, caller, nextStep()));
            cache.invokeAsync(cell, new CellProcessor(), request)
                    .listen(future -> {
                        try {
                            Step.Result result =
                                    (Step.Result)
                                            Objects.requireNonNull(
                                                    Codec.standard()
                                                            .fromBytes("result", future.get()));
                            wake(result.wake());
                            done.complete(result);
                        } catch (RuntimeException e) { // Ignite's and the codec's
                            done.completeExceptionally(e);
                        }
                    });
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    // ---- wakes

    private void wake(List<Ticket> tickets) {
        Map<String, List<Ticket>> bySeat = new HashMap<>();
        for (Ticket ticket : tickets) {
            bySeat.computeIfAbsent(ticket.holder().seat(), _ -> new ArrayList<>()).add(ticket);
        }
        bySeat.forEach((seat, those) -> {
            if (seat.equals(seat())) {
                those.forEach(this::woken);
                return;
            }
            ClusterNode node = ignite.cluster().node(UUID.fromString(seat));
            if (node != null) {
                try {
                    ignite.message(ignite.cluster().forNode(node))
                            .send(WAKE, Codec.standard().toBytes(those));
                } catch (IgniteException _) {
                    // It is gone, or asks again by itself.
                }
            }
        });
    }

    @SuppressWarnings("unchecked") // what wake() has sent
    private boolean woken(byte[] tickets) {
        List<Ticket> all =
                (List<Ticket>) Objects.requireNonNull(Codec.standard().fromBytes(tickets));
        all.forEach(this::woken);
        return true;
    }

    private void woken(Ticket ticket) {
        WaitingCall call = calls.get(ticket);
        if (call != null) {
            Op next;
            synchronized (call) {
                call.woken = true;
                next = call.asking ? null : call.next();
            }
            CrashPoint.reach("cells.woken");
            ask(call, next);
        }
    }

    private void doubt() {
        long now = System.nanoTime();
        for (WaitingCall call : calls.values()) {
            Op next;
            synchronized (call) {
                next = !call.asking && now - call.since > DOUBT_NANOS ? call.next() : null;
            }
            ask(call, next);
        }
    }

    // ---- those who die

    private Tie tie(long pid, String cell) {
        Tie known = ties.get(pid);
        Tie made = known == null ? new Tie() : known;
        Tie before = known == null ? ties.putIfAbsent(pid, made) : known;
        Tie tie = before == null ? made : before;
        tie.cells.add(cell);
        if (before == null) {
            CompletableFuture<?> end =
                    ProcessHandle.of(pid)
                            .<CompletableFuture<?>>map(ProcessHandle::onExit)
                            .orElseGet(() -> CompletableFuture.completedFuture(null));
            var _ = end.thenRun(() -> processGone(pid, tie));
        }
        return tie;
    }

    private void processGone(long pid, Tie tie) {
        tie.gone = true;
        ties.remove(pid, tie);
        calls.values().removeIf(call -> call.tie == tie);
        tie.cells.forEach(cell -> tellGone(cell, seat(), pid));
    }

    private void tellGone(String cell, String seat, long pid) {
        Ticket nobody = new Ticket(new Holder(seat, pid, "", 0), 0);
        var _ = step(cell, new Op.Gone(seat, pid), nobody);
    }

    /// Has all cells that this node has, be it the copy only, take back what a seat's processes
    /// had, and ends those that the seat's program made without a name. And again a little later:
    /// what a step could not reach while the nodes agree on who has what, it reaches then.
    void seatGone(UUID gone) {
        releaseAll(gone.toString());
        var _ = timer.schedule(() -> releaseAll(gone.toString()), AGREED_SECONDS, TimeUnit.SECONDS);
    }

    private void releaseAll(String seat) {
        List<String> all = new ArrayList<>();
        cache.localEntries(CachePeekMode.ALL).forEach(entry -> all.add(entry.getKey()));
        for (String key : all) {
            if (key.startsWith(LARGE_ITEMS)) {
                if (CellCaller.isAnonymousOf(key.substring(LARGE_ITEMS.length()), seat)) {
                    var _ = cache.removeAsync(key);
                }
            } else if (CellCaller.isAnonymousOf(key, seat)) {
                var _ = step(key, new Op.Close(), new Ticket(new Holder(seat, 0, "", 0), 0));
            } else {
                tellGone(key, seat, 0);
            }
        }
    }

    /// Ends all cells, and large items, whose key begins with something.
    void closeAll(String prefix) {
        List<String> all = new ArrayList<>();
        try (QueryCursor<String> cursor =
                cache.query(new ScanQuery<>(new KeyBegins(prefix)), Cache.Entry::getKey)) {
            cursor.forEach(all::add);
        }
        Ticket nobody = new Ticket(new Holder(seat(), 0, "", 0), 0);
        for (String key : all) {
            if (key.startsWith(LARGE_ITEMS)) {
                boolean _ = cache.remove(key);
            } else {
                var _ = step(key, new Op.Close(), nobody).exceptionally(_ -> null);
            }
        }
    }

    /// Whether a key is of a cell that begins so, or of a large item of one. No record, as Ignite
    /// can't send those.
    private static final class KeyBegins implements IgniteBiPredicate<String, byte[]> {
        private static final long serialVersionUID = 1;

        private final String text;

        KeyBegins(String text) {
            this.text = text;
        }

        @Override
        public boolean apply(String key, byte[] bytes) {
            return key.startsWith(text) || key.startsWith(LARGE_ITEMS + text);
        }
    }

    /// Has those ask again who wait: who was to wake them may be gone.
    void askAgain() {
        List.copyOf(calls.keySet()).forEach(this::woken);
    }

    // ---- large items

    /// Keeps one, if there is room.
    @Nullable Full store(String key, byte[] bytes) {
        byte[] full = cache.invoke(key, new StoreProcessor(), bytes);
        return full == null ? null : (Full) Codec.standard().fromBytes("full", full);
    }

    byte @Nullable [] fetch(String key, boolean remove) {
        return remove ? cache.getAndRemove(key) : cache.get(key);
    }
}
