package dev.brood.local.net;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Takes frames off a wire and believes none whose code is wrong. For one thread.
final class FrameReader {
    private final Wire wire;
    private final Mac mac;
    private final byte[] buffer = new byte[2 * Frame.MOST];
    private final byte[] number = new byte[Long.BYTES];
    private long sequence;
    private int start; // of what was read and not used
    private int end;
    private int type;
    private int length;

    FrameReader(Wire wire, SecretKeySpec key) {
        this.wire = wire;
        mac = Keys.mac(key);
    }

    /// Reads the next frame.
    ///
    /// @return false if there are no more
    /// @throws ProtocolException if it is not what the other side has sent
    boolean next() throws IOException {
        if (!have(Frame.HEADER)) {
            return false;
        }
        int header = ByteBuffer.wrap(buffer).getInt(start);
        length = header & 0xFF_FFFF;
        if (length > Frame.MOST_PAYLOAD) {
            throw new ProtocolException(
                    "a frame claims %,d bytes, and may have %,d"
                            .formatted(length, Frame.MOST_PAYLOAD));
        }
        int size = Frame.HEADER + length;
        if (!have(size + Frame.CODE)) {
            throw cutOff();
        }
        ByteBuffer.wrap(number).putLong(sequence++);
        mac.update(number);
        mac.update(buffer, start, size);
        byte[] due = Arrays.copyOf(mac.doFinal(), Frame.CODE);
        byte[] is = Arrays.copyOfRange(buffer, start + size, start + size + Frame.CODE);
        if (!MessageDigest.isEqual(due, is)) {
            throw new ProtocolException(
                    "a frame was changed, put in, left out or repeated on its way");
        }
        type = header >>> 24;
        start += size + Frame.CODE;
        return true;
    }

    private static ProtocolException cutOff() {
        return new ProtocolException("it ended in the middle of a frame");
    }

    /// Reads until there are so many bytes.
    private boolean have(int bytes) throws IOException {
        if (end - start < bytes && start + bytes > buffer.length - Frame.MOST) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        while (end - start < bytes) {
            int read = wire.read(buffer, end, buffer.length - end);
            if (read < 0) {
                if (end > start) {
                    throw cutOff();
                }
                return false;
            }
            end += read;
        }
        return true;
    }

    int type() {
        return type;
    }

    int length() {
        return length;
    }

    /// Returns where in the buffer the payload begins, until the next frame is read.
    int payload() {
        return start - Frame.CODE - length;
    }

    byte[] buffer() {
        return buffer;
    }

    ByteBuffer numbers(int bytes) throws ProtocolException {
        if (length < bytes) {
            throw new ProtocolException("a frame of type " + type + " has only " + length);
        }
        return ByteBuffer.wrap(buffer, payload(), length);
    }
}
