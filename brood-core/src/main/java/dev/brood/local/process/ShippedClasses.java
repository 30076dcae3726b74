package dev.brood.local.process;

import dev.brood.local.memory.Uninterrupted;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A child's loader for classes that are in no file of the class path: those of `java Main.java`,
/// of jshell, of a jar in a jar. It asks the root of the tree, where [ClassServer] answers.
final class ShippedClasses extends ClassLoader {
    private static @Nullable ShippedClasses loader;

    static {
        registerAsParallelCapable();
    }

    private final Path socket;

    private ShippedClasses(Path socket) {
        super("brood-shipped", ClassLoader.getSystemClassLoader());
        this.socket = socket;
    }

    /// Returns the one loader of this child.
    static synchronized ClassLoader loader() {
        ShippedClasses made = loader;
        if (made == null) {
            made = new ShippedClasses(ClassServer.socket(Path.of(ThisProcess.required().tree)));
            loader = made;
        }
        return made;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes;
        try {
            bytes = fetch(name);
        } catch (IOException e) {
            throw new ClassNotFoundException(name + ": cannot ask the root of the tree for it", e);
        }
        if (bytes == null) {
            throw new ClassNotFoundException(name + ": neither here nor at the root of the tree");
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte @Nullable [] fetch(String name) throws IOException {
        return Uninterrupted.call(() -> {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                return ask(channel, name);
            }
        });
    }

    private static byte @Nullable [] ask(SocketChannel channel, String name) throws IOException {
        DataOutputStream question = new DataOutputStream(Channels.newOutputStream(channel));
        question.writeUTF(name);
        question.flush();
        DataInputStream answer = new DataInputStream(Channels.newInputStream(channel));
        int length = answer.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        answer.readFully(bytes);
        return bytes;
    }
}
