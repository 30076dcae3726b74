package dev.brood.local.net;

import dev.brood.Address;
import dev.brood.LinkOptions;
import dev.brood.Secret;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One who knows the secret, makes frames by hand, and keeps to no rule.
public final class Peer implements AutoCloseable {
    private final Socket socket = new Socket();
    private final SecretKeySpec key;
    private final Wire wire;
    private long sequence;

    /// Connects, and proves that it knows the secret.
    public Peer(Address address, Secret secret, LinkOptions options) throws IOException {
        Address.Tcp tcp = (Address.Tcp) address;
        socket.connect(new InetSocketAddress(tcp.host(), tcp.port()));
        wire = SocketWire.plain(socket);
        key = Handshake.connect(wire, secret, options).out();
    }

    void frame(int type, byte[] payload) throws IOException {
        byte[] frame = new byte[Frame.HEADER + payload.length];
        ByteBuffer.wrap(frame).putInt(type << 24 | payload.length).put(payload);
        Mac mac = Keys.mac(key);
        mac.update(ByteBuffer.allocate(Long.BYTES).putLong(sequence++).flip());
        byte[] code = mac.doFinal(frame);
        wire.write(frame, 0, frame.length);
        wire.write(code, 0, Frame.CODE);
    }

    /// Begins a message, and says how long it is going to be.
    public void message(int length, String beginning) throws IOException {
        frame(Frame.FIRST, payload(length, beginning));
    }

    /// Begins a frame that claims to be as long as one can claim.
    public void longestFrame() throws IOException {
        raw(Frame.FIRST << 24 | 0xFF_FFFF);
    }

    void raw(int header) throws IOException {
        raw(ByteBuffer.allocate(4).putInt(header).array());
    }

    /// Writes bytes that are no frame.
    public void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    static byte[] payload(int total, String text) {
        return ByteBuffer.allocate(4 + text.length())
                .putInt(total)
                .put(text.getBytes(StandardCharsets.UTF_8))
                .array();
    }

    Socket socket() {
        return socket;
    }

    /// Reads until the other side hangs up.
    public void awaitHangUp() throws IOException {
        byte[] buffer = new byte[8192];
        socket.setSoTimeout(60_000);
        try {
            while (socket.getInputStream().read(buffer) >= 0) {
                // What it says before that is of no interest.
            }
        } catch (java.net.SocketException _) {
            // What had been sent was not read.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
