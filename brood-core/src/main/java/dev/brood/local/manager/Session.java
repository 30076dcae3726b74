package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/// A client's connection, in the server: reads its calls, in a thread of its own, sends the
/// replies, and counts what it holds.
///
/// A reply never waits for room in the wire, since whoever sends it may hold up others: it goes
/// into a backlog, which a thread empties. As long as that is long no more calls are read.
final class Session {
    private static final int LONG_BACKLOG = 1024;

    private final Wire wire;
    private final Caller.Peer peer;
    private final Trust trust;
    private final ObjectTable table;
    private final CallRegister register;
    private final Map<Long, ServerCall> running = new ConcurrentHashMap<>();
    private final Map<Served, Long> grants = new HashMap<>(); // guarded by itself
    private final Queue<Payload> backlog = new ArrayDeque<>(); // guarded by itself
    private boolean flushing; // guarded by backlog
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
                awaitShortBacklog();
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
            startReading();
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
        synchronized (backlog) {
            backlog.clear();
            backlog.notifyAll();
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

    void began(ServerCall call) {
        running.put(call.id(), call);
        if (gone) {
            call.cancel();
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
        if (gone) {
            return false;
        }
        try {
            synchronized (backlog) {
                if (flushing || !wire.send(reply, false)) {
                    backlog.add(reply);
                    if (!flushing) {
                        flushing = true;
                        var _ = Thread.startVirtualThread(this::flush);
                    }
                }
            }
            return true;
        } catch (IOException | ClosedException _) {
            return false;
        }
    }

    private void flush() {
        try {
            for (Payload next = nextOfBacklog(); next != null; next = nextOfBacklog()) {
                boolean _ = wire.send(next, true);
            }
        } catch (IOException | ClosedException _) {
            // Whoever reads from the client sees that too, and ends the connection.
        }
    }

    private @Nullable Payload nextOfBacklog() {
        synchronized (backlog) {
            Payload next = backlog.poll();
            flushing = next != null;
            if (backlog.size() < LONG_BACKLOG) {
                backlog.notifyAll();
            }
            return next;
        }
    }

    private void awaitShortBacklog() throws InterruptedException {
        synchronized (backlog) {
            while (flushing && backlog.size() >= LONG_BACKLOG && !gone) {
                backlog.wait();
            }
        }
    }
}
