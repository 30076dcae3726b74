package dev.brood.testkit.local;

import dev.brood.Address;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// Carries bytes between two addresses of this machine, until it is cut: then what is on its way is
/// lost and nobody is told, or everybody is.
final class Forwarder implements AutoCloseable {
    private final ServerSocket server;
    private final Address.Tcp target;
    private final List<Socket> sockets = new ArrayList<>(); // guarded by itself
    private volatile boolean cut;

    Forwarder(String host, Address target) throws IOException {
        this.target = (Address.Tcp) target;
        server = new ServerSocket(0, 50, InetAddress.getByName(host));
        Thread.ofVirtual().start(this::accept);
    }

    /// Returns where it is to be connected to.
    Address address() {
        return Address.tcp(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket in = server.accept();
                Socket out = new Socket();
                synchronized (sockets) {
                    sockets.add(in);
                    sockets.add(out);
                }
                if (!cut) {
                    out.connect(new InetSocketAddress(target.host(), target.port()));
                    Thread.ofVirtual().start(() -> pass(in, out));
                    Thread.ofVirtual().start(() -> pass(out, in));
                }
            }
        } catch (IOException _) {
            // It was closed.
        }
    }

    /// One that was passing when the cable was cut passes nothing ever after, as what it has lost
    /// would be missing.
    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(buffer);
            while (read >= 0 && !cut) {
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
            if (!cut) {
                to.shutdownOutput();
            }
        } catch (IOException _) {
            // One side is gone.
        }
    }

    /// Passes nothing on any more, and closes nothing: both sides hear nothing.
    void cut() {
        cut = true;
    }

    /// Breaks off what is open: both sides are told at once.
    void reset() throws IOException {
        synchronized (sockets) {
            for (Socket each : sockets) {
                each.setSoLinger(true, 0);
                each.close();
            }
            sockets.clear();
        }
    }

    /// Lets new connections through. Those from before must have ended.
    void mend() throws IOException {
        reset();
        cut = false;
    }

    @Override
    public void close() throws IOException {
        server.close();
        reset();
    }
}
