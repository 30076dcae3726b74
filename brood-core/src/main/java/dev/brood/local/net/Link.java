package dev.brood.local.net;

import dev.brood.Address;
import dev.brood.BrokenPipeException;
import dev.brood.ClosedException;
import dev.brood.LinkOptions;
import dev.brood.MessageTooLongException;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Trees;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// An authenticated link to another process: messages of bytes, both ways, whole and in order.
///
/// | state | who sends gets | who receives gets | may become |
/// |---|---|---|---|
/// | open | | | any other |
/// | closed there, or lost | [BrokenPipeException] | what had come, then [EOFException] | closed here |
/// | closed here | [ClosedException] | [ClosedException] | |
///
/// Three threads are at work besides the users': a reader, a writer (both virtual, and asleep most
/// of the time) and the [Timer]. Any number of threads may send and receive.
///
/// To close says good-bye and waits, two seconds at most, until the other side has read that: a
/// socket that is closed before could take back what was sent last.
public final class Link implements AutoCloseable {
    private static final Duration GOOD_BYE = Duration.ofSeconds(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition hasEnded = lock.newCondition();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final Bell bell = new Bell();

    private final Wire wire;
    private final String peer;
    private final LinkOptions options;
    private final int longestToSend;
    private final FrameReader frames;
    private final Outbox outbox;
    private final Inbox inbox;
    private final Consumer<Link> atEnd;

    private @Nullable End end; // guarded by lock
    private volatile boolean closed;

    private Link(
            Wire wire,
            Handshake.Terms terms,
            LinkOptions options,
            String peer,
            Consumer<Link> atEnd) {
        this.wire = wire;
        this.peer = peer;
        this.options = options;
        this.atEnd = atEnd;
        longestToSend = terms.longestMessage();
        frames = new FrameReader(wire, terms.in());
        inbox = new Inbox(options.maxMessage());
        outbox =
                new Outbox(
                        lock,
                        wire,
                        new FrameWriter(wire, terms.out()),
                        options.heartbeat().toNanos());
    }

    /// Begins to use a wire after the handshake.
    ///
    /// @param atEnd what to call when the wire is closed
    static Link open(
            Wire wire,
            Handshake.Terms terms,
            LinkOptions options,
            String peer,
            Consumer<Link> atEnd)
            throws IOException {
        wire.limitSilence(terms.silence());
        Link link = new Link(wire, terms, options, peer, atEnd);
        OpenLinks.add(link);
        Trees.holds(link);
        Thread.ofVirtual().name("brood-link-reader").start(link::read);
        Thread.ofVirtual().name("brood-link-writer").start(link.outbox::run);
        return link;
    }

    /// Sends a message, once the other side has room for it.
    ///
    /// @param message read until this returns
    /// @param deadline on the clock of [Deadline]
    /// @return false if the time was over first; then nothing was sent
    /// @throws IllegalArgumentException if it is longer than [#longestToSend()]; nothing was sent
    /// @throws InterruptedException if interrupted while waiting for room; nothing was sent
    /// @throws BrokenPipeException if the link has ended; the message may have been sent
    /// @throws ClosedException if it was closed here
    public boolean send(MemorySegment message, long deadline)
            throws InterruptedException, BrokenPipeException {
        if (message.byteSize() > longestToSend) {
            throw new IllegalArgumentException(
                    "a message to %s has at most %,d bytes (the other side's maxMessage), this one has %,d"
                            .formatted(peer, longestToSend, message.byteSize()));
        }
        MemorySegment bytes = reachable(message);
        lock.lockInterruptibly();
        try {
            if (end == null) {
                switch (outbox.send(bytes, deadline)) {
                    case DONE -> {
                        return true;
                    }
                    case TIMED_OUT -> {
                        return false;
                    }
                    case ENDED -> {}
                }
            }
            End how = awaitEnd();
            throwIfClosed();
            BrokenPipeException broken =
                    new BrokenPipeException(
                            "broken pipe: nobody is left to receive, as " + how.text());
            broken.initCause(how.cause());
            throw broken;
        } finally {
            lock.unlock();
        }
    }

    /// Memory outside of the heap may belong to the thread that sends, and be freed while it waits.
    private static MemorySegment reachable(MemorySegment message) {
        return message.heapBase().isPresent()
                ? message
                : MemorySegment.ofArray(message.toArray(ValueLayout.JAVA_BYTE));
    }

    /// When nothing can be written any more, the reader is about to find out why.
    private End awaitEnd() {
        while (end == null) {
            hasEnded.awaitUninterruptibly();
        }
        return end;
    }

    /// Receives a message.
    ///
    /// @param most how long it may be
    /// @param deadline on the clock of [Deadline]
    /// @return null if the time was over first
    /// @throws MessageTooLongException if it is longer; it can still be received
    /// @throws EOFException if the link has ended and nothing is left
    /// @throws InterruptedException if interrupted while waiting
    /// @throws ClosedException if it was closed here
    public byte @Nullable [] receive(int most, long deadline)
            throws InterruptedException, EOFException, MessageTooLongException {
        lock.lockInterruptibly();
        try {
            if (!awaitMessage(deadline)) {
                return null;
            }
            byte[] first = inbox.peek();
            if (first == null) {
                throw ended();
            }
            if (first.length > most) {
                throw new MessageTooLongException(
                        "the next message has %,d bytes, more than the %,d allowed; it can still be received"
                                .formatted(first.length, most),
                        first.length);
            }
            inbox.take();
            outbox.took(Inbox.cost(first.length));
            if (!inbox.isEmpty()) {
                arrived.signal();
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    private EOFException ended() {
        End how = awaitEnd();
        EOFException ended = new EOFException("nothing is left to receive: " + how.text());
        ended.initCause(how.cause());
        return ended;
    }

    private boolean awaitMessage(long deadline) throws InterruptedException {
        while (true) {
            throwIfClosed();
            if (!inbox.isEmpty() || end != null) {
                return true;
            }
            long left = Deadline.remaining(deadline);
            if (left <= 0) {
                return false;
            }
            long _ = arrived.awaitNanos(left);
        }
    }

    /// Waits until a receive would not wait.
    ///
    /// @param deadline on the clock of [Deadline]
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted while waiting
    /// @throws ClosedException if it was closed here
    public boolean awaitReady(long deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean ready = awaitMessage(deadline);
            if (ready) {
                arrived.signal(); // nothing was taken
            }
            return ready;
        } finally {
            lock.unlock();
        }
    }

    /// Returns whether a receive would not wait.
    ///
    /// @return true if there is a message or the end
    /// @throws ClosedException if it was closed here
    public boolean isReady() {
        lock.lock();
        try {
            throwIfClosed();
            return !inbox.isEmpty() || end != null;
        } finally {
            lock.unlock();
        }
    }

    private void throwIfClosed() {
        if (closed) {
            throw new ClosedException(this + " was closed by this process");
        }
    }

    /// Returns what rings when a receive would not wait any more.
    Bell bell() {
        return bell;
    }

    private void read() {
        end(new Arrivals(peer, frames, inbox, outbox, lock, this::deliver).readAll());
        wire.close();
        gone.countDown();
        OpenLinks.remove(this);
        atEnd.accept(this);
    }

    /// Takes in a message that has arrived whole.
    private void deliver(byte[] message) {
        lock.lock();
        try {
            if (!closed) {
                inbox.put(message);
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
        bell.changed();
    }

    private void end(End how) {
        lock.lock();
        try {
            if (end == null) {
                end = how;
            }
            outbox.stop();
            arrived.signalAll();
            hasEnded.signalAll();
        } finally {
            lock.unlock();
        }
        bell.changed();
    }

    /// Begins to close; [#awaitGone] waits for the end of it.
    void beginClose() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            inbox.clear();
            if (end == null) {
                end = new End(true, "it was closed by this process", null);
                outbox.close();
            }
            arrived.signalAll();
            hasEnded.signalAll();
        } finally {
            lock.unlock();
        }
        bell.changed();
    }

    /// Waits until the wire is closed, and closes it if that takes too long.
    void awaitGone(long deadline) {
        try {
            if (!gone.await(Deadline.remaining(deadline), TimeUnit.NANOSECONDS)) {
                wire.close();
            }
        } catch (InterruptedException _) {
            wire.close();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        beginClose();
        awaitGone(Deadline.after(GOOD_BYE));
    }

    /// Returns whether it was closed by this process.
    ///
    /// @return true if so
    public boolean isClosed() {
        return closed;
    }

    /// Returns whether its wire is closed, whoever has done that.
    ///
    /// @return true if so
    public boolean isGone() {
        return gone.getCount() == 0;
    }

    /// Returns where the other side is, if it has an address.
    @Nullable Address address() {
        return wire.peer();
    }

    /// Returns how long a message may be that is sent.
    ///
    /// @return what the other side receives at most
    public int longestToSend() {
        return longestToSend;
    }

    /// Returns who is at the other end, for messages.
    ///
    /// @return its address, or the one it was connected to
    public String peer() {
        return peer;
    }

    /// Returns what this side wants of the link.
    ///
    /// @return what it was opened with
    public LinkOptions options() {
        return options;
    }

    @Override
    public String toString() {
        return "connection to " + peer;
    }
}
