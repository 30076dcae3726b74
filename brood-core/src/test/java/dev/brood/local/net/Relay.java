package dev.brood.local.net;

import dev.brood.Address;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// What an enemy on the way between two programs can do: read, change, keep, repeat.
final class Relay implements AutoCloseable {
    private static final int TO_LISTENER = Hello.BYTES + Keys.BYTES;

    private final ServerSocket server;
    private final Address.Tcp target;
    private final Meddler meddler;
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    private final List<byte[]> seen = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch mended = new CountDownLatch(1);
    private volatile boolean cut;

    /// What to do with a frame on its way to the listener.
    interface Meddler {
        /// Returns what is passed on.
        ///
        /// @param index from 0
        List<byte[]> frames(int index, byte[] frame);
    }

    Relay(Address target, Meddler meddler) throws IOException {
        this.target = (Address.Tcp) target;
        this.meddler = meddler;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    static Relay honest(Address target) throws IOException {
        return new Relay(target, (_, frame) -> List.of(frame));
    }

    Address address() {
        return Address.tcp(server.getLocalPort());
    }

    /// Returns what went to the listener: the handshake in one piece, then each frame.
    List<byte[]> seen() {
        return seen;
    }

    /// Passes nothing on any more, and closes nothing.
    void cut() {
        cut = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket in = server.accept();
                Socket out = new Socket();
                sockets.add(in);
                sockets.add(out);
                out.connect(new InetSocketAddress(target.host(), target.port()));
                Thread.ofVirtual().start(() -> pass(in, out, true));
                Thread.ofVirtual().start(() -> pass(out, in, false));
            }
        } catch (IOException _) {
            // It was closed.
        }
    }

    private void pass(Socket from, Socket to, boolean toListener) {
        try {
            if (toListener) {
                passFrames(new DataInputStream(from.getInputStream()), to.getOutputStream());
            } else {
                passBytes(from.getInputStream(), to.getOutputStream());
            }
        } catch (IOException _) {
            // One side is gone.
        }
        try {
            to.shutdownOutput();
        } catch (IOException _) {
            // It is closed.
        }
    }

    private void passFrames(DataInputStream in, OutputStream out) throws IOException {
        byte[] handshake = new byte[TO_LISTENER];
        in.readFully(handshake, 0, Hello.BYTES);
        out.write(handshake, 0, Hello.BYTES);
        in.readFully(handshake, Hello.BYTES, Keys.BYTES);
        out.write(handshake, Hello.BYTES, Keys.BYTES);
        seen.add(handshake);
        for (int i = 0; ; i++) {
            int header = in.readInt();
            byte[] frame = new byte[Frame.HEADER + (header & 0xFF_FFFF) + Frame.CODE];
            java.nio.ByteBuffer.wrap(frame).putInt(header);
            in.readFully(frame, Frame.HEADER, frame.length - Frame.HEADER);
            seen.add(frame);
            for (byte[] each : meddler.frames(i, frame)) {
                awaitIfCut();
                out.write(each);
            }
        }
    }

    private void passBytes(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            awaitIfCut();
            out.write(buffer, 0, read);
        }
    }

    private void awaitIfCut() throws IOException {
        if (cut) {
            try {
                mended.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        mended.countDown();
        server.close();
        synchronized (sockets) {
            for (Socket each : sockets) {
                each.close();
            }
        }
    }
}
