package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.local.channel.Payload;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// A client's connection, in the server: reads its calls, in a thread of its own, sends the
/// replies, and counts what it holds.
///
/// What a client has the server do at once is bounded:
///
/// | what | how many | then |
/// |---|---|---|
/// | replies it has not read | [Backlog#LONG], or [Backlog#HEAVY] bytes | no more of its calls are read |
/// | calls that wait for their turn at a collection | [#MOST_QUEUED] | likewise |
/// | calls of another program that wait for something, or last | [#MOST_UNDER_WAY] | more of these are refused: to read on might be what they wait for |
final class Session {
    static final int MOST_QUEUED = 1024;
    static final int MOST_UNDER_WAY = 4096;

    private final Wire wire;
    private final Caller.Peer peer;
    private final Trust trust;
    private final ObjectTable table;
    private final CallRegister register;
    private final Map<Long, ServerCall> running = new ConcurrentHashMap<>();
    private final Map<Served, Long> grants = new HashMap<>(); // guarded by itself
    private final AtomicInteger queued = new AtomicInteger();
    private final Backlog backlog;
    private final Overseer overseer;
    private volatile Reader reader;
    private volatile boolean gone;

    Session(
            Wire wire,
            Caller.Peer peer,
            Trust trust,
            ObjectTable table,
            CallRegister register,
            Overseer overseer) {
        this.overseer = overseer;
        this.reader = new Reader(overseer);
        this.wire = wire;
        this.peer = peer;
        this.trust = trust;
        this.table = table;
        this.register = register;
        this.backlog = new Backlog(wire, trust.isRemote() ? Backlog.MOST : Long.MAX_VALUE);
    }

    Caller.Peer peer() {
        return peer;
    }

    Trust trust() {
        return trust;
    }

    /// Returns how long a reply may be.
    long longestReply() {
        return wire.longest();
    }

    boolean isGone() {
        return gone;
    }

    /// Begins to serve the client.
    void start() {
        register.add(this);
        startReading();
    }

    private void startReading() {
        Reader self = reader;
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .name("brood-manager-client-" + peer.pid())
                        .start(() -> read(self));
    }

    /// Reads until the client is gone, or another thread reads in place of this.
    private void read(Reader self) {
        self.isThisThread();
        try {
            while (!self.isReplaced()) {
                handle(wire.receive(), self);
                backlog.awaitShort();
                awaitFewQueued();
            }
        } catch (IOException | InterruptedException | ClosedException _) {
            // It has left or died, or this server ends.
        } finally {
            if (!self.isReplaced()) {
                end();
            }
        }
    }

    /// Has another thread read if this one is stuck in a call. For the overseer.
    ///
    /// @return whether it is in a call
    boolean replaceReaderIfStuck() {
        if (reader.replaceIfStuck()) {
            reader = new Reader(overseer);
            try {
                startReading();
            } catch (OutOfMemoryError e) { // no thread is to be had
                wire.close();
                throw e;
            }
            return true;
        }
        return reader.isCalling();
    }

    boolean isCalling() {
        return reader.isCalling();
    }

    private void end() {
        gone = true;
        table.clientGone(this);
        running.values().forEach(ServerCall::cancel);
        synchronized (grants) {
            grants.clear();
        }
        backlog.end();
        synchronized (queued) {
            queued.notifyAll();
        }
        register.remove(this);
        wire.close();
    }

    /// Closes the connection; its thread ends it.
    void close() {
        wire.close();
    }

    private void handle(Payload message, Reader self) {
        long what = Frame.id(message);
        switch (Frame.kind(message)) {
            case Frame.CALL -> new ServerCall(this, message).begin(table, self);
            case Frame.CANCEL -> {
                ServerCall call = running.get(what);
                if (call != null) {
                    call.cancel();
                }
            }
            case Frame.ACQUIRE -> acquire(what);
            case Frame.RELEASE -> release(what, Frame.number(message));
            case Frame.PASSED -> {
                if (table.has(what) && !trust.isRemote()) { // else there is nowhere to pass it to
                    table.keep(table.get(what));
                }
            }
            default -> throw new ClosedException("a client sent what is no message");
        }
    }

    private void acquire(long object) {
        try {
            grant(table.get(object));
        } catch (ClosedException _) {
            // Its calls will say so.
        }
    }

    /// Counts a reference that the client gets.
    void grant(Served served) {
        synchronized (grants) {
            grants.merge(served, 1L, Long::sum);
        }
    }

    private void release(long object, long count) {
        if (!table.has(object)) {
            return;
        }
        synchronized (grants) {
            grants.computeIfPresent(
                    table.get(object), (_, held) -> held > count ? held - count : null);
        }
    }

    /// Notes a call that may wait or last.
    ///
    /// @throws RejectedExecutionException if there are too many
    void began(ServerCall call) {
        if (trust.isRemote() && running.size() >= MOST_UNDER_WAY) {
            throw new RejectedExecutionException(
                    "%s has %,d calls under way that wait or last, and may have no more until some have ended"
                            .formatted(peer.name(), MOST_UNDER_WAY));
        }
        running.put(call.id(), call);
        if (gone) {
            call.cancel();
        }
    }

    /// A call begins to wait for its turn, which it may have at once.
    void queued() {
        queued.incrementAndGet();
    }

    /// A call has had its turn.
    void unqueued() {
        if (queued.getAndDecrement() == MOST_QUEUED) {
            synchronized (queued) {
                queued.notifyAll();
            }
        }
    }

    private void awaitFewQueued() throws InterruptedException {
        if (queued.get() < MOST_QUEUED) {
            return;
        }
        synchronized (queued) {
            while (queued.get() >= MOST_QUEUED && !gone) {
                queued.wait();
            }
        }
    }

    void ended(ServerCall call) {
        running.remove(call.id());
    }

    void interrupt(Served served) {
        for (ServerCall call : running.values()) {
            if (call.isOf(served)) {
                call.cancel();
            }
        }
    }

    /// Sends a reply.
    ///
    /// @return false if the client is gone
    boolean reply(Payload reply) {
        return !gone && backlog.send(reply);
    }

    /// Returns whether somebody is left to read replies.
    boolean isListening() {
        return !gone && !backlog.hasEnded();
    }

    /// Returns how many bytes of replies the client has not read.
    long backlog() {
        return backlog.bytes();
    }

    /// Returns how many calls are under way that may wait or last.
    int underWay() {
        return running.size();
    }
}
