package dev.brood.local.pool;

import dev.brood.CodecException;
import dev.brood.Fn;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// The items of one `map` or stream on their way through the pool, in batches.
///
/// One thread, the reader, pulls them from their source and takes what comes back. A bounded number
/// is under way: pulled, and not told to be [#delivered]. Items that wait for their batch to fill
/// are sent as soon as a worker may have use for them, whatever the reader does meanwhile: at once
/// when nothing else is under way, by whoever completes a batch when few are left, and a moment
/// later in any case. So a source that blocks holds nothing back. A size given by the caller is
/// kept to instead.
final class ItemFlow {
    /// Items that may be under way for each worker, so that none waits for the reader, and batches
    /// that may be, even if they are more items than that.
    private static final int ITEMS_AHEAD = 16;

    private static final int BATCHES_AHEAD = 4;

    /// With fewer batches than this under way for each worker, one may soon have nothing to do.
    private static final int SCARCE = 2;

    private static final Duration PATIENCE = Duration.ofMillis(1);

    /// A source that takes longer for an item makes the reader look for results in between.
    private static final long SLOW_NANOS = 1_000_000;

    private final BatchSubmitter pool;
    private final Fn<@Nullable Object, @Nullable Object> function;
    private final Iterator<?> source;

    /// All items, if they are known: then they are what the source gives.
    private final @Nullable Object @Nullable [] known;

    private final Function<Batch, SentBatch> submit;
    private final int workers;
    private final Arrivals arrived;

    // The reader's own.
    private boolean exhausted;
    private boolean slow;
    private long delivered;
    private long deliveredBatches;
    private @Nullable RuntimeException sourceFailure;

    // Guarded by the lock, which nobody holds while calling the pool.
    private final ReentrantLock lock = new ReentrantLock();
    private final ChunkSize chunk;
    private final Set<SentBatch> underWay = new HashSet<>();
    private List<@Nullable Object> building = new ArrayList<>();
    private long pulled;
    private long expected;
    private long sent;
    private int inFlight;
    private boolean watched;
    private boolean cancelled;
    private @Nullable RuntimeException rejection;

    /// Makes one of items that are pulled.
    ///
    /// @param source where the items come from
    /// @param expected how many there are, to spread the last ones; -1 if nobody knows
    ItemFlow(BatchSubmitter pool, Fn<?, ?> function, Iterator<?> source, long expected) {
        this(pool, batch -> pool.submit(batch, false), function, source, null, expected);
    }

    /// Makes one of items that are there already.
    ///
    /// @param items not to be changed any more
    /// @param submit how the pool is given them
    ItemFlow(
            BatchSubmitter pool,
            Function<Batch, SentBatch> submit,
            Fn<?, ?> function,
            @Nullable Object[] items) {
        this(pool, submit, function, List.of().iterator(), items, items.length);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what the caller's generics say
    private ItemFlow(
            BatchSubmitter pool,
            Function<Batch, SentBatch> submit,
            Fn<?, ?> function,
            Iterator<?> source,
            @Nullable Object @Nullable [] known,
            long expected) {
        this.pool = pool;
        this.submit = submit;
        this.function = (Fn<@Nullable Object, @Nullable Object>) function;
        this.source = source;
        this.known = known;
        this.expected = expected;
        this.workers = pool.mostWorkers();
        this.arrived = new Arrivals(pool, () -> !isIdle());
        this.chunk = new ChunkSize(pool.chunk(), pool.worthNanos());
    }

    /// Pulls items and sends them, as many as may be under way; fewer if the source is slow and
    /// there are results to be had.
    void fill() {
        long room = room();
        if (known != null) {
            fillFrom(known, room);
            return;
        }
        long before = System.nanoTime();
        while (!exhausted && room > 0 && !(slow && !arrived.isEmpty())) {
            if (pull()) {
                room--;
                long now = System.nanoTime();
                slow = now - before > SLOW_NANOS;
                before = now;
            } else {
                exhausted = true;
                sendBuilding(true);
            }
        }
    }

    private void fillFrom(@Nullable Object[] items, long room) {
        long left = room;
        while (pulled < items.length && left > 0) {
            ItemPart part;
            lock.lock();
            try {
                int size = Math.min(limit(), items.length - (int) pulled);
                if (isOver() || (size > left && !isScarce())) {
                    return; // a full batch goes when there is room for it
                }
                size = (int) Math.min(size, left);
                int first = (int) pulled;
                pulled += size;
                exhausted = pulled == items.length;
                part = new ItemPart(first, Arrays.copyOfRange(items, first, first + size));
                inFlight++;
                sent++;
            } finally {
                lock.unlock();
            }
            left -= part.items().length;
            send(part);
        }
    }

    private boolean pull() {
        @Nullable Object item;
        try {
            if (!source.hasNext()) {
                return false;
            }
            item = source.next();
        } catch (RuntimeException e) {
            sourceFailure = e; // thrown in its turn, after the results of the items before
            return false;
        }
        add(item);
        return true;
    }

    private long room() {
        lock.lock();
        try {
            long items = (long) ITEMS_AHEAD * workers - (pulled - delivered);
            long batches = (long) BATCHES_AHEAD * workers - (sent - deliveredBatches);
            return isOver() ? 0 : Math.max(items, batches * chunk.size() - building.size());
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return cancelled || rejection != null;
    }

    private void add(@Nullable Object item) {
        ItemPart full = null;
        boolean watch = false;
        lock.lock();
        try {
            if (isOver()) {
                return;
            }
            building.add(item);
            pulled++;
            if (building.size() >= limit() || (inFlight == 0 && !chunk.isFixed())) {
                full = takeBuilding();
            } else if (!watched && isScarce()) {
                watched = true;
                watch = true;
            }
        } finally {
            lock.unlock();
        }
        if (full != null) {
            send(full);
        } else if (watch) {
            pool.later(PATIENCE, () -> Thread.startVirtualThread(() -> sendBuilding(false)));
        }
    }

    /// How large a batch should be: towards the end of an input smaller and smaller ones, so that
    /// the workers end together.
    private int limit() {
        int size = chunk.size();
        if (chunk.isFixed() || expected < 0) {
            return size;
        }
        long left = expected - (pulled - building.size());
        return Math.clamp(left / (2L * workers), 1, size);
    }

    private boolean isScarce() {
        return !chunk.isFixed() && inFlight < SCARCE * workers;
    }

    private ItemPart takeBuilding() {
        ItemPart part = new ItemPart(pulled - building.size(), building.toArray());
        building = new ArrayList<>();
        inFlight++;
        sent++;
        return part;
    }

    /// Sends what waits for its batch to fill, if there is anything and workers may have use for
    /// it.
    ///
    /// @param always whether they have or not
    private void sendBuilding(boolean always) {
        ItemPart part = null;
        lock.lock();
        try {
            watched &= always;
            if (!building.isEmpty() && (always || isScarce())) {
                part = takeBuilding();
            }
        } finally {
            lock.unlock();
        }
        if (part != null) {
            send(part);
        }
    }

    private void send(ItemPart part) {
        SentBatch batch;
        try {
            batch = submit.apply(new Batch(function, part.items()));
        } catch (RuntimeException | Error e) { // it may be another's thread: the reader must know
            notSent(part, e);
            return;
        }
        boolean late;
        lock.lock();
        try {
            underWay.add(batch);
            late = cancelled;
        } finally {
            lock.unlock();
        }
        var _ =
                batch.future()
                        .whenComplete((outcomes, failure) ->
                                arrived(batch, new DonePart(part, outcomes, failure)));
        if (late) {
            batch.future().cancel(true);
        }
    }

    private void notSent(ItemPart part, Throwable reason) {
        lock.lock();
        try {
            inFlight--;
            if (reason instanceof RejectedExecutionException shutDown) {
                reject(shutDown);
            } else {
                arrived.add(new DonePart(part, null, reason));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Nothing that follows will be taken either.
    private void reject(RuntimeException reason) {
        rejection = reason;
        building.clear();
        arrived.add(DonePart.NONE);
    }

    /// A batch has come back.
    private void arrived(SentBatch batch, DonePart done) {
        List<ItemPart> more = List.of();
        RuntimeException refusal = batch.refusal();
        lock.lock();
        try {
            underWay.remove(batch);
            if (refusal != null) {
                inFlight--;
                reject(refusal);
            } else if (mayBeDivided(batch, done)) {
                more = done.part().singles();
                inFlight += more.size() - 1;
                sent += more.size() - 1;
            } else {
                inFlight--;
                if (done.outcomes() != null) {
                    chunk.learn(done.part().items().length, batch.ranNanos(), batch.bytes());
                }
                if (!building.isEmpty() && isScarce()) {
                    more = List.of(takeBuilding());
                }
                arrived.add(done);
            }
        } finally {
            lock.unlock();
        }
        more.forEach(this::send);
    }

    /// Returns whether the items of a batch should go one by one instead: one of them could not
    /// travel, and none has run.
    private boolean mayBeDivided(SentBatch batch, DonePart done) {
        return done.failure() instanceof CodecException
                && done.part().items().length > 1
                && batch.ranNanos() == 0
                && !cancelled;
    }

    /// Takes what has come back, perhaps nothing, waiting for it.
    ///
    /// @return null if nothing is under way
    /// @throws InterruptedException if interrupted while waiting
    @Nullable DonePart take() throws InterruptedException {
        DonePart done = arrived.poll();
        if (done == null) {
            done = isIdle() ? arrived.poll() : arrived.take();
        }
        return done;
    }

    private boolean isIdle() {
        lock.lock();
        try {
            return inFlight == 0 && building.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Told by the reader that results have been given to whom they are for, or will be next.
    void delivered(DonePart done) {
        int items = done.part().items().length;
        delivered += items;
        deliveredBatches += items == 0 ? 0 : 1;
    }

    /// Throws what ended the flow before its source: its own failure, or that the pool takes no
    /// more.
    void checkEnd() {
        if (sourceFailure != null) {
            throw sourceFailure;
        }
        lock.lock();
        try {
            if (rejection != null) {
                throw rejection;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends all that is under way. By any thread.
    void cancel() {
        List<SentBatch> all;
        lock.lock();
        try {
            cancelled = true;
            building.clear();
            all = List.copyOf(underWay);
        } finally {
            lock.unlock();
        }
        all.forEach(batch -> batch.future().cancel(true));
    }
}
