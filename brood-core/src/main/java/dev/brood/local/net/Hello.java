package dev.brood.local.net;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/// The first bytes of each side.
///
/// ```text
///   0        6         7        8                12               16                48
///   +--------+---------+--------+----------------+----------------+-----------------+
///   | BROOD\0| version | role   | longest message| heartbeat, ms  | 32 random bytes |
///   +--------+---------+--------+----------------+----------------+-----------------+
/// ```
final class Hello {
    static final int BYTES = 48;
    static final byte CONNECTING = 1;
    static final byte LISTENING = 2;

    private static final byte[] MAGIC = "BROOD\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int NONCE = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    /// @param bytes all of them
    Hello(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    static Hello of(byte role, int longestMessage, int heartbeatMillis) {
        byte[] nonce = new byte[BYTES - NONCE];
        RANDOM.nextBytes(nonce);
        return new Hello(
                ByteBuffer.allocate(BYTES)
                        .put(MAGIC)
                        .put(VERSION)
                        .put(role)
                        .putInt(longestMessage)
                        .putInt(heartbeatMillis)
                        .put(nonce)
                        .array());
    }

    /// Checks what the other side has sent.
    ///
    /// @param own what this side has sent or will send
    void check(byte role, Hello own) throws ProtocolException {
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ProtocolException(
                    "it is no Brood: it began with "
                            + HexFormat.ofDelimiter(" ").formatHex(bytes, 0, MAGIC.length + 2));
        }
        if (bytes[MAGIC.length] != VERSION) {
            throw new ProtocolException(
                    "it speaks version %d of the protocol, this is version %d"
                            .formatted(bytes[MAGIC.length], VERSION));
        }
        if (bytes[MAGIC.length + 1] != role
                || Arrays.equals(bytes, NONCE, BYTES, own.bytes, NONCE, BYTES)) {
            throw new ProtocolException("it sends back what it gets");
        }
        if (longestMessage() < 0 || heartbeatMillis() < 0) {
            throw new ProtocolException("it asks for negative limits");
        }
    }

    int longestMessage() {
        return ByteBuffer.wrap(bytes).getInt(MAGIC.length + 2);
    }

    int heartbeatMillis() {
        return ByteBuffer.wrap(bytes).getInt(MAGIC.length + 6);
    }
}
