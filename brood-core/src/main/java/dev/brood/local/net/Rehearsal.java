package dev.brood.local.net;

import dev.brood.Address;
import dev.brood.AuthenticationException;
import dev.brood.Connection;
import dev.brood.LinkOptions;
import dev.brood.Secret;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/// Does once in each JVM that listens, within its own memory, what peers will have it do.
///
/// To load a class may take a descriptor. Peers can use those up before the first of them has
/// shaken hands, and a class that could not be loaded then is never loaded again: the listener
/// would be lost. It also makes the first handshake as quick as the others.
final class Rehearsal {
    private static final LinkOptions OPTIONS =
            LinkOptions.DEFAULT.heartbeat(Duration.ZERO).limits(2, 2);

    private static final CompletableFuture<Void> DONE =
            CompletableFuture.runAsync(
                    Rehearsal::perform,
                    task -> Thread.ofVirtual().name("brood-rehearsal").start(task));

    private Rehearsal() {}

    /// Waits until it has been done.
    static void await() {
        try {
            DONE.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("links cannot work in this JVM", e.getCause());
        }
    }

    private static void perform() {
        Secret secret = Secret.random();
        Stage stage = new Stage();
        try (Gate gate = Gate.open(stage, secret, OPTIONS, Duration.ZERO)) {
            stage.failures.add(new SocketException("a rehearsed failure"));
            stage.arrivals.add(stage.nobody());
            CompletableFuture<Boolean> stranger = stage.guest(Secret.random());
            if (stranger.join()) {
                throw new IllegalStateException("the proof of a secret proves nothing");
            }
            CompletableFuture<Boolean> guest = stage.guest(secret);
            Link link = Objects.requireNonNull(gate.accept(Deadline.NEVER));
            try (Connection connection = new SocketConnection(link)) {
                connection.send(connection.receive());
                if (!guest.join() || gate.refused() == 0 || gate.lastRefusal().isEmpty()) {
                    throw new IllegalStateException("a guest was not understood");
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A socket that listens within this process.
    private static final class Stage implements Sockets.Server {
        private static final Memory END = new Memory(queue(), queue());

        final BlockingQueue<Memory> arrivals = new LinkedBlockingQueue<>();
        final BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();

        @Override
        public Wire accept() throws IOException {
            IOException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            try {
                Memory wire = arrivals.take();
                if (wire.equals(END)) {
                    throw new SocketException("the rehearsal is over");
                }
                return wire;
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a rehearsal", e);
            }
        }

        @Override
        public Address address() {
            return Address.tcp(0);
        }

        @Override
        public void close() {
            arrivals.add(END);
        }

        private static BlockingQueue<byte[]> queue() {
            return new LinkedBlockingQueue<>();
        }

        /// One who hangs up at once.
        Memory nobody() {
            BlockingQueue<byte[]> in = queue();
            in.add(new byte[0]);
            return new Memory(in, queue());
        }

        /// One who connects and expects an echo.
        ///
        /// @return whether it got one; false if it was refused
        CompletableFuture<Boolean> guest(Secret secret) {
            BlockingQueue<byte[]> toGuest = queue();
            BlockingQueue<byte[]> toHost = queue();
            Memory wire = new Memory(toGuest, toHost);
            arrivals.add(new Memory(toHost, toGuest));
            return CompletableFuture.supplyAsync(
                    () -> isEchoed(wire, secret), task -> Thread.ofVirtual().start(task));
        }

        private static boolean isEchoed(Memory wire, Secret secret) {
            List<Object> message = List.of(1, "rehearsal");
            try {
                Handshake.Terms terms = Handshake.connect(wire, secret, OPTIONS);
                Link link = Link.open(wire, terms, OPTIONS, "host", _ -> {});
                try (Connection connection = new SocketConnection(link)) {
                    connection.send(message);
                    return message.equals(connection.receive());
                }
            } catch (AuthenticationException _) {
                wire.close();
                return false;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// A wire within this process. An empty array is its end.
    private static final class Memory implements Wire {
        private final BlockingQueue<byte[]> in;
        private final BlockingQueue<byte[]> out;
        private byte[] chunk = {1};
        private int used = 1;

        Memory(BlockingQueue<byte[]> in, BlockingQueue<byte[]> out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            if (used == chunk.length && chunk.length > 0) {
                try {
                    chunk = in.take();
                    used = 0;
                } catch (InterruptedException e) {
                    throw new IllegalStateException("nobody interrupts a rehearsal", e);
                }
            }
            if (chunk.length == 0) {
                return -1;
            }
            int count = Math.min(length, chunk.length - used);
            System.arraycopy(chunk, used, to, offset, count);
            used += count;
            return count;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            if (length > 0) {
                out.add(Arrays.copyOfRange(from, offset, offset + length));
            }
        }

        @Override
        public void endOutput() {
            out.add(new byte[0]);
        }

        @Override
        public void limitSilence(Duration longest) {}

        @Override
        public boolean bearsInterrupts() {
            return true;
        }

        @Override
        public byte[] binding() {
            return new byte[0];
        }

        @Override
        public @Nullable Address peer() {
            return null;
        }

        @Override
        public void close() {
            endOutput();
            in.add(new byte[0]);
        }
    }
}
