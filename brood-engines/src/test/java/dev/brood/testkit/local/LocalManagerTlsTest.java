package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.Brood;
import dev.brood.LinkOptions;
import dev.brood.Manager;
import dev.brood.Secret;
import dev.brood.junit.Deadline;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Managers that serve by TLS, with a key that is read in their server.
@Deadline(seconds = 180)
class LocalManagerTlsTest {
    private static final Secret SECRET = Secret.random();
    private static final String PASSWORD = "changeit";

    @TempDir static Path directory;

    private static Path makeKey() throws Exception {
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
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(output).isZero();
        return store;
    }

    /// Has the key, and trusts it.
    private static SSLContext context(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("brood", keys.getCertificate("brood"));
        TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }

    @Test
    @Covers("G-19")
    void serve_byTls_letsInWhoTrustsItsKey_andNobodyWithoutTls() throws Exception {
        String store = makeKey().toString();
        LinkOptions trusting = LinkOptions.DEFAULT.tls(context(Path.of(store)));
        LinkOptions hasty = LinkOptions.DEFAULT.handshakeTimeout(Duration.ofSeconds(2));
        try (Brood brood = Brood.local();
                Manager manager = brood.manager()) {
            Address address =
                    manager.serve(
                            Address.tcp(0),
                            SECRET,
                            LinkOptions.DEFAULT,
                            () -> context(Path.of(store)));
            manager.pin("list", manager.list(List.of(1, 2)));
            assertThatThrownBy(() -> Manager.connect(address, SECRET, hasty))
                    .isInstanceOf(IOException.class);
            try (Manager remote = Manager.connect(address, SECRET, trusting)) {
                List<?> list = remote.find("list", List.class);
                assertThat(list).isEqualTo(List.of(1, 2));
            }
            assertThatThrownBy(() -> manager.serve(Address.tcp(0), SECRET, trusting))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("give serve what makes one there");
            assertThatThrownBy(() ->
                            manager.serve(
                                    Address.tcp(0),
                                    SECRET,
                                    LinkOptions.DEFAULT,
                                    () -> context(Path.of("no such file"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the TLS context could not be made")
                    .hasMessageContaining("no such file");
            assertThatThrownBy(() ->
                            manager.serve(
                                    Address.unix(directory.resolve("socket")),
                                    SECRET,
                                    LinkOptions.DEFAULT,
                                    () -> context(Path.of(store))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("TLS is for TCP");
        }
    }
}
