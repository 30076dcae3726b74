package dev.brood.local.net;

import dev.brood.Address;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A TCP socket, in the clear or through TLS.
///
/// Only virtual threads close it when they are interrupted.
final class SocketWire implements Wire {
    private static final byte[] NOT_ENCRYPTED = {};

    /// The binding of [RFC 9266](https://www.rfc-editor.org/rfc/rfc9266).
    private static final String BINDING_LABEL = "EXPORTER-Channel-Binding";

    private static final int BINDING_BYTES = 32;

    private final Socket raw;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private SocketWire(Socket raw, Socket socket) throws IOException {
        this.raw = raw;
        this.socket = socket;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    static SocketWire plain(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        return new SocketWire(socket, socket);
    }

    /// Puts TLS around this, and shakes hands. Who closes this meanwhile ends that.
    SocketWire secured(SSLContext tls, boolean asClient) throws IOException {
        String host = raw.getInetAddress().getHostAddress();
        SSLSocket secure =
                (SSLSocket) tls.getSocketFactory().createSocket(raw, host, raw.getPort(), true);
        secure.setUseClientMode(asClient);
        secure.setEnabledProtocols(new String[] {"TLSv1.3"});
        secure.startHandshake();
        return new SocketWire(raw, secure);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        return in.read(to, offset, length);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
    }

    @Override
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void limitSilence(Duration longest) throws IOException {
        socket.setSoTimeout((int) Math.min(longest.toMillis(), Integer.MAX_VALUE));
    }

    @Override
    public boolean bearsInterrupts() {
        return !Thread.currentThread().isVirtual();
    }

    @Override
    public byte[] binding() throws IOException {
        return socket instanceof SSLSocket secure
                        && secure.getSession() instanceof ExtendedSSLSession session
                ? session.exportKeyingMaterialData(BINDING_LABEL, new byte[0], BINDING_BYTES)
                : NOT_ENCRYPTED;
    }

    @Override
    public @Nullable Address peer() {
        return Address.tcp(raw.getInetAddress().getHostAddress(), raw.getPort());
    }

    /// Closes what is beneath TLS: to close TLS itself waits for who is writing.
    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException _) {
            // Nothing more can be done with it.
        }
    }
}
