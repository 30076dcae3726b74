package dev.brood.local.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.ClosedException;
import dev.brood.Connection;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Secret;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Where listeners are, the files of Unix sockets, and how connecting fails.
@Timeout(120)
class AddressesTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Secret SECRET = Secret.random();

    @TempDir Path directory;

    @Test
    void parse_readsWhatToStringWrites() {
        for (Address each :
                List.of(
                        Address.tcp(5000),
                        Address.tcp("0.0.0.0", 1),
                        Address.tcp("::1", 65_535),
                        Address.tcp("host.example", 0),
                        Address.unix(Path.of("/run/a b/s:1")))) {
            assertThat(Address.parse(each.toString())).isEqualTo(each);
        }
        assertThat(Address.tcp(5000)).hasToString("tcp://127.0.0.1:5000");
        assertThat(Address.tcp("::1", 1)).hasToString("tcp://[::1]:1");
        for (String each :
                List.of(
                        "",
                        "localhost:1",
                        "tcp://",
                        "tcp://h",
                        "tcp://::1:5",
                        "tcp://h:x",
                        "unix:")) {
            assertThatThrownBy(() -> Address.parse(each))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("an address is like tcp://127.0.0.1:5000")
                    .hasMessageEndingWith("was '" + each + "'");
        }
        assertThatThrownBy(() -> Address.tcp(65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a port is from 0 to 65535, was 65536");
        assertThatThrownBy(() -> Address.tcp(" ", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secrets_areLongEnough_privateAndSilent() throws Exception {
        assertThatThrownBy(() -> Secret.of(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a secret must have at least 8 bytes, had 0");
        assertThatThrownBy(() -> Secret.of(new byte[7]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Secret.of("open sesame")).hasToString("secret of 11 bytes");
        Path file = directory.resolve("secret");
        Secret secret = Secret.random();
        secret.writeTo(file);
        assertThat(Secret.ofFile(file).bytes()).isEqualTo(secret.bytes());
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "from an editor\n");
        assertThat(Secret.ofFile(file).bytes())
                .isEqualTo("from an editor".getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> Secret.ofFile(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is open to others (mode rw-r-----): chmod 600 it");
        assertThatThrownBy(() -> secret.writeTo(file))
                .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
    }

    @Test
    void options_outOfRange_areRefused() {
        LinkOptions some = LinkOptions.DEFAULT;
        assertThatThrownBy(() -> some.maxMessage(-1))
                .hasMessageStartingWith("the longest message must have 0 to 2,147,483,583 bytes");
        assertThatThrownBy(() -> some.handshakeTimeout(Duration.ZERO))
                .hasMessageEndingWith("was PT0S");
        assertThatThrownBy(() -> some.heartbeat(Duration.ofMillis(99)))
                .hasMessage("a heartbeat must be zero, or 100 ms to a day, was PT0.099S");
        assertThatThrownBy(() -> some.retryFor(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> some.limits(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> some.limits(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertTaken(Address address) {
        assertThatThrownBy(() -> Listener.open(address, SECRET))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("cannot listen at " + address + ": ");
    }

    private static void assertAnswers(Listener listener) throws Exception {
        try (Connection here = Connection.connect(listener.address(), SECRET);
                Connection there = listener.accept(LONG)) {
            here.send(1);
            assertThat(there.receive()).isEqualTo(1);
        }
    }

    @Test
    void unixSocket_ofTheLiving_isRefused_ofTheDeadReplaced() throws Exception {
        Path file = directory.resolve("socket");
        Address address = Address.unix(file);
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(file));
            assertTaken(address);
        }
        assertThat(file).exists(); // as the kernel leaves it when a process dies
        Listener listener = Listener.open(address, SECRET);
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertAnswers(listener);
        assertTaken(address);
        assertAnswers(listener);
        listener.close();
        assertThat(file).doesNotExist();
        Files.writeString(file, "precious");
        assertThatThrownBy(() -> Listener.open(address, SECRET))
                .isInstanceOf(BindException.class)
                .hasMessageEndingWith("there is a file that is no socket");
        assertThat(file).hasContent("precious");
        assertThatThrownBy(
                        () -> Listener.open(Address.unix(directory.resolve("no/socket")), SECRET))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("there is no directory");
        assertThatThrownBy(() ->
                        Listener.open(Address.unix(directory.resolve("x".repeat(200))), SECRET))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void unixSocket_replacedMeanwhile_isNotRemovedAtClose() throws Exception {
        Path file = directory.resolve("socket");
        Listener first = Listener.open(Address.unix(file), SECRET);
        Files.delete(file);
        Listener second = Listener.open(Address.unix(file), SECRET);
        first.close();
        assertThat(file).exists();
        assertAnswers(second);
        second.close();
        assertNoFileLeft();
    }

    private void assertNoFileLeft() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void unixSocket_ofTheDead_goesToOneOfManyAtOnce() throws Exception {
        Path file = directory.resolve("socket");
        for (int round = 0; round < 10; round++) {
            try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                dead.bind(UnixDomainSocketAddress.of(file));
            }
            int many = 4;
            CyclicBarrier start = new CyclicBarrier(many);
            List<FutureTask<Listener>> tries = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                FutureTask<Listener> task =
                        new FutureTask<>(() -> {
                            start.await();
                            return Listener.open(Address.unix(file), SECRET);
                        });
                Thread.ofPlatform().start(task);
                tries.add(task);
            }
            List<Listener> opened = new ArrayList<>();
            for (FutureTask<Listener> each : tries) {
                try {
                    opened.add(each.get(60, TimeUnit.SECONDS));
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(BindException.class);
                }
            }
            assertThat(opened).hasSize(1);
            assertAnswers(opened.getFirst());
            opened.getFirst().close();
            assertNoFileLeft();
        }
    }

    @Test
    void port_isFreeAgainAtOnce() throws Exception {
        Listener first = Listener.open(Address.tcp(0), SECRET);
        Address address = first.address();
        assertThat(((Address.Tcp) address).port()).isPositive();
        assertTaken(address);
        try (Connection here = Connection.connect(address, SECRET);
                Connection there = first.accept(LONG)) {
            assertThat(first.lastAccepted()).get().asString().startsWith("tcp://127.0.0.1:");
            first.close();
            try (Listener second = Listener.open(address, SECRET)) {
                assertThat(second.address()).isEqualTo(address);
                assertAnswers(second);
            }
            here.send("accepted connections outlive their listener");
            assertThat(there.receive()).asString().startsWith("accepted");
        }
        assertThat(first.isClosed()).isTrue();
        assertThatThrownBy(first::accept)
                .isInstanceOf(ClosedException.class)
                .hasMessage("the listener at " + address + " was closed");
    }

    @Test
    void close_endsAcceptAndThoseWhoWereNotAccepted() throws Exception {
        Listener listener = Listener.open(Address.tcp(0), SECRET);
        try (Connection waiting = Connection.connect(listener.address(), SECRET)) {
            Await.until(LONG, "its arrival", () -> ((SocketListener) listener).isReady());
            FutureTask<Object> second =
                    new FutureTask<>(() -> {
                        listener.accept();
                        return listener.accept();
                    });
            Thread thread = Thread.ofPlatform().start(second);
            Await.until(LONG, "a wait", () -> thread.getState() == Thread.State.TIMED_WAITING);
            Connection third = Connection.connect(listener.address(), SECRET);
            FutureTask<Object> taken = second;
            ((Connection) taken.get(60, TimeUnit.SECONDS)).close();
            assertThatThrownBy(third::receive).isInstanceOf(java.io.EOFException.class);
            third.close();
            try (Connection never = Connection.connect(listener.address(), SECRET)) {
                FutureTask<Object> waits = new FutureTask<>(never::receive);
                Thread.ofPlatform().start(waits);
                listener.close();
                assertThatThrownBy(() -> waits.get(60, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(java.io.EOFException.class);
            }
            assertThat(waiting.isClosed()).isFalse();
        }
    }

    @Test
    void connect_whereNobodyListens_fails_orTriesAgain() throws Exception {
        Address file = Address.unix(directory.resolve("later"));
        assertThatThrownBy(() -> Connection.connect(file, SECRET))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot connect to " + file + ": ");
        Address port;
        try (Listener listener = Listener.open(Address.tcp(0), SECRET)) {
            port = listener.address();
        }
        assertThatThrownBy(() -> Connection.connect(port, SECRET))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("cannot connect to " + port + ": Connection refused");
        LinkOptions twice = LinkOptions.DEFAULT.retryFor(Duration.ofSeconds(2));
        assertThatThrownBy(() -> Connection.connect(port, SECRET, twice))
                .isInstanceOf(ConnectException.class)
                .hasMessageMatching("cannot connect to .* \\(tried \\d+ times\\)");
        for (Address each : List.of(file, port)) {
            FutureTask<Connection> patient =
                    new FutureTask<>(() ->
                            Connection.connect(each, SECRET, LinkOptions.DEFAULT.retryFor(LONG)));
            Thread.ofVirtual().start(patient);
            try (Listener listener = Listener.open(each, SECRET);
                    Connection there = listener.accept(LONG)) {
                there.send(1);
                assertThat(patient.get(60, TimeUnit.SECONDS).receive()).isEqualTo(1);
                patient.get().close();
            }
        }
    }

    @Test
    void connect_whereNobodyAnswers_timesOut_andCanBeInterrupted() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Address address = Address.tcp(mute.getLocalPort());
            LinkOptions quick = LinkOptions.DEFAULT.handshakeTimeout(Duration.ofMillis(200));
            assertThatThrownBy(() -> Connection.connect(address, SECRET, quick))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageEndingWith("it has not answered within PT0.2S");
            FutureTask<Connection> waits =
                    new FutureTask<>(() -> Connection.connect(address, SECRET));
            Thread thread = Thread.ofPlatform().start(waits);
            Await.until(LONG, "a wait", () -> thread.getState() == Thread.State.TIMED_WAITING);
            thread.interrupt();
            assertThatThrownBy(() -> waits.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }
}
