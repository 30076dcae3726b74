package dev.brood.local.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.Connection;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Secret;
import dev.brood.junit.Await;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// Links through TLS, and who is in the middle of one.
@Timeout(120)
class TlsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Secret SECRET = Secret.random();
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir static Path directory;

    /// With a key, and trusting it.
    private static SSLContext context;

    private static LinkOptions options;

    @BeforeAll
    static void makeKey() throws Exception {
        Path store = directory.resolve("keys.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "brood",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("brood", keys.getCertificate("brood"));
        TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
        others.init(trusted);
        context = SSLContext.getInstance("TLSv1.3");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        options = LinkOptions.DEFAULT.tls(context);
    }

    @Test
    @SuppressWarnings("try") // closed in the middle to see what that does
    void tls_onBothSides_carriesMessages_andHidesThem() throws Exception {
        try (Listener listener = Listener.open(Address.tcp(0), SECRET, options);
                RecordingRelay relay = new RecordingRelay(listener.address());
                Connection here = Connection.connect(relay.address(), SECRET, options);
                Connection there = listener.accept(LONG)) {
            byte[] large = new byte[3 << 20];
            here.send("nobody else reads this");
            here.sendBytes(large);
            there.send("nor this");
            assertThat(there.receive()).isEqualTo("nobody else reads this");
            assertThat(there.receiveBytes()).hasSameSizeAs(large);
            assertThat(here.receive()).isEqualTo("nor this");
            here.close();
            assertThatThrownBy(there::receive)
                    .isInstanceOf(EOFException.class)
                    .hasMessageEndingWith("has closed the connection");
            assertThat(relay.text()).doesNotContain("nobody else").doesNotContain("BROOD");
        }
    }

    /// Notes what passes, whatever it is.
    private static final class RecordingRelay implements AutoCloseable {
        private final java.net.ServerSocket server =
                new java.net.ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final Queue<String> text = new ConcurrentLinkedQueue<>();
        private final java.util.List<Socket> sockets =
                java.util.Collections.synchronizedList(new java.util.ArrayList<>());

        RecordingRelay(Address target) throws IOException {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            Socket in = server.accept();
                            Socket out = new Socket();
                            sockets.add(in);
                            sockets.add(out);
                            Address.Tcp tcp = (Address.Tcp) target;
                            out.connect(new InetSocketAddress(tcp.host(), tcp.port()));
                            Thread.ofVirtual().start(() -> pass(in, out));
                            Thread.ofVirtual().start(() -> pass(out, in));
                        } catch (IOException _) {
                            // It was closed.
                        }
                    });
        }

        private void pass(Socket from, Socket to) {
            byte[] buffer = new byte[8192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    text.add(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                    out.write(buffer, 0, read);
                }
                to.shutdownOutput();
            } catch (IOException _) {
                // One side is gone.
            }
        }

        Address address() {
            return Address.tcp(server.getLocalPort());
        }

        String text() {
            return String.join("", text);
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket each : sockets) {
                each.close();
            }
        }
    }

    @Test
    void tls_onOneSideOnly_isRefused_andNothingHangs() throws Exception {
        LinkOptions quick = LinkOptions.DEFAULT.handshakeTimeout(Duration.ofSeconds(2));
        try (Listener secure = Listener.open(Address.tcp(0), SECRET, quick.tls(context));
                Listener plain = Listener.open(Address.tcp(0), SECRET, quick)) {
            assertThatThrownBy(() -> Connection.connect(secure.address(), SECRET, quick))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot connect to");
            assertThatThrownBy(
                            () -> Connection.connect(plain.address(), SECRET, quick.tls(context)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot connect to");
            Await.until(LONG, "both refused", () -> secure.refused() == 1 && plain.refused() == 1);
            assertThat(plain.lastRefusal().orElseThrow().reason()).contains("it is no Brood");
            Connection.connect(secure.address(), SECRET, options).close();
        }
    }

    @Test
    void certificateThatIsNotTrusted_isRefused() throws Exception {
        try (Listener listener = Listener.open(Address.tcp(0), SECRET, options)) {
            LinkOptions stranger = LinkOptions.DEFAULT.tls(SSLContext.getDefault());
            assertThatThrownBy(() -> Connection.connect(listener.address(), SECRET, stranger))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("unable to find valid certification path");
            Connection.connect(listener.address(), SECRET, options).close();
        }
    }

    /// Has a certificate that the victim trusts, ends its TLS, and carries the handshake on to the
    /// real listener through another TLS channel: the proofs are of different channels.
    @Test
    void manInTheMiddleOfTls_withATrustedCertificate_getsNothing() throws Exception {
        try (Listener listener = Listener.open(Address.tcp(0), SECRET, options);
                SSLServerSocket middle =
                        (SSLServerSocket)
                                context.getServerSocketFactory()
                                        .createServerSocket(
                                                0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (SSLSocket victim = (SSLSocket) middle.accept();
                                Socket real = connected(listener.address())) {
                            Thread back = Thread.ofVirtual().start(() -> copy(real, victim));
                            copy(victim, real);
                            back.join();
                        } catch (IOException | InterruptedException _) {
                            // One side is gone.
                        }
                    });
            Address address = Address.tcp(middle.getLocalPort());
            assertThatThrownBy(() -> Connection.connect(address, SECRET, options))
                    .isInstanceOf(dev.brood.AuthenticationException.class);
            Await.until(LONG, "a refusal", () -> listener.refused() == 1);
            assertThat(listener.lastRefusal().orElseThrow().reason())
                    .isEqualTo("it does not know the secret");
        }
    }

    private static Socket connected(Address address) throws IOException {
        Address.Tcp tcp = (Address.Tcp) address;
        return context.getSocketFactory().createSocket(tcp.host(), tcp.port());
    }

    private static void copy(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException _) {
            // One side is gone.
        }
    }

    @Test
    void tls_ofAUnixSocket_isRefused() {
        Address address = Address.unix(directory.resolve("s"));
        assertThatThrownBy(() -> Listener.open(address, SECRET, options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("TLS is for TCP: what goes through unix:");
        assertThatThrownBy(() -> Connection.connect(address, SECRET, options))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
