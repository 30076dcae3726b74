package dev.brood.local.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.AuthenticationException;
import dev.brood.Connection;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Secret;
import dev.brood.junit.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Peers that do not know the secret, whatever they try. Each time the listener answers others
/// afterwards.
@Timeout(120)
class HostileHandshakeTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Secret SECRET = Secret.of("correct horse battery staple");
    private static final LinkOptions QUICK =
            LinkOptions.DEFAULT.handshakeTimeout(Duration.ofSeconds(1)).limits(100, 4);

    private Listener listener = open(LinkOptions.DEFAULT);

    private static Listener open(LinkOptions options) {
        try {
            return Listener.open(Address.tcp(0), SECRET, options);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void reopen(LinkOptions options) {
        listener.close();
        listener = open(options);
    }

    @AfterEach
    void answersOthers() throws Exception {
        try (Connection here = Connection.connect(listener.address(), SECRET);
                Connection there = listener.accept(LONG)) {
            there.send("welcome");
            assertThat(here.receive()).isEqualTo("welcome");
        } finally {
            listener.close();
        }
    }

    private Socket enemy() throws IOException {
        Address.Tcp address = (Address.Tcp) listener.address();
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address.host(), address.port()));
        socket.setSoTimeout((int) LONG.toMillis());
        return socket;
    }

    private void awaitRefusal(String reason) throws InterruptedException {
        Await.until(LONG, "a refusal", () -> listener.refused() > 0);
        assertThat(listener.lastRefusal().orElseThrow().reason()).contains(reason);
        assertThat(listener.lastRefusal().orElseThrow().peer()).startsWith("tcp://127.0.0.1:");
    }

    private static void assertHungUp(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset"); // what had been sent was not read
        }
    }

    @Test
    void wrongSecret_isRefusedOnBothSides_afterAPause() throws Exception {
        long before = System.nanoTime();
        assertThatThrownBy(() -> Connection.connect(listener.address(), Secret.of("12345678")))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageStartingWith("cannot connect to tcp://127.0.0.1:")
                .hasMessageEndingWith("it refused the secret: it knows another one");
        assertThat(System.nanoTime() - before).isGreaterThan(Duration.ofMillis(499).toNanos());
        awaitRefusal("it does not know the secret");
        assertThat(listener.halfOpen()).isZero();
    }

    @Test
    void secret_isNeverOnTheWire() throws Exception {
        try (Relay relay = Relay.honest(listener.address())) {
            try (Connection here = Connection.connect(relay.address(), SECRET);
                    Connection there = listener.accept(LONG)) {
                here.send("hello");
                assertThat(there.receive()).isEqualTo("hello");
            }
            String all = new String(concat(relay.seen()), StandardCharsets.ISO_8859_1);
            assertThat(all).contains("hello").doesNotContain("correct").doesNotContain("staple");
        }
    }

    private static byte[] concat(List<byte[]> parts) {
        byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : List.copyOf(parts)) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Test
    void replayedHandshake_isRefused() throws Exception {
        byte[] recorded;
        try (Relay relay = Relay.honest(listener.address())) {
            try (Connection here = Connection.connect(relay.address(), SECRET);
                    Connection there = listener.accept(LONG)) {
                here.send("pay 100");
                assertThat(there.receive()).isEqualTo("pay 100");
            }
            recorded = concat(relay.seen());
        }
        try (Socket enemy = enemy()) {
            enemy.getOutputStream().write(recorded);
            DataInputStream in = new DataInputStream(enemy.getInputStream());
            in.readNBytes(Hello.BYTES);
            assertThat(in.read()).isZero();
            awaitRefusal("it does not know the secret");
            assertThatThrownBy(() -> listener.accept(Duration.ZERO))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
        }
    }

    @Test
    void reflectedChallenge_isRefusedByWhoConnects() throws Exception {
        for (boolean otherRole : new boolean[] {false, true}) {
            try (ServerSocket mirror = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                FutureTask<Void> reflecting =
                        new FutureTask<>(() -> {
                            try (Socket socket = mirror.accept()) {
                                byte[] hello = socket.getInputStream().readNBytes(Hello.BYTES);
                                hello[7] = otherRole ? Hello.LISTENING : hello[7];
                                socket.getOutputStream().write(hello);
                                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                            }
                            return null;
                        });
                Thread.ofVirtual().start(reflecting);
                Address address = Address.tcp(mirror.getLocalPort());
                assertThatThrownBy(() -> Connection.connect(address, SECRET))
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageEndingWith("it sends back what it gets");
                reflecting.get(60, TimeUnit.SECONDS); // it was given no proof to send on
            }
        }
    }

    @Test
    void reflectedProofAndRole_areRefusedByWhoListens() throws Exception {
        try (Socket enemy = enemy()) {
            byte[] hello = Hello.of(Hello.LISTENING, 100, 0).bytes();
            enemy.getOutputStream().write(hello);
            assertHungUp(enemy);
            awaitRefusal("it sends back what it gets");
        }
    }

    @Test
    void falseListener_thatDoesNotKnowTheSecret_isNotBelieved() throws Exception {
        try (ServerSocket imposter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<Void> claiming =
                    new FutureTask<>(() -> {
                        try (Socket socket = imposter.accept()) {
                            socket.getInputStream().readNBytes(Hello.BYTES);
                            OutputStream out = socket.getOutputStream();
                            out.write(Hello.of(Hello.LISTENING, 100, 0).bytes());
                            byte[] proof = socket.getInputStream().readNBytes(Keys.BYTES);
                            out.write(1);
                            out.write(proof); // the only proof it has seen
                            assertThat(socket.getInputStream().read()).isEqualTo(-1);
                        }
                        return null;
                    });
            Thread.ofVirtual().start(claiming);
            Address address = Address.tcp(imposter.getLocalPort());
            assertThatThrownBy(() -> Connection.connect(address, SECRET))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageEndingWith("it does not know the secret");
            claiming.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void garbage_isRefusedByItsFirstBytes() throws Exception {
        try (Socket enemy = enemy()) {
            byte[] request =
                    "GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8);
            enemy.getOutputStream().write(request);
            assertHungUp(enemy);
            awaitRefusal("it is no Brood: it began with 47 45 54 20");
        }
    }

    @Test
    void hugeLengths_inTheHello_areRefused() throws Exception {
        try (Socket enemy = enemy()) {
            byte[] hello = Hello.of(Hello.CONNECTING, -1, -1).bytes();
            enemy.getOutputStream().write(hello);
            assertHungUp(enemy);
            awaitRefusal("it asks for negative limits");
        }
        try (Socket enemy = enemy()) {
            byte[] all = new byte[Hello.BYTES];
            Arrays.fill(all, (byte) 0x7F);
            enemy.getOutputStream().write(all);
            assertHungUp(enemy);
        }
    }

    @Test
    void endlessHandshake_isReadNoFurtherThanItsLength() throws Exception {
        try (Socket enemy = enemy()) {
            OutputStream out = enemy.getOutputStream();
            out.write(Hello.of(Hello.CONNECTING, 100, 0).bytes());
            byte[] much = new byte[1 << 16];
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    out.write(much); // until it is hung up on
                                }
                            })
                    .isInstanceOf(SocketException.class);
            awaitRefusal("it does not know the secret");
        }
    }

    @Test
    void drippingHandshake_endsWithItsTime_notWithItsBytes() throws Exception {
        reopen(QUICK);
        try (Socket enemy = enemy()) {
            byte[] hello = Hello.of(Hello.CONNECTING, 100, 0).bytes();
            enemy.setTcpNoDelay(true);
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; ; i++) { // endless, if its time did not end
                                    enemy.getOutputStream().write(hello[i % 8]);
                                    Await.until(LONG, "some time", passed(Duration.ofMillis(300)));
                                }
                            })
                    .isInstanceOf(SocketException.class);
            awaitRefusal("it took longer than PT1S");
        }
    }

    private static java.util.function.BooleanSupplier passed(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return () -> System.nanoTime() >= end;
    }

    @Test
    void silence_beforeAndWithinTheHandshake_endsWithItsTime() throws Exception {
        reopen(QUICK);
        try (Socket silent = enemy();
                Socket halfway = enemy()) {
            halfway.getOutputStream().write(Hello.of(Hello.CONNECTING, 100, 0).bytes());
            assertThat(halfway.getInputStream().readNBytes(Hello.BYTES)).hasSize(Hello.BYTES);
            assertHungUp(silent);
            assertHungUp(halfway);
            Await.until(LONG, "both refused", () -> listener.refused() == 2);
            awaitRefusal("it took longer than PT1S");
            assertThat(listener.halfOpen()).isZero();
        }
    }

    @Test
    void manyThatSayNothing_areBounded_andOthersGetIn() throws Exception {
        int halfOpen = 100;
        reopen(LinkOptions.DEFAULT.limits(halfOpen, 10));
        int many = Math.min(10_000, freeDescriptors() - 1000);
        assertThat(many).as("what the limit of descriptors permits").isGreaterThan(300);
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < many; i++) {
                silent.add(enemy());
                if (i % 1000 == 999) {
                    assertThat(listener.halfOpen()).isLessThanOrEqualTo(halfOpen);
                    try (Connection here = Connection.connect(listener.address(), SECRET);
                            Connection there = listener.accept(LONG)) {
                        here.send(i);
                        assertThat(there.receive()).isEqualTo(i);
                    }
                }
            }
            Await.until(LONG, "the oldest dropped", () -> listener.refused() >= many - halfOpen);
            assertThat(listener.lastRefusal().orElseThrow().reason())
                    .contains("more than 100 others came before it had proved who it is");
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
    }

    private static int freeDescriptors() {
        var system =
                (com.sun.management.UnixOperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        return (int)
                Math.min(
                        Integer.MAX_VALUE,
                        system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount());
    }

    @Test
    void moreConnectionsThanAllowed_areRefused_untilOneEnds() throws Exception {
        reopen(LinkOptions.DEFAULT.limits(100, 2));
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            open.add(Connection.connect(listener.address(), SECRET));
            open.add(listener.accept(LONG));
        }
        assertThatThrownBy(() -> Connection.connect(listener.address(), SECRET))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot connect to tcp://127.0.0.1:");
        awaitRefusal("2 are connected, and no more may be");
        open.getFirst().close();
        LinkOptions patient = LinkOptions.DEFAULT.retryFor(LONG);
        open.add(Connection.connect(listener.address(), SECRET, patient));
        open.add(listener.accept(LONG));
        open.forEach(Connection::close);
        Await.until(
                LONG,
                "room for those who come after",
                () -> {
                    try (Connection _ = Connection.connect(listener.address(), SECRET)) {
                        listener.accept(LONG).close();
                        return true;
                    } catch (IOException _) {
                        return false;
                    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void guesses_areAnsweredNoSoonerThanTheirPause_manyAtOnce_andOthersAreNotHeldUp()
            throws Exception {
        List<FutureTask<Long>> guesses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Secret guess = Secret.of("guess number " + i);
            FutureTask<Long> task =
                    new FutureTask<>(() -> {
                        long before = System.nanoTime();
                        assertThatThrownBy(() -> Connection.connect(listener.address(), guess))
                                .isInstanceOf(AuthenticationException.class);
                        return System.nanoTime() - before;
                    });
            Thread.ofVirtual().start(task);
            guesses.add(task);
        }
        try (Connection _ = Connection.connect(listener.address(), SECRET)) {
            listener.accept(LONG).close();
        }
        for (FutureTask<Long> each : guesses) {
            assertThat(each.get(60, TimeUnit.SECONDS))
                    .isGreaterThan(Duration.ofMillis(499).toNanos());
        }
        Await.until(LONG, "all counted", () -> listener.refused() == 20);
    }
}
