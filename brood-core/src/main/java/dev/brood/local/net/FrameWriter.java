package dev.brood.local.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/// Puts frames on a wire, many at a time if they are small. For one thread at a time.
final class FrameWriter {
    private final Wire wire;
    private final Mac mac;
    private final byte[] buffer = new byte[2 * Frame.MOST];
    private final ByteBuffer frames = ByteBuffer.wrap(buffer);
    private final byte[] number = new byte[Long.BYTES];
    private final byte[] code = new byte[Keys.BYTES];
    private long sequence;

    /// Since when a write has not come back; 0 if none is going on. Written by who writes.
    private volatile long busySince;

    FrameWriter(Wire wire, SecretKeySpec key) {
        this.wire = wire;
        mac = Keys.mac(key);
    }

    void message(MemorySegment message) throws IOException {
        int total = (int) message.byteSize();
        int sent = Math.min(total, Frame.MOST_PAYLOAD - Integer.BYTES);
        begin(Frame.FIRST, Integer.BYTES + sent);
        frames.putInt(total);
        put(message, 0, sent);
        end(Integer.BYTES + sent);
        while (sent < total) {
            int length = Math.min(total - sent, Frame.MOST_PAYLOAD);
            begin(Frame.MORE, length);
            put(message, sent, length);
            end(length);
            sent += length;
        }
    }

    void sign(int type) throws IOException {
        begin(type, 0);
        end(0);
    }

    void taken(long bytes) throws IOException {
        begin(Frame.TAKEN, Long.BYTES);
        frames.putLong(bytes);
        end(Long.BYTES);
    }

    private void begin(int type, int length) throws IOException {
        if (frames.remaining() < Frame.HEADER + length + Frame.CODE) {
            flush();
        }
        frames.putInt(type << 24 | length);
    }

    private void put(MemorySegment message, long from, int length) {
        MemorySegment.copy(message, from, MemorySegment.ofArray(buffer), frames.position(), length);
        frames.position(frames.position() + length);
    }

    private void end(int length) {
        ByteBuffer.wrap(number).putLong(sequence++);
        mac.update(number);
        mac.update(buffer, frames.position() - length - Frame.HEADER, Frame.HEADER + length);
        try {
            mac.doFinal(code, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException(e); // it is long enough
        }
        frames.put(code, 0, Frame.CODE);
    }

    /// Writes what has been put.
    void flush() throws IOException {
        int length = frames.position();
        frames.clear();
        busySince = System.nanoTime() | 1;
        wire.write(buffer, 0, length);
        busySince = 0;
    }

    /// Returns whether the other side has taken nothing for a time, though there was something.
    boolean isStuckFor(long nanos) {
        long since = busySince;
        return since != 0 && System.nanoTime() - since > nanos;
    }
}
