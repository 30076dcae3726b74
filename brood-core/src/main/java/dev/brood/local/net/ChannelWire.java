package dev.brood.local.net;

import dev.brood.Address;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// A Unix socket. The kernel tells when the other side is gone.
final class ChannelWire implements Wire {
    private static final byte[] NOT_ENCRYPTED = {};

    private final SocketChannel channel;

    ChannelWire(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(to, offset, length));
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(from, offset, length);
        while (bytes.hasRemaining()) {
            int _ = channel.write(bytes);
        }
    }

    @Override
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void limitSilence(Duration longest) {}

    @Override
    public boolean bearsInterrupts() {
        return false;
    }

    @Override
    public byte[] binding() {
        return NOT_ENCRYPTED;
    }

    @Override
    public @Nullable Address peer() {
        return null;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing more can be done with it.
        }
    }
}
