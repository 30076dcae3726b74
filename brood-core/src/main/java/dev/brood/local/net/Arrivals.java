package dev.brood.local.net;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// What comes over a link, frame by frame, until its end. For the link's reading thread.
final class Arrivals {
    private final String peer;
    private final FrameReader frames;
    private final Inbox inbox;
    private final Outbox outbox;
    private final ReentrantLock lock;
    private final Consumer<byte[]> delivery;

    /// @param delivery what to do with a message that is whole
    Arrivals(
            String peer,
            FrameReader frames,
            Inbox inbox,
            Outbox outbox,
            ReentrantLock lock,
            Consumer<byte[]> delivery) {
        this.peer = peer;
        this.frames = frames;
        this.inbox = inbox;
        this.outbox = outbox;
        this.lock = lock;
        this.delivery = delivery;
    }

    /// Reads until there is nothing more to come, and says why.
    End readAll() {
        try {
            while (frames.next()) {
                if (frames.type() == Frame.CLOSE) {
                    return new End(false, peer + " has closed the connection", null);
                }
                handle();
            }
            return new End(false, peer + " ended without closing the connection", null);
        } catch (SocketTimeoutException _) {
            String text = "nothing was heard of " + peer + " for longer than it had promised";
            return new End(false, text, null);
        } catch (Throwable e) { // also for want of memory: nobody is to wait for a dead reader
            String text = "the connection to " + peer + " is lost: " + text(e);
            return new End(false, text, e);
        }
    }

    private static String text(Throwable e) {
        return e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
    }

    private void handle() throws IOException {
        if (outbox.isStuck()) {
            throw new ProtocolException("it does not read what is sent to it");
        }
        switch (frames.type()) {
            case Frame.FIRST -> begin();
            case Frame.MORE -> add(frames.payload(), frames.length());
            case Frame.PING -> {}
            case Frame.TAKEN -> {
                long bytes = frames.numbers(Long.BYTES).getLong();
                lock.lock();
                try {
                    outbox.madeRoom(bytes);
                } finally {
                    lock.unlock();
                }
            }
            case Frame.ASK -> {
                lock.lock();
                try {
                    outbox.otherAsks();
                } finally {
                    lock.unlock();
                }
            }
            default -> throw new ProtocolException("there are no frames of type " + frames.type());
        }
    }

    private void begin() throws IOException {
        int length = frames.numbers(Integer.BYTES).getInt();
        inbox.begin(length);
        lock.lock();
        try {
            inbox.admit(length);
            outbox.otherSends();
        } finally {
            lock.unlock();
        }
        add(frames.payload() + Integer.BYTES, frames.length() - Integer.BYTES);
    }

    private void add(int from, int length) throws IOException {
        byte[] whole = inbox.add(frames.buffer(), from, length);
        if (whole != null) {
            delivery.accept(whole);
        }
    }
}
