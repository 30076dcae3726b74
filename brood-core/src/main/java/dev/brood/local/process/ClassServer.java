package dev.brood.local.process;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Gives the processes of a tree the bytes of classes that its root has from elsewhere than the
/// class path, over a socket in the tree's directory. Runs only in a root that has such classes.
final class ClassServer implements AutoCloseable {
    private static final String SOCKET = "classes";

    private final Path socket;
    private final List<ClassLoader> loaders = new CopyOnWriteArrayList<>();
    private @Nullable ServerSocketChannel server; // guarded by this

    ClassServer(Path tree) {
        this.socket = socket(tree);
    }

    /// Returns where the server of a tree listens.
    static Path socket(Path tree) {
        return tree.resolve(SOCKET);
    }

    /// Returns whether a loader's classes can be found by name in a child's own class path.
    static boolean isOnClassPath(ClassLoader loader) {
        return loader.equals(ClassLoader.getSystemClassLoader())
                || loader.equals(ClassLoader.getPlatformClassLoader());
    }

    /// Returns whether there is any loader to serve.
    boolean isServing() {
        return !loaders.isEmpty();
    }

    /// Serves the classes of a loader from now on.
    ///
    /// @throws IOException if the socket can't be made
    synchronized void serve(ClassLoader loader) throws IOException {
        if (!loaders.contains(loader)) {
            loaders.add(0, loader);
        }
        if (server == null) {
            ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            Files.deleteIfExists(socket);
            listening.bind(UnixDomainSocketAddress.of(socket));
            server = listening;
            Thread.ofPlatform().daemon().name("brood-classes").start(() -> accept(listening));
        }
    }

    private void accept(ServerSocketChannel listening) {
        while (listening.isOpen()) {
            try {
                SocketChannel asking = listening.accept();
                Thread.ofVirtual().start(() -> answer(asking));
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException _) {
                // One that hung up: the next.
            }
        }
    }

    private void answer(SocketChannel asking) {
        try (asking) {
            String name = new DataInputStream(Channels.newInputStream(asking)).readUTF();
            byte[] bytes = find(name);
            DataOutputStream out = new DataOutputStream(Channels.newOutputStream(asking));
            if (bytes == null) {
                out.writeInt(-1);
            } else {
                out.writeInt(bytes.length);
                out.write(bytes);
            }
            out.flush();
        } catch (IOException _) {
            return; // it hung up
        }
    }

    private byte @Nullable [] find(String name) throws IOException {
        for (ClassLoader loader : loaders) {
            try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in != null) {
                    return in.readAllBytes();
                }
            }
        }
        return null;
    }

    @Override
    public synchronized void close() {
        try {
            if (server != null) {
                server.close();
                Files.deleteIfExists(socket);
            }
        } catch (IOException _) {
            // It goes with the tree's directory.
        }
    }
}
