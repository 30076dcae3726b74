package dev.brood.local.net;

import dev.brood.Address;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The file of a Unix socket: made, taken over from the dead, and removed, by one process at a
/// time.
///
/// The kernel leaves the file when its listener dies, and refuses to bind where a file is. That
/// nobody listens shows in a refused connection. But between that look and the removal another
/// program may have done the same, and its new socket would be removed; so both are done under the
/// lock of a file beside it, `.name.lock`, which is there only meanwhile.
///
/// | killed after | left | the next listener |
/// |---|---|---|
/// | the lock file was made | it, unlocked | locks and removes it |
/// | the dead socket was removed | the lock file | binds |
/// | the socket was bound | both; nobody listens | takes over |
final class SocketFile implements Sockets.Server {
    /// Locks of files are between processes; this is between threads.
    private static final ReentrantLock THREADS = new ReentrantLock();

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long LONGEST_LOCK = 1L << 30;

    private final ServerSocketChannel server;
    private final Address.Unix address;
    private final @Nullable Object key;

    private SocketFile(ServerSocketChannel server, Address.Unix address, @Nullable Object key) {
        this.server = server;
        this.address = address;
        this.key = key;
    }

    static SocketFile listen(Address.Unix address, int backlog) throws IOException {
        Path file = address.path().toAbsolutePath();
        Path directory = file.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw refused(address, "there is no directory " + directory, null);
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try (Lock _ = Lock.of(file)) {
            removeIfDead(address, file);
            server.bind(UnixDomainSocketAddress.of(address.path()), backlog);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            return new SocketFile(server, address, key(file));
        } catch (BindException e) {
            server.close();
            throw e;
        } catch (IOException e) {
            server.close();
            throw refused(address, String.valueOf(e.getMessage()), e);
        }
    }

    private static BindException refused(
            Address address, String reason, @Nullable Throwable cause) {
        BindException refused = new BindException("cannot listen at " + address + ": " + reason);
        refused.initCause(cause);
        return refused;
    }

    private static void removeIfDead(Address address, Path file) throws IOException {
        BasicFileAttributes found;
        try {
            found =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return;
        }
        if (!found.isOther()) {
            throw refused(address, "there is a file that is no socket", null);
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false); // one whose queue is full is alive
            probe.connect(UnixDomainSocketAddress.of(file));
        } catch (ConnectException _) {
            Files.delete(file);
            return;
        } catch (IOException e) {
            throw refused(address, "somebody listens there: " + e.getMessage(), e);
        }
        throw refused(address, "somebody listens there", null);
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    @Override
    public Wire accept() throws IOException {
        return new ChannelWire(server.accept());
    }

    @Override
    public Address address() {
        return address;
    }

    /// Removes the file too, if it is still that of this socket.
    @Override
    public void close() {
        Path file = address.path().toAbsolutePath();
        try (Lock _ = Lock.of(file)) {
            server.close();
            if (Objects.equals(key, key(file))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException _) {
            // It, or its directory, was removed before.
        } finally {
            try {
                server.close();
            } catch (IOException _) {
                // Nothing more can be done with it.
            }
        }
    }

    /// The right to remove and make the file.
    private record Lock(Path file, FileChannel channel, FileLock lock) implements AutoCloseable {
        static Lock of(Path socket) throws IOException {
            Path file = socket.resolveSibling("." + socket.getFileName() + ".lock");
            THREADS.lock();
            try {
                while (true) {
                    FileChannel channel =
                            FileChannel.open(
                                    file,
                                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                                    PosixFilePermissions.asFileAttribute(
                                            PosixFilePermissions.fromString("rw-------")));
                    try {
                        Lock lock = new Lock(file, channel, channel.lock());
                        // Who had it before removes it: then this is the lock of nothing.
                        if (lock.isThere()) {
                            return lock;
                        }
                        channel.close();
                    } catch (IOException | RuntimeException e) {
                        channel.close();
                        throw e;
                    }
                }
            } catch (IOException | RuntimeException e) {
                THREADS.unlock();
                throw e;
            }
        }

        /// Returns whether the file of that name is the one that is locked: what this makes of its
        /// length shows there. (To open it once more and look would be to lose the lock.)
        private boolean isThere() throws IOException {
            long length = 1 + RANDOM.nextLong(LONGEST_LOCK);
            int _ = channel.write(ByteBuffer.wrap(new byte[1]), length - 1);
            try {
                return channel.size() == Files.size(file);
            } catch (NoSuchFileException _) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            try {
                Files.deleteIfExists(file);
            } finally {
                try {
                    channel.close();
                } finally {
                    THREADS.unlock();
                }
            }
        }
    }
}
