package dev.brood.local.net;

import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What is to be sent, and who writes it: the thread that sends, where an interrupt of it can't
/// close the wire, or else a virtual thread of the link, which also does what nobody waits for.
/// Everything is guarded by the link's lock; whoever is at the wire has let go of it and has
/// [#writing] set.
final class Outbox {
    /// How long the other side may go on sending when nothing can be sent to it any more.
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final ReentrantLock lock;
    private final Condition room;
    private final Condition work;
    private final Condition written;
    private final Wire wire;
    private final FrameWriter frames;
    private final long heartbeatNanos;

    private final Deque<Item> queue = new ArrayDeque<>();
    private boolean writing;
    private boolean stopped;
    private boolean closing;
    private long wroteAt = System.nanoTime();

    private long outstanding;
    private boolean asked;

    // What to tell the other side.
    private boolean ask;
    private long taken;
    private boolean tellTaken;
    private boolean askedByOther;

    Outbox(ReentrantLock lock, Wire wire, FrameWriter frames, long heartbeatNanos) {
        this.lock = lock;
        this.wire = wire;
        this.frames = frames;
        this.heartbeatNanos = heartbeatNanos;
        room = lock.newCondition();
        work = lock.newCondition();
        written = lock.newCondition();
    }

    /// A message on its way out.
    private static final class Item {
        final MemorySegment bytes;
        boolean done;
        boolean failed;

        Item(MemorySegment bytes) {
            this.bytes = bytes;
        }
    }

    /// What a thread does at the wire in one go.
    private record Batch(List<Item> items, long taken, boolean ask, boolean ping, boolean last) {}

    enum Sent {
        DONE,
        TIMED_OUT,
        ENDED
    }

    /// Sends a message, once there is room for it. Lock held.
    Sent send(MemorySegment bytes, long deadline) throws InterruptedException {
        long cost = Inbox.cost(bytes.byteSize());
        while (!isOver() && outstanding > 0 && outstanding + cost > Frame.WINDOW) {
            long left = Deadline.remaining(deadline);
            if (left <= 0) {
                return Sent.TIMED_OUT;
            }
            if (!asked) {
                asked = true;
                ask = true;
                work.signal();
            }
            long _ = room.awaitNanos(left);
        }
        if (isOver()) {
            return Sent.ENDED;
        }
        outstanding += cost;
        if (asked) {
            asked = false;
            room.signalAll(); // others are to ask anew: this message is the answer to the last time
        }
        Item item = new Item(bytes);
        queue.add(item);
        if (!writing && wire.bearsInterrupts()) {
            write(batch(false));
            signalIfWork();
        } else {
            work.signal();
        }
        while (!item.done) {
            written.awaitUninterruptibly();
        }
        return item.failed ? Sent.ENDED : Sent.DONE;
    }

    private boolean isOver() {
        return stopped || closing;
    }

    private boolean hasWork() {
        return !queue.isEmpty() || ask || tellTaken || closing;
    }

    private void signalIfWork() {
        if (hasWork()) {
            work.signal();
        }
    }

    private Batch batch(boolean ping) {
        Batch batch = new Batch(new ArrayList<>(queue), tellTaken ? taken : 0, ask, ping, closing);
        queue.clear();
        taken = tellTaken ? 0 : taken;
        tellTaken = false;
        ask = false;
        return batch;
    }

    /// Writes a batch, without the lock. Lock held before and after.
    private void write(Batch batch) {
        writing = true;
        lock.unlock();
        boolean failed = true;
        try {
            put(batch);
            failed = false;
        } catch (Throwable _) {
            // Whatever it was, for want of memory too: a part of a frame may be out, so it is over.
        } finally {
            lock.lock();
            writing = false;
            wroteAt = System.nanoTime();
            for (Item item : batch.items()) {
                item.done = true;
                item.failed = failed;
            }
            written.signalAll();
        }
        if (failed && !stopped) {
            // The reader finds out why, after all that has arrived.
            var _ = Timer.after(LAST_WORDS, wire::close);
        }
        if (failed || batch.last()) {
            stop();
        }
    }

    private void put(Batch batch) throws IOException {
        if (batch.taken() > 0) {
            frames.taken(batch.taken());
        }
        if (batch.ask()) {
            frames.sign(Frame.ASK);
        }
        if (batch.ping()) {
            frames.sign(Frame.PING);
        }
        for (Item item : batch.items()) {
            frames.message(item.bytes);
        }
        if (batch.last()) {
            frames.sign(Frame.CLOSE);
        }
        frames.flush();
        if (batch.last()) {
            wire.endOutput();
        }
    }

    /// The life of the link's writing thread.
    void run() {
        lock.lock();
        try {
            while (!stopped) {
                boolean ping = false;
                if (writing || !hasWork()) {
                    ping = await();
                }
                if (!stopped && !writing && (ping || hasWork())) {
                    write(batch(ping));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits for something to do, or a while.
    ///
    /// @return whether it is time for a sign of life
    @SuppressWarnings("WaitNotInLoop") // whoever calls this looks again
    private boolean await() {
        try {
            if (heartbeatNanos == 0) {
                work.await();
                return false;
            }
            long left = wroteAt + heartbeatNanos - System.nanoTime();
            if (left <= 0 && !writing) {
                return true;
            }
            long _ = work.awaitNanos(left > 0 ? left : heartbeatNanos);
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a thread of a link", e);
        }
    }

    /// Returns whether the other side does not read: it always should, whatever it has room for.
    /// Any thread, no lock.
    boolean isStuck() {
        return heartbeatNanos > 0 && frames.isStuckFor(3 * heartbeatNanos);
    }

    /// The other side has made room. Lock held.
    void madeRoom(long bytes) {
        outstanding = Math.max(0, outstanding - Math.max(0, bytes));
        room.signalAll();
    }

    /// The other side waits for room. Lock held.
    void otherAsks() {
        askedByOther = true;
        tell();
    }

    /// The other side has sent a message, and so does not wait for room. Lock held.
    void otherSends() {
        askedByOther = false;
    }

    /// A message was taken here. Lock held.
    void took(long bytes) {
        taken += bytes;
        tell();
    }

    private void tell() {
        if (taken > 0 && !stopped && (askedByOther || taken >= Frame.WINDOW / 2)) {
            tellTaken = true;
            work.signal();
        }
    }

    /// Says good-bye after what is being written; what has not begun is not sent. Lock held.
    void close() {
        closing = true;
        fail();
        room.signalAll();
        work.signal();
    }

    /// Ends everything: nothing more is written. Lock held.
    void stop() {
        stopped = true;
        closing = false;
        fail();
        room.signalAll();
        work.signalAll();
    }

    private void fail() {
        for (@Nullable Item item = queue.poll(); item != null; item = queue.poll()) {
            item.done = true;
            item.failed = true;
        }
        written.signalAll();
    }
}
