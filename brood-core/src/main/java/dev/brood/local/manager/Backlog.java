package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/// The replies to a client for which there was no room in the wire, in order, and the thread that
/// sends them when there is.
///
/// It is short as long as the client reads. Whoever reads the client's calls waits while it is
/// long; what is under way by then still gets in. A client of another program that lets more than
/// [#MOST] bytes pile up nevertheless is hung up on.
final class Backlog {
    static final int LONG = 1024;
    static final long HEAVY = 4 << 20;
    static final long MOST = 256 << 20;

    private final Wire wire;
    private final long most;
    private final Queue<Payload> replies = new ArrayDeque<>(); // guarded by this
    private long bytes; // guarded by this
    private boolean flushing; // guarded by this
    private volatile boolean ended; // written under this

    /// Makes an empty one.
    ///
    /// @param most how many bytes may wait
    Backlog(Wire wire, long most) {
        this.wire = wire;
        this.most = most;
    }

    /// Sends a reply, at once or when there is room.
    ///
    /// @return false if the client is gone
    boolean send(Payload reply) {
        try {
            synchronized (this) {
                if (ended) {
                    return false;
                }
                if (!flushing && wire.send(reply, false)) {
                    return true;
                }
                if (bytes <= most) {
                    add(reply);
                    return true;
                }
                end();
            }
            wire.close();
            return false;
        } catch (IOException | ClosedException _) {
            end();
            return false;
        }
    }

    /// Returns whether nobody is left to read replies.
    boolean hasEnded() {
        return ended;
    }

    private void add(Payload reply) {
        replies.add(reply);
        bytes += reply.bytes();
        if (!flushing) {
            flushing = true;
            var _ = Thread.startVirtualThread(this::flush);
        }
    }

    private void flush() {
        try {
            for (Payload next = next(); next != null; next = next()) {
                boolean _ = wire.send(next, true);
            }
        } catch (IOException | ClosedException _) {
            end(); // who reads from the client may wait for this, and is to see that it is gone
        }
    }

    private synchronized @Nullable Payload next() {
        Payload next = replies.poll();
        flushing = next != null;
        if (next != null) {
            bytes -= next.bytes();
        }
        if (!isLong()) {
            notifyAll();
        }
        return next;
    }

    private boolean isLong() {
        return replies.size() >= LONG || bytes >= HEAVY;
    }

    /// Waits until it is short, or over.
    synchronized void awaitShort() throws InterruptedException {
        while (flushing && isLong() && !ended) {
            wait();
        }
    }

    /// Returns how many bytes wait.
    synchronized long bytes() {
        return bytes;
    }

    /// Drops everything: the client is gone.
    synchronized void end() {
        ended = true;
        forget();
    }

    private void forget() {
        replies.clear();
        bytes = 0;
        notifyAll();
    }
}
